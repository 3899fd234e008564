"""A message of whoever is in a workflow is the answer to its question, if it is one (W3, X11)."""

import pytest

from bot.simulator import items
from models.workflow.outcome import RunState
from models.workflow.tables import Workflow
from tests.factories import make_agent, make_rule, make_workflow
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


def test_the_trait_gets_the_kind_of_the_question(workshop: None) -> None:
    """Decided: text where the workflow says no kind."""
    from models.settings.trait import Trait

    make_workflow(
        """
        name: Kinds
        steps:
          a: {ask: "How many?", kind: number, set: count, next: b}
          b: {ask: "When?", kind: date, set: day, next: c}
          c: {ask: "Sure?", kind: yes_no, set: sure, next: d}
          d: {ask: "Which?", choices: [Men, Women], set: audience, next: e}
          e: {ask: "Why?", set: reason, traits: {score: 7, asked: "yes"}}
        """
    )
    dan = Customer().says("Hi")
    for answer in ("12", "2026-12-31", "yes", "Men", "because"):
        dan.says(answer)
    assert dan.traits == {
        "count": 12,
        "day": "2026-12-31",
        "sure": True,
        "audience": "Men",
        "reason": "because",
        "score": 7,
        "asked": "yes",
    }
    kinds = {trait.name: trait.kind.value for trait in Trait.select()}
    assert kinds == {
        "count": "number",
        "day": "date",
        "sure": "boolean",
        "audience": "choice",
        "reason": "text",
        "score": "number",
        "asked": "text",
    }


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


def test_an_answer_that_does_not_suit_the_trait_is_told_and_parks_nothing(dora) -> None:
    """Somebody defined `colour` as a number: the conversation goes on, a person can read it."""
    from models.settings.trait import Trait, TraitKind

    Trait.create(name="Colour", kind=TraitKind.NUMBER)
    dora.taps("M").says("red")
    assert parked() == []
    assert dora.traits == {"size": "M"}
    [data] = told_of(dora, "contact.trait_refused")
    assert data["trait"] == "colour"
    assert "give a number" in data["reason"]
    assert said_to(dora)[-1] == "Thank you!"


def test_names_that_do_not_exist_are_told_and_the_rest_happens(workshop: None) -> None:
    """A status or a source that was renamed or deleted since the workflow was saved."""
    make_workflow(
        "{name: Moves, steps: {go: {status: Nowhere, source: Nobody, state: CLIENT, tag: VIP}}}"
    )
    dan = Customer().says("Hi")
    assert parked() == []
    assert (dan.contact.status.name, dan.contact.source.name) == ("New Lead", "WhatsApp")
    assert (dan.contact.state.value, dan.tags) == ("CLIENT", {"VIP"})
    assert told_of(dan, "contact.status_unknown") == [{"status": "Nowhere"}]
    assert told_of(dan, "contact.source_unknown") == [{"source": "Nobody"}]


def test_a_workflow_moves_tags_and_untags(workshop: None) -> None:
    make_workflow(
        """
        name: Moves
        steps:
          a: {status: interested, source: api, state: PARTNER, tag: [Hot, Lead], next: b}
          b: {untag: hot, say: "Done"}
        """
    )
    dan = Customer().says("Hi")
    contact = dan.contact
    assert (contact.status.name, contact.source.name) == ("Interested", "API")
    assert (contact.state.value, dan.tags) == ("PARTNER", {"Lead"})


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


def test_set_traits_fire_the_rules_while_the_workflow_runs(dora) -> None:
    """W4."""
    large = {"field": "trait:size", "op": "is", "value": "L"}
    make_rule("Large", [make_agent("Ann")], conditions=[large])
    dora.taps("L")
    assert dora.owner == "Ann"
    assert run_of(dora).state is RunState.RUNNING
    dora.says("red")
    assert dora.traits["colour"] == "red"


def test_the_first_answer_of_the_bot_marks_the_message_as_read(dora) -> None:
    """W3: one blue tick for each message, and texts that go together are one message (X18)."""
    item = items.text("M")
    dora.sends(item)
    assert [message.content.get("read") for message in dora.heard()][-1] == item["id"]
