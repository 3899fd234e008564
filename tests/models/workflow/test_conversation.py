"""The language page's example as a conversation (W3, R10), and the turns it can take (X11)."""

from datetime import timedelta
from pathlib import Path

import pytest

from models.conditions.facts import Facts
from models.workflow.outcome import (
    AddTag,
    HandOver,
    Place,
    RunState,
    SetStatus,
    SetTrait,
)
from tests.models.workflow.conversation import Conversation

FASHION = Path(__file__).with_name("fashion.yaml").read_text(encoding="utf-8")
ASK_AUDIENCE = "Are you looking for men's or women's fashion?"
ASK_BUDGET = "What's your preferred budget range, Dora?"
THANKS = "Thank you! A colleague writes to you shortly."


@pytest.fixture
def dora() -> Conversation:
    return Conversation(FASHION)


def test_the_first_question_is_asked_with_buttons(dora):
    assert dora.contents == [
        {
            "type": "buttons",
            "text": ASK_AUDIENCE,
            "buttons": [
                {"id": "7/audience/1", "title": "Men"},
                {"id": "7/audience/2", "title": "Women"},
            ],
        }
    ]
    assert dora.outcome.state is RunState.RUNNING
    assert dora.place == Place("audience")
    assert dora.outcome.wait == timedelta(hours=24)


def test_two_answers_qualify_the_contact_and_end_the_run(dora):
    """W3, R10: the traits that the rules look at are set by the answers."""
    assert dora.hears("Women", "7/audience/2", "interactive") == [ASK_BUDGET]
    assert dora.done == [SetTrait("audience", "Women", "choice")]

    assert dora.hears("about 1,500 €") == [THANKS]
    assert dora.done == [
        SetTrait("budget", 1500, "number"),
        AddTag("VIP Customer"),
        SetStatus("Interested"),
    ]
    assert (dora.place, dora.outcome.state) == (None, RunState.DONE)
    assert dora.outcome.wait is None


def test_a_smaller_budget_takes_the_other_branch(dora):
    dora.hears("men")
    assert dora.hears("300") == [THANKS]
    assert dora.done == [SetTrait("budget", 300, "number"), SetStatus("Interested")]


def test_a_contact_without_a_name_is_asked_without_one():
    nobody = Conversation(FASHION, Facts())
    assert nobody.hears("men") == ["What's your preferred budget range?"]


def test_a_wrong_answer_is_asked_again_in_one_message_until_a_person_takes_over(dora):
    """X11: re-asks, then the human exit."""
    dora.hears("men")
    for asked in (1, 2):
        (said,) = dora.hears("what do you mean?")
        assert said == f"Sorry, I cannot take that answer. {NUMBER}\n\n{ASK_BUDGET}"
        assert dora.place == Place("budget", asked=asked)
    assert dora.hears("who knows") == []
    assert dora.done == [HandOver("the answer to 'budget' was not understood")]
    assert (dora.place, dora.outcome.state) == (None, RunState.HANDED_OVER)


NUMBER = "Please send one number, for example 1500."


def test_an_answer_out_of_bounds_is_told_the_bounds(dora):
    dora.hears("men")
    (said,) = dora.hears("-5")
    assert "Please send a number from 0 on." in said
    assert dora.place == Place("budget", asked=1)


def test_a_good_answer_after_a_wrong_one_counts(dora):
    dora.hears("men")
    dora.hears("hm")
    assert dora.hears("2k") == [THANKS]


def test_a_late_tap_answers_the_question_that_it_was_shown_with(dora):
    dora.hears("Men", "7/audience/1", "interactive")
    assert dora.hears("Women", "7/audience/2", "interactive") == [ASK_BUDGET]
    assert dora.done == [SetTrait("audience", "Women", "choice")]
    assert dora.place == Place("budget")


@pytest.mark.parametrize(
    "reply_id",
    ["6/audience/1", "8/audience/1", "7/gone/1", "7/audience/3", "7/audience/0", "7/budget/1"],
)
def test_a_tap_of_another_version_or_question_is_refused_politely(dora, reply_id):
    dora.hears("men")
    dora.hears("hm")
    place = dora.place
    (said,) = dora.hears("1", reply_id, "interactive")
    assert "no longer counts" in said
    assert dora.done == []
    assert (dora.place, dora.outcome.state) == (place, RunState.RUNNING)


@pytest.mark.parametrize("reply_id", ["promo:women", "q1:rent", "7/audience", "x/audience/1", "/"])
def test_a_foreign_button_is_read_by_its_title(dora, reply_id):
    assert dora.hears("Women", reply_id, "button") == [ASK_BUDGET]


def test_silence_is_nudged_once_and_then_ends_the_run(dora):
    assert dora.times_out() == ["Are you still there?"]
    assert dora.place == Place("audience", nudges=1)
    assert dora.outcome.wait == timedelta(hours=24)
    assert dora.times_out() == []
    assert (dora.place, dora.outcome.state) == (None, RunState.TIMED_OUT)
    assert dora.outcome.wait is None


def test_who_answers_after_a_nudge_may_be_nudged_again(dora):
    dora.times_out()
    dora.hears("hm")
    assert dora.place == Place("audience", asked=1)
    assert dora.times_out() == ["Are you still there?"]


def test_a_place_that_the_definition_does_not_know_goes_to_a_person(dora):
    dora.place = Place("removed")
    assert dora.hears("hi") == []
    assert dora.outcome.state is RunState.HANDED_OVER
    dora.place = Place("vip")
    dora.times_out()
    assert dora.outcome.state is RunState.HANDED_OVER
