"""What a workflow's steps change, and what becomes of names and values that do not fit (W3, W4)."""

import pytest

from bot.simulator import items
from models.workflow.outcome import RunState
from tests.factories import make_agent, make_rule, make_workflow
from tests.handlers.talking import SIZE, run_of, said_to, told_of
from tests.story import Customer, parked

pytestmark = pytest.mark.usefixtures("workshop")


@pytest.fixture
def dora(workshop: None) -> Customer:
    """Dora was asked for her size."""
    make_workflow(SIZE)
    return Customer(name="Dora").says("Hi")


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
