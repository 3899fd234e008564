"""A contact at a glance: who they are, what they bought and may buy, what was said and agreed last.
I12. Read in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from peewee import fn

from models.clock import now
from models.contact import Contact
from models.contact.event import Event
from models.contact.message import Message
from models.interactions.finding import standing_is
from models.interactions.interaction import Interaction, Standing
from models.sales import analysis
from models.sales.analysis import Analysis, Month
from models.sales.opportunity import Opportunity, OpportunityState

LAST = 5
"""Opportunities, interactions and messages that are shown at most."""


@dataclass(frozen=True, slots=True)
class OpenOpportunities:
    """Open opportunities."""

    count: int
    value: Decimal
    dearest: Sequence[Opportunity]


@dataclass(frozen=True, slots=True)
class Snapshot:
    contact: Contact
    state_since: datetime
    purchases: Analysis
    months: Sequence[Month]
    opportunities: OpenOpportunities
    met: Sequence[Interaction]
    """Completed interactions, latest first."""
    next: Interaction | None
    """The soonest that is planned."""
    said: Sequence[Message]
    """Messages in both directions, oldest first."""


def snapshot(contact: Contact, zone: ZoneInfo, months: int = analysis.MONTHS) -> Snapshot:
    """`zone`: by whose clock months begin."""
    return Snapshot(
        contact=contact,
        state_since=_state_since(contact),
        purchases=analysis.analysis(contact.id),
        months=analysis.by_month(contact.id, zone, months),
        opportunities=_opportunities(contact),
        met=_met(contact),
        next=_next(contact),
        said=_said(contact),
    )


def _state_since(contact: Contact) -> datetime:
    changed = (Event.contact == contact.id) & (Event.name == "contact.state_changed")
    last: datetime | None = Event.select(fn.MAX(Event.at)).where(changed).scalar()
    return last or contact.created_at


def _opportunities(contact: Contact) -> OpenOpportunities:
    wanted = (Opportunity.contact == contact.id) & (Opportunity.state == OpportunityState.OPEN)
    counted = Opportunity.select(fn.COUNT(Opportunity.id), fn.SUM(Opportunity.value)).where(wanted)
    [(count, value)] = counted.tuples()
    dearest = Opportunity.select().where(wanted).order_by(Opportunity.value.desc(), Opportunity.id)
    return OpenOpportunities(count, value or Decimal(), list(dearest.limit(LAST)))


def _met(contact: Contact) -> list[Interaction]:
    done = _interactions(contact, Standing.COMPLETED)
    return list(done.order_by(Interaction.starts_at.desc(), Interaction.id.desc()).limit(LAST))


def _next(contact: Contact) -> Interaction | None:
    planned = _interactions(contact, Standing.OPEN)
    found: Interaction | None = planned.order_by(Interaction.starts_at, Interaction.id).first()
    return found


def _interactions(contact: Contact, standing: Standing) -> Any:
    return Interaction.select().where(
        Interaction.contact == contact.id, standing_is(standing, now())
    )


def _said(contact: Contact) -> list[Message]:
    spoken = (Message.contact == contact.id) & (Message.type != "reaction")
    return list(Message.select().where(spoken).order_by(Message.id.desc()).limit(LAST))[::-1]
