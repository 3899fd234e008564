"""The pipeline as a board: of each status how many contacts stand in it, for how long, in which
state, and those that came into it last (M9, C5).

Quick however many there are. Where many fit, the status' own index is walked from its end until
enough are found; where few of very many fit, those few are gathered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from peewee import fn

from models.catalogue import Catalogue
from models.clock import now
from models.contact import Contact, State
from models.contact.finding.counting import for_reading
from models.contact.identity.addresses import identifiers_of
from models.reports.pipeline import STATES
from models.reports.question import Question, rows
from models.sales.opportunity import Opportunity, OpportunityState
from models.settings.status import Status

MANY = 500
"""So many of a status that fit are met soon enough on the walk along its index."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A contact on the board."""

    contact: Contact
    name: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A status, and what stands in it."""

    status: Status
    count: int
    age: timedelta | None
    """How long they have been in it, on average; None of nobody."""
    states: dict[State, int]


def lanes(question: Question) -> list[Lane]:
    """Every status in the pipeline's order, also those in which nobody is."""
    with for_reading(jit="off"):
        found = {status: told for status, *told in rows(COUNTS, question.contacts())}
    moment = now().timestamp()
    return [
        _lane(status, found.get(status.id), moment)
        for status in Catalogue.current().statuses.values()
    ]


def newest(question: Question, counts: Mapping[int, int], most: int) -> dict[int, list[Pinned]]:
    """By the status' id, newest first. `counts`: how many contacts of each status fit; a status
    that is not named is not asked for."""
    fits = list(question.conditions())
    walked = [id for id, count in counts.items() if count and (not fits or count >= MANY)]
    few = [id for id, count in counts.items() if count and id not in walked]
    queries = [_walked(id, fits, most) for id in walked]
    if few:
        queries.append(_gathered(few, fits, most))
    if not queries:
        return {}
    query = queries[0]
    for another in queries[1:]:
        query = query.union_all(another)
    # A plan for any status suits none.
    with for_reading(plan_cache_mode="force_custom_plan", jit="off"):
        return _pinned([id for (id,) in query.tuples()])


def worth(question: Question) -> dict[int, Decimal]:
    """By the status' id what the open opportunities of its contacts come to; a status without any
    is not named. Opportunities are few, so they are gathered first."""
    rows = (
        Opportunity.select(Contact.status, fn.SUM(Opportunity.value))
        .join(Contact)
        .where(Opportunity.state == OpportunityState.OPEN, *question.conditions())
        .group_by(Contact.status)
    )
    return dict(rows.tuples())


def _lane(status: Status, found: list[Any] | None, moment: float) -> Lane:
    count, since, *states = found or [0, None, *(0 for _ in State)]
    age = timedelta(seconds=max(moment - since, 0)) if since is not None else None
    return Lane(status, count, age, dict(zip(State, states, strict=True)))


COUNTS = f"""
WITH chosen AS ({{contacts}})
SELECT status_id, count(*), avg(date_part('epoch', status_since)), {STATES}
FROM chosen GROUP BY status_id
"""


def _walked(status: int, fits: Sequence[Any], most: int) -> Any:
    query = Contact.select(Contact.id).where(Contact.status == status, *fits)
    return query.order_by(Contact.status_since.desc()).limit(most)


def _gathered(statuses: Sequence[int], fits: Sequence[Any], most: int) -> Any:
    place = fn.ROW_NUMBER().over(
        partition_by=[Contact.status], order_by=[Contact.status_since.desc()]
    )
    numbered = Contact.select(Contact.id, place.alias("place")).where(
        Contact.status.in_(statuses), *fits
    )
    found = numbered.alias("numbered")
    return Contact.select(found.c.id).from_(found).where(found.c.place <= most)


def _pinned(ids: Sequence[int]) -> dict[int, list[Pinned]]:
    rows = list(Contact.select(*SHOWN).where(Contact.id.in_(ids)))
    nameless = [row.id for row in rows if not (row.name or row.username)]
    known = identifiers_of(nameless) if nameless else {}
    found: dict[int, list[Pinned]] = {}
    for row in sorted(rows, key=lambda row: (row.status_since, row.id), reverse=True):
        pinned = Pinned(row, row.called(known.get(row.id, {}).get("phone")))
        found.setdefault(row.status_id, []).append(pinned)
    return found


SHOWN = (
    *(Contact.id, Contact.name, Contact.username, Contact.owner, Contact.state),
    *(Contact.status, Contact.status_since, Contact.closure_deadline, Contact.closed_at),
)
