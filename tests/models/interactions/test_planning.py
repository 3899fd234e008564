"""Planning, logging and changing interactions. I1, I2, I3, I9."""

from datetime import timedelta
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.base import Outrun
from models.batch import unit_of_work
from models.clock import now
from models.contact import Contact
from models.contact.event import Event
from models.interactions import planning
from models.interactions.interaction import (
    Interaction,
    InteractionKind,
    InteractionTag,
    Standing,
)
from models.refusal import Refusal
from models.settings.option import OptionKind
from tests.factories import make_agent, make_contact, make_interaction, make_option

pytestmark = pytest.mark.usefixtures("database")

TOMORROW = timedelta(days=1)


def test_an_interaction_is_planned_with_a_contact_and_told_in_their_timeline() -> None:
    ann, dora = make_agent(), make_contact()
    made = plan(dora, ann)
    assert (made.contact_id, made.assignee_id, made.minutes) == (dora.id, ann.id, 30)
    assert made.standing(now()) is Standing.OPEN
    event = Event.get(Event.name == "interaction.planned")
    assert (event.contact_id, event.data["type"]) == (dora.id, "Call")


def test_one_with_an_outcome_is_completed_and_counts_as_contact() -> None:
    ann, dora = make_agent(), make_contact()
    yesterday = now() - TOMORROW
    made = plan(dora, ann, starts_at=yesterday, outcome=option(OptionKind.OUTCOME, "Successful"))
    assert made.standing(now()) is Standing.COMPLETED
    assert Contact.get_by_id(dora.id).last_contacted_at == yesterday
    assert Event.get(Event.name == "interaction.completed").data["outcome"] == "Successful"


def test_what_has_passed_without_an_outcome_is_missed() -> None:
    made = make_interaction(make_contact(), make_agent(), now() - timedelta(minutes=29))
    assert made.standing(now()) is Standing.OPEN
    assert made.standing(now() + timedelta(minutes=2)) is Standing.MISSED


def test_a_personal_one_is_with_nobody() -> None:
    ann = make_agent()
    with unit_of_work("agent:1") as batch:
        wish = {"kind": InteractionKind.PERSONAL, "note": "Buy stamps", **when(ann)}
        made = planning.plan(batch, wish, ann)
    assert (made.contact_id, made.note) == (None, "Buy stamps")


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"type": None}, "type"),
        ({"purpose": None}, "purpose"),
        ({"kind": InteractionKind.PERSONAL}, "contact"),
        ({"next_action": "Call again"}, "next_action"),
    ],
)
def test_what_does_not_go_together_is_refused(wish: dict[str, Any], field: str) -> None:
    if "next_action" in wish:
        wish = {"next_action": option(OptionKind.NEXT_ACTION, wish["next_action"])}
    with pytest.raises(Refusal) as refused:
        plan(make_contact(), make_agent(), **wish)
    assert refused.value.field == field
    assert Interaction.select().count() == 0


def test_who_has_left_or_does_not_see_the_contact_is_given_none() -> None:
    for agent in (make_agent("Gone", active=False), make_agent("Sue", role=Role.SUPPORT)):
        with pytest.raises(Refusal) as refused:
            plan(make_contact(), agent)
        assert refused.value.field == "assignee"


def test_moved_it_takes_as_long_and_its_reminder_comes_again() -> None:
    ann = make_agent()
    made = make_interaction(make_contact(), ann, now(), minutes=45, reminded_at=now())
    change(made, ann, starts_at=now() + TOMORROW)
    assert (made.minutes, made.reminded_at) == (45, None)


def test_a_completed_one_keeps_its_record_and_takes_tags() -> None:
    ann = make_agent()
    made = make_interaction(make_contact(), ann, now() - TOMORROW, outcome="Successful")
    change(made, ann, tags=["VIP"])
    assert InteractionTag.select().count() == 1
    with pytest.raises(Refusal) as refused:
        change(made, ann, note="It went otherwise")
    assert refused.value.field == "note"


def test_a_colleague_changes_none_and_a_manager_does() -> None:
    ann, ben = make_agent(), make_agent("Ben")
    made = make_interaction(make_contact(), ann, now() + TOMORROW)
    with pytest.raises(Refusal):
        change(made, ben, note="Mine now")
    change(made, make_agent("Mary", role=Role.SALES_MANAGER), note="Ask for the size")
    assert Interaction.get_by_id(made.id).note == "Ask for the size"


def test_who_leaves_at_that_moment_is_given_nothing() -> None:
    ann = make_agent()
    wish = {"kind": InteractionKind.PERSONAL, "note": "Buy stamps", **when(ann)}

    def planned_while_leaving() -> None:
        with unit_of_work("agent:1") as batch:
            planning.plan(batch, wish, ann)
            Agent.update(active=False).where(Agent.id == ann.id).execute()

    with pytest.raises(Outrun):
        planned_while_leaving()


def plan(contact: Contact, assignee: Agent, **values: Any) -> Interaction:
    with unit_of_work("agent:1") as batch:
        loaded = batch.contact(contact.id)
        usual = {
            "kind": InteractionKind.STANDARD,
            "contact": loaded,
            "type": option(OptionKind.TYPE, "Call"),
            "purpose": option(OptionKind.PURPOSE, "Follow-up"),
        }
        return planning.plan(batch, usual | when(assignee) | values, assignee)


def when(assignee: Agent) -> dict[str, Any]:
    return {"assignee": assignee, "starts_at": now() + TOMORROW, "minutes": 30}


def change(interaction: Interaction, by: Agent, **wish: Any) -> None:
    with unit_of_work("agent:1") as batch:
        planning.change(batch, interaction, wish, by)


def option(kind: OptionKind, name: str) -> Any:
    return make_option(kind, name)
