"""What somebody has before them: today's interactions that wait, the next one, the customers among
those whom they meet today. I8."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models.agents.agent import Agent
from models.agents.visibility import visible_to
from models.clock import begin_of, end_of, local_date, now
from models.contact import Contact, Group
from models.interactions.finding import standing_is
from models.interactions.interaction import LONGEST, Interaction, Standing

MOST_VISITS = 200
"""Of one day."""


@dataclass(frozen=True, slots=True)
class Agenda:
    count: int
    """How many wait today."""
    first: Sequence[Interaction]
    """Of these the first, soonest first."""
    next: Interaction | None
    """The soonest of all, on whatever day."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A customer who is met today: once, however often, by the first interaction that waits."""

    contact_id: int
    interaction_id: int
    starts_at: datetime
    waits: bool
    """Nobody said yet how it went."""


def agenda(agent: Agent, zone: ZoneInfo, most: int) -> Agenda:
    """`zone`: on whose clock it is today; `most`: how many are shown."""
    waiting = Interaction.select().where(Interaction.assignee == agent, *_open())
    upcoming = list(waiting.order_by(*_soonest()).limit(most))
    begin, end = _today(zone)
    first = [one for one in upcoming if begin <= one.starts_at < end]
    count = len(first) if len(upcoming) < most else waiting.where(_between(begin, end)).count()
    following = first or upcoming
    return Agenda(count, first, following[0] if following else None)


def customers_of_today(agent: Agent, zone: ZoneInfo) -> list[Visit]:
    """In the order in which they are met first; those whom the agent may see."""
    rows = (
        Interaction.select(
            Interaction.contact, Interaction.id, Interaction.starts_at, Interaction.outcome
        )
        .join(Contact)
        .where(
            Interaction.assignee == agent,
            _between(*_today(zone)),
            Contact.state.in_(Group.CUSTOMERS.states),
            visible_to(agent),
        )
        .order_by(*_soonest())
        .limit(MOST_VISITS)
    )
    found: dict[int, Visit] = {}
    for contact, id, starts_at, outcome in rows.tuples():
        known, waits = found.get(contact), outcome is None
        if known is None or (waits and not known.waits):
            found[contact] = Visit(contact, id, starts_at, waits)
    return list(found.values())


def _open() -> tuple[Any, ...]:
    """Nothing that began longer ago waits: so the index of the agent's days says where to look."""
    moment = now()
    since = moment - timedelta(minutes=LONGEST)
    return Interaction.starts_at >= since, standing_is(Standing.OPEN, moment)


def _today(zone: ZoneInfo) -> tuple[datetime, datetime]:
    day = local_date(now(), zone.key)
    return begin_of(day, zone.key), end_of(day, zone.key)


def _between(begin: datetime, end: datetime) -> Any:
    return (Interaction.starts_at >= begin) & (Interaction.starts_at < end)


def _soonest() -> tuple[Any, ...]:
    return Interaction.starts_at, Interaction.id
