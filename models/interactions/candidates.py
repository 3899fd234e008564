"""With whom interactions are generated: prospects or customers that nobody has contacted for long.
I7. One statement, however many contacts there are."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from peewee import fn

from models import sets
from models.agents.agent import Agent
from models.agents.visibility import visible_to
from models.clock import now
from models.contact import Contact, Group
from models.contact.finding.filters import in_town, postcode_begins
from models.interactions.interaction import Interaction
from models.sales.opportunity import Opportunity, OpportunityState

MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Sought:
    """What is None is not asked for."""

    group: Group
    assignee: Agent
    """It may be with contacts of theirs, and with nobody's; roles that do not sell take care of
    closed ones, whoever sold."""
    day: date | None = None
    """Whom something was generated with for it already is left out."""
    contacted_within: int | None = None
    """Days: whom a person of ours contacted since is left out."""
    value_above: Decimal | None = None
    """Of an open opportunity."""
    value_below: Decimal | None = None
    town: str | None = None
    postcode: str | None = None
    """What it begins with."""

    @property
    def few(self) -> bool:
        """Whether only a small part of all contacts may fit."""
        asked = (self.value_above, self.value_below, self.town, self.postcode)
        return self.group is Group.CUSTOMERS or any(one is not None for one in asked)


def candidates(
    sought: Sought, viewer: Agent | None, limit: int, besides: Collection[int] = ()
) -> list[int]:
    """Ids of up to `limit` contacts, never contacted first, then those longest not contacted;
    locked. Whom somebody else is at just now is passed over."""
    fitting = Contact.select(Contact.id).where(*conditions(sought, viewer).values())
    if besides:
        fitting = fitting.where(~sets.among(Contact.id, besides))
    if sought.few:
        return _first_of(fitting, limit)
    never = fitting.where(Contact.last_contacted_at.is_null()).order_by(Contact.id)
    found = _locked(never, limit)
    if len(found) < limit:
        once = fitting.where(Contact.last_contacted_at.is_null(False))
        found += _first_of(once, limit - len(found))
    return found


def still_fit(sought: Sought, viewer: Agent | None, ids: Sequence[int]) -> list[int]:
    """Those of these locked contacts who fit now, in their order: somebody may have planned them
    while they were looked for."""
    rows = Contact.select(Contact.id).where(
        sets.among(Contact.id, ids), *conditions(sought, viewer).values()
    )
    fit = {id for (id,) in rows.tuples()}
    return [id for id in ids if id in fit]


def sifted(sought: Sought, viewer: Agent | None) -> Iterator[tuple[str, int]]:
    """How many contacts are left after each of the conditions, in their order; not more than
    MOST_COUNTED are counted."""
    fitting = Contact.select(Contact.id)
    for name, condition in conditions(sought, viewer).items():
        fitting = fitting.where(condition)
        yield name, fitting.limit(MOST_COUNTED).count()


def conditions(sought: Sought, viewer: Agent | None) -> dict[str, Any]:
    """Each by what it asks for, in the order in which they are explained."""
    found = {
        "group": _in_group(sought.group) & visible_to(viewer) & visible_to(sought.assignee),
        "owner": _may_be_met_by(sought.assignee),
        "waiting": ~_waits(),
    }
    if sought.day is not None:
        found["day"] = ~_generated_for(sought.day)
    if sought.contacted_within is not None:
        since = now() - timedelta(days=sought.contacted_within)
        found["contacted"] = _not_contacted_since(since)
    if sought.value_above is not None or sought.value_below is not None:
        found["value"] = _has_opportunity(sought.value_above, sought.value_below)
    if sought.town is not None:
        found["place"] = in_town(sought.town)
    if sought.postcode is not None:
        found["place"] = postcode_begins(sought.postcode)
    return found


def _in_group(group: Group) -> Any:
    """Prospects that are not closed; customers, closed ones too."""
    belongs = Contact.state.in_(group.states)
    return belongs & Contact.closed_at.is_null() if group is Group.PROSPECTS else belongs


def _may_be_met_by(assignee: Agent) -> Any:
    nobodys_or_theirs = Contact.owner.is_null() | (Contact.owner == assignee)
    if assignee.role.sells:
        return nobodys_or_theirs
    return nobodys_or_theirs | Contact.closed_at.is_null(False)


def _waits() -> Any:
    """An interaction with them is planned already."""
    waiting = Interaction.select().where(
        Interaction.contact == Contact.id,
        Interaction.outcome.is_null(),
        Interaction.ends_at > now(),
    )
    return fn.EXISTS(waiting)


def _generated_for(day: date) -> Any:
    """Whatever became of it: missed, or completed."""
    one = Interaction
    made = one.select().where(one.contact == Contact.id, one.generated_for == day)
    return fn.EXISTS(made)


def _not_contacted_since(moment: datetime) -> Any:
    return Contact.last_contacted_at.is_null() | (Contact.last_contacted_at < moment)


def _has_opportunity(above: Decimal | None, below: Decimal | None) -> Any:
    opportunities = Opportunity.select().where(
        Opportunity.contact == Contact.id, Opportunity.state == OpportunityState.OPEN
    )
    if above is not None:
        opportunities = opportunities.where(Opportunity.value > above)
    if below is not None:
        opportunities = opportunities.where(Opportunity.value < below)
    return fn.EXISTS(opportunities)


def _first_of(fitting: Any, limit: int) -> list[int]:
    """All who fit are found first, by what is most telling of them; then some more than are wanted
    are put in order, for one or the other may be passed over."""
    chosen = fitting.select(Contact.id, Contact.last_contacted_at)
    found = chosen.cte("fitting", materialized=True)
    order = (found.c.last_contacted_at.asc(nulls="FIRST"), found.c.id)
    first = found.select_from(found.c.id).order_by(*order).limit(2 * limit)
    longest_ago = Contact.last_contacted_at.asc(nulls="FIRST")
    locked = Contact.select(Contact.id).where(Contact.id.in_(first))
    return _locked(locked.order_by(longest_ago, Contact.id), limit)


def _locked(query: Any, limit: int) -> list[int]:
    chosen = query.limit(limit).for_update("FOR UPDATE SKIP LOCKED", of=Contact)
    return [id for (id,) in chosen.tuples()]
