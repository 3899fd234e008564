"""Words that begin a conversation anew or end it, and the forms that answer it (W3, X11)."""

import pytest

from models.workflow.engine import CANCELLED
from models.workflow.outcome import RunState, SetTrait
from tests.models.workflow.conversation import talk

WORDS = "restart: [restart, Start over]\ncancel: [cancel, never mind]"
TWO = """
      size: {ask: "Which size?", choices: [S, M], set: size, next: colour}
      colour: {ask: "Which colour?", set: colour}
"""


@pytest.fixture
def dora():
    """At the second question."""
    made = talk(TWO, top=WORDS)
    made.hears("M")
    return made


@pytest.mark.parametrize("text", ["restart", "RESTART!", "start over", "Start  over 🙂"])
def test_a_word_begins_anew_and_keeps_the_answers(dora, text):
    assert dora.hears(text) == ["Which size?"]
    assert dora.place.step == "size"
    assert dora.facts.traits == {"size": "M"}


@pytest.mark.parametrize("text", ["cancel", "Never mind."])
def test_a_word_ends_it(dora, text):
    assert dora.hears(text) == [CANCELLED]
    assert (dora.place, dora.outcome.state) == (None, RunState.STOPPED)


@pytest.mark.parametrize("text", ["please cancel my other order", "restarting", "canceled"])
def test_inside_a_sentence_it_is_an_answer(dora, text):
    dora.hears(text)
    assert dora.facts.traits["colour"] == text


def test_it_ends_in_the_authors_words():
    dora = talk(TWO, top="cancel: stopp\ncancelled: 'Bye, {name}.'")
    assert dora.hears("Stopp") == ["Bye, Dora."]


def test_a_choice_that_is_titled_so_is_an_answer():
    dora = talk('what: {ask: "What now?", choices: [Restart, Cancel], set: what}', top=WORDS)
    dora.hears("cancel")
    assert dora.facts.traits == {"what": "Cancel"}


def test_without_such_words_they_are_answers():
    dora = talk('what: {ask: "What now?", set: what}')
    dora.hears("restart")
    assert dora.facts.traits == {"what": "restart"}


FORM = """
      order:
        ask: "Your budget?"
        kind: number
        set: budget
        fields: {budget: budget, shoe_size: shoe size, colours: colours, news: news}
        next: thanks
      thanks: {say: "Thank you, {shoe size}!"}
"""


def test_a_forms_fields_become_traits():
    dora = talk(FORM)
    form = {"budget": 1200, "shoe_size": "39", "colours": ["red", "blue"], "news": True, "x": "y"}
    assert dora.hears("budget: 1200", type="interactive", form=form) == ["Thank you, 39!"]
    assert dora.done == [
        SetTrait("budget", 1200, "number"),
        SetTrait("colours", "red, blue", "text"),
        SetTrait("news", True, "boolean"),
        SetTrait("shoe size", "39", "text"),
    ]


def test_a_typed_answer_counts_as_before():
    dora = talk(FORM)
    dora.hears("900")
    assert dora.facts.traits == {"budget": 900}


@pytest.mark.parametrize(
    "form",
    [
        {},
        None,
        {"other": 1},
        {"budget": None},
        {"budget": {"a": 1}},
        {"budget": float("nan")},
        {"budget": " \x00"},
        [],
    ],
)
def test_a_form_without_anything_for_this_question_is_asked_again(form):
    dora = talk(FORM)
    dora.hears("Sent", type="interactive", form=form)
    assert dora.place.asked == 1
    assert dora.facts.traits == {}


def test_a_question_without_fields_takes_no_form():
    dora = talk('many: {ask: "How many?", kind: number, set: many}')
    dora.hears("Sent", type="interactive", form={"many": 3})
    assert dora.facts.traits == {}


# What the engine tells for the figures.


def test_the_trail_tells_what_became_of_each_question():
    dora = talk(TWO)
    assert dora.outcome.trail == (("size", "asked"),)
    dora.hears("blue")
    assert dora.outcome.trail == (("size", "reasked"),)
    dora.hears("M")
    assert dora.outcome.trail == (("size", "answered"), ("colour", "asked"))
    dora.hears("red")
    assert dora.outcome.trail == (("colour", "answered"),)


def test_a_nudge_leaves_no_trail_and_a_time_out_does():
    dora = talk(TWO, top="timeout: {after: 1h, say: Still there?}")
    dora.times_out()
    assert dora.outcome.trail == ()
    dora.times_out()
    assert dora.outcome.trail == (("size", "timed_out"),)


def test_a_late_tap_that_counts_for_nothing_leaves_no_trail():
    dora = talk(TWO)
    dora.hears("S", reply_id="424242/size/1")
    assert dora.outcome.trail == ()
