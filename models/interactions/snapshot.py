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
from models.contact import Contact, State
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

    @property
    def known_since(self) -> datetime:
        """Who bought something before they were kept here was known already."""
        return min(self.contact.created_at, self.purchases.first_at or self.contact.created_at)


def snapshot(contact: Contact, zone: ZoneInfo, months: int = analysis.MONTHS) -> Snapshot:
    """`zone`: by whose clock months begin."""
    bought = analysis.analysis(contact.id)
    return Snapshot(
        contact=contact,
        state_since=_state_since(contact, bought.first_at),
        purchases=bought,
        months=analysis.by_month(contact.id, zone, months),
        opportunities=_opportunities(contact),
        met=_met(contact),
        next=_next(contact),
        said=_said(contact),
    )


def _state_since(contact: Contact, bought_first: datetime | None) -> datetime:
    """Who was never in another state since they became a client has been one since the first
    purchase, which may have been recorded later."""
    changed = (Event.contact == contact.id) & (Event.name == "contact.state_changed")
    events = Event.select(Event.at).where(changed).order_by(Event.at.desc(), Event.id.desc())
    changes = [one.at for one in events.limit(2)]
    since = changes[0] if changes else contact.created_at
    if bought_first and contact.state is State.CLIENT and len(changes) < 2:
        return min(since, bought_first)
    return since


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
