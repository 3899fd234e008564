"""Completing an interaction. I3, I10."""

from datetime import timedelta
from typing import Any

import pytest

from models.agents.agent import Agent
from models.batch import unit_of_work
from models.clock import now
from models.contact import Contact
from models.interactions import completing, planning
from models.interactions.interaction import Interaction, InteractionOpportunity
from models.refusal import Refusal
from models.settings.option import OptionKind
from tests.factories import (
    make_agent,
    make_contact,
    make_interaction,
    make_opportunity,
    make_option,
)

pytestmark = pytest.mark.usefixtures("database")

AN_HOUR = timedelta(hours=1)


def test_an_outcome_completes_it_with_what_comes_next() -> None:
    ann, dora = make_agent(), make_contact()
    one = make_interaction(dora, ann, now() - AN_HOUR)
    chance = make_opportunity(dora)
    next_action = make_option(OptionKind.NEXT_ACTION, "Send an offer")
    complete(one, ann, next_action=next_action, note="Wants blue", opportunities=[chance])
    kept = Interaction.get_by_id(one.id)
    assert (kept.outcome.name, kept.next_action.name) == ("Successful", "Send an offer")
    assert (kept.note, kept.completed_at is not None) == ("Wants blue", True)
    assert InteractionOpportunity.select().count() == 1
    assert Contact.get_by_id(dora.id).last_contacted_at == one.starts_at


def test_it_cannot_be_completed_twice() -> None:
    ann = make_agent()
    one = make_interaction(make_contact(), ann, now() - AN_HOUR)
    complete(one, ann)
    with pytest.raises(Refusal, match="with the outcome Successful: that cannot be undone"):
        complete(one, ann, outcome="No answer")


def test_another_contacts_opportunity_is_refused() -> None:
    ann = make_agent()
    one = make_interaction(make_contact(), ann, now() - AN_HOUR)
    with pytest.raises(Refusal, match="of another contact"):
        complete(one, ann, opportunities=[make_opportunity(make_contact("Eve"))])


def test_a_colleague_completes_none() -> None:
    one = make_interaction(make_contact(), make_agent(), now() - AN_HOUR)
    with pytest.raises(Refusal, match="only its assignee and managers"):
        complete(one, make_agent("Ben"))


def complete(one: Interaction, by: Agent, outcome: str = "Successful", **wish: Any) -> None:
    with unit_of_work("agent:1") as batch:
        held = planning.hold(batch, one)
        completing.complete(batch, held, make_option(OptionKind.OUTCOME, outcome), wish, by)
