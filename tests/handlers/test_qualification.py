"""A message of whoever is in a workflow is the answer to its question, if it is one (W3, X11)."""

import pytest

from bot.simulator import items
from models.workflow.outcome import RunState
from models.workflow.tables import Workflow
from tests.factories import make_workflow
from tests.handlers.talking import SIZE, run_of, said_to, told_of
from tests.story import Customer, parked

pytestmark = pytest.mark.usefixtures("workshop")


@pytest.fixture
def dora(workshop: None) -> Customer:
    """Dora was asked for her size."""
    make_workflow(SIZE)
    return Customer(name="Dora").says("Hi")


def tap(step: str, at: int, title: str, version: int | None = None) -> dict:
    """A tap on a button of some version of the workflow, the current one unless said."""
    chosen = version or Workflow.get().version_id
    return items.button_reply(f"{chosen}/{step}/{at}", title)


def test_an_answer_sets_the_trait_and_leads_on(dora) -> None:
    dora.taps("M")
    assert dora.traits == {"size": "M"}
    assert said_to(dora) == ["Which size?", "Which colour?"]
    assert run_of(dora).step == "colour"


def test_a_wrong_answer_is_asked_again_and_counted(dora) -> None:
    dora.says("something blue")
    assert "Which size?" in said_to(dora)[-1]
    assert (run_of(dora).step, run_of(dora).asked) == ("size", 1)
    dora.says("L")
    assert run_of(dora).step == "colour"
    assert run_of(dora).asked == 0


def test_three_wrong_answers_hand_over_to_a_person(dora) -> None:
    """`otherwise`, which is a person unless the workflow says another step."""
    for _ in range(3):
        dora.says("something blue")
    assert run_of(dora).state is RunState.HANDED_OVER
    [data] = told_of(dora, "workflow.handed_over")
    assert "'size' was not understood" in data["reason"]


def test_a_late_tap_answers_the_question_that_it_was_shown_with(dora) -> None:
    dora.taps("M")
    dora.sends(tap("size", 3, "L"))
    assert dora.traits == {"size": "L"}
    assert run_of(dora).step == "colour"
    dora.says("red")
    assert dora.traits == {"size": "L", "colour": "red"}


def test_a_tap_of_another_version_is_refused_politely_and_answers_nothing(dora) -> None:
    dora.taps("M")
    dora.sends(tap("size", 1, "S", version=424242))
    assert dora.traits == {"size": "M"}
    assert "earlier question" in said_to(dora)[-1]
    assert run_of(dora).step == "colour"


def test_a_conversation_stays_on_the_version_that_it_began_with(dora) -> None:
    """X11: while another one is published, for whoever comes next."""
    old = run_of(dora).version_id
    make_workflow("{name: Size, steps: {mood: {ask: 'Which mood?', set: mood}}}")
    dora.taps("M")
    assert said_to(dora)[-1] == "Which colour?"
    assert run_of(dora).version_id == old
    assert said_to(Customer().says("Hi")) == ["Which mood?"]


@pytest.mark.parametrize(
    "item",
    [
        items.media("image"),
        items.media("audio"),
        items.media("sticker"),
        items.unsupported(),
        items.item("hologram", {"x": 1}),
        items.order("SKU9", 19.9, "EUR"),
        items.location(51.5, -0.1),
    ],
    ids=lambda item: item["type"],
)
def test_what_is_no_answer_is_asked_again(dora, item) -> None:
    dora.sends(item)
    assert run_of(dora).asked == 1
    assert dora.traits == {}
    assert parked() == []


def test_the_caption_of_a_picture_may_be_the_answer(dora) -> None:
    dora.sends(items.media("image", "L"))
    assert dora.traits == {"size": "L"}


def test_a_reaction_is_no_answer_and_no_mistake(dora) -> None:
    before = said_to(dora)
    dora.sends(items.reaction(dora.heard()[-1].wamid or "wamid.x", "👍"))
    assert said_to(dora) == before
    assert run_of(dora).asked == 0


def test_a_shared_location_answers_the_question_for_one(workshop: None) -> None:
    make_workflow("{name: Where, steps: {place: {ask: 'Where?', kind: location, set: place}}}")
    dan = Customer().says("Hi").sends(items.location(0.0, -0.1416))
    assert dan.traits == {"place": "0,-0.1416"}


def test_the_end_is_told_and_the_run_is_over(dora) -> None:
    dora.taps("M").says("red")
    run = run_of(dora)
    assert (run.state, run.due_at) == (RunState.DONE, None)
    assert run.ended_at is not None
    assert told_of(dora, "workflow.finished") == [{"workflow": "Size"}]


def test_a_late_tap_after_the_end_answers_nothing(dora) -> None:
    dora.taps("M").says("red")
    before = said_to(dora)
    dora.sends(tap("size", 1, "S"))
    assert dora.traits == {"size": "M", "colour": "red"}
    assert said_to(dora) == before
