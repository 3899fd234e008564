"""Generating a day of interactions: with whom, at which times, for one agent. I7.

Whoever generates for an agent holds that agent's plan (plans.py). With nobody twice: contacts are
locked, and looked at again.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from models import sets
from models.agents.agent import Agent, Leave
from models.batch import Batch
from models.clock import end_of
from models.contact import Contact
from models.interactions import handing, plans, timeline
from models.interactions.candidates import Sought, candidates, still_fit
from models.interactions.interaction import Interaction
from models.interactions.slots import Slot, slots
from models.interactions.wording import written
from models.local_time import moment_of, zone_of
from models.refusal import Refusal
from models.settings.option import Option

ROUNDS = 5
"""So often others are sought for contacts that somebody else has planned meanwhile."""


@dataclass(frozen=True, slots=True)
class Order:
    """A day of interactions, as somebody wants it."""

    sought: Sought
    day: date
    start: time
    """By the assignee's clock."""
    count: int
    minutes: int
    gap: int
    """Minutes between one and the next."""
    type: Option
    purpose: Option | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Whom an order finds, and when."""

    met: list[tuple[Contact, Slot]]
    free: int
    """Slots that the assignee has free, up to the number that was asked for."""


def find(batch: Batch, order: Order, by: Agent | None) -> Found:
    """Whom `order` finds, changing nothing; they are locked, and so is the assignee's plan.

    Raises Refusal when the assignee is not there on that day, or has no time left.
    """
    assignee = order.sought.assignee
    plans.hold(assignee.id)
    zone = zone_of(assignee, batch.catalogue.organisation)
    _check_there(assignee, order.day)
    batch.named.setdefault(assignee.id, (assignee.active, assignee.role))
    free = _free_slots(order, zone, batch.now)
    if not free:
        raise Refusal(
            f"{assignee.name} has no time left on {written(order.day)}: choose an earlier start, a "
            "shorter duration, or another day",
            "start",
        )
    chosen = _chosen(order, len(free), by)
    batch.load(chosen)
    return Found(
        [(batch.contacts[id], slot) for id, slot in zip(chosen, free, strict=False)], len(free)
    )


def generate(batch: Batch, found: Found, order: Order, by: Agent | None) -> list[Interaction]:
    """Make all of it. Answers the interactions, soonest first."""
    made = planned(found, order, by)
    for one, id in zip(made, sets.take_ids(Interaction, len(made)), strict=True):
        one.id = id
    sets.insert(Interaction, [one.__data__ for one in made])
    for one in made:
        timeline.record_made(batch, one)
    handing.tell_of_day(batch, order.day, made, by)
    return made


def planned(found: Found, order: Order, by: Agent | None) -> list[Interaction]:
    """What would be made, without ids."""
    return [
        Interaction(
            contact=contact.id,
            assignee=order.sought.assignee.id,
            creator=by.id if by else None,
            type=order.type.id,
            purpose=order.purpose.id if order.purpose else None,
            starts_at=starts_at,
            ends_at=ends_at,
            note=order.note,
            generated_for=order.day,
        )
        for contact, (starts_at, ends_at) in found.met
    ]


def _check_there(assignee: Agent, day: date) -> None:
    away = Leave.select().where(
        Leave.agent == assignee, Leave.first_day <= day, Leave.last_day >= day
    )
    if not assignee.active or away.exists():
        why = f"is on leave on {written(day)}" if assignee.active else "has left"
        raise Refusal(f"{assignee.name} {why}: choose a colleague", "assignee")


def _free_slots(order: Order, zone: ZoneInfo, moment: datetime) -> list[Slot]:
    start, end = moment_of(order.day, order.start, zone), end_of(order.day, zone.key)
    taken = Interaction.select(Interaction.starts_at, Interaction.ends_at).where(
        Interaction.assignee == order.sought.assignee,
        Interaction.outcome.is_null(),
        Interaction.starts_at < end,
        Interaction.ends_at > start,
    )
    found = slots(start, end, order.minutes, order.gap, taken.tuples(), moment)
    return [slot for slot, _ in zip(found, range(order.count), strict=False)]


def _chosen(order: Order, limit: int, by: Agent | None) -> list[int]:
    """Their ids in the order of the slots."""
    found: list[int] = []
    for _ in range(ROUNDS):
        more = candidates(order.sought, by, limit - len(found), besides=found)
        found += still_fit(order.sought, by, more)
        if len(found) == limit or not more:
            break
    return found
