"""What came of today so far, by the organisation's clock, and what somebody has to do still: a few
figures, quick enough for a home page."""

from dataclasses import dataclass
from datetime import datetime

from peewee import fn

from models.agents.agent import Agent
from models.agents.visibility import manages, seen_counts, visible_to
from models.assignment.assignment import Assignment, Outcome
from models.catalogue import Catalogue
from models.clock import begin_of, local_date, now
from models.contact import Contact
from models.settings.status import Status


@dataclass(frozen=True, slots=True)
class Today:
    """Of the whole team for who leads it, else of one's own."""

    came: int
    """Contacts that one may see, whoever has them."""
    given: int
    closed: int
    open: int
    """One's own, of whatever day."""


def today(viewer: Agent) -> Today:
    zone = Catalogue.current().organisation.timezone
    midnight = begin_of(local_date(now(), zone), zone)
    seen = Contact.select().where(visible_to(viewer))
    closed = seen.where(Contact.closed_at >= midnight)
    if not manages(viewer):
        closed = closed.where(Contact.closer == viewer)
    mine = Contact.select().where(Contact.owner == viewer, Contact.closed_at.is_null())
    return Today(
        came=seen.where(Contact.created_at >= midnight).count(),
        given=_given(viewer, midnight),
        closed=closed.count(),
        open=mine.count(),
    )


def in_statuses(viewer: Agent) -> list[tuple[Status, int]]:
    """How many contacts one sees in each, in the order of the pipeline."""
    statuses = Catalogue.current().statuses
    held = seen_counts(Contact.status, statuses, viewer)
    return [(one, held.get(one.id, 0)) for one in statuses.values()]


def _given(viewer: Agent, midnight: datetime) -> int:
    """Contacts that somebody was given; who was given twice counts once."""
    theirs = list(Catalogue.current().agents) if manages(viewer) else [viewer.id]
    given = Assignment.select(fn.COUNT(Assignment.contact.distinct())).where(
        Assignment.agent.in_(theirs),
        Assignment.outcome == Outcome.ASSIGNED,
        Assignment.created_at >= midnight,
    )
    return int(given.scalar())
