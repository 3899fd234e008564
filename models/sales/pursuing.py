"""Opportunities: opened, changed, won, lost and opened again, one at a time. I9, I10.

Their contact's timeline tells of it. Assignment rules do not look at them.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent
from models.assignment import claiming
from models.contact import Contact
from models.contact.holding import hold_behind_contact
from models.refusal import Refusal
from models.sales import money
from models.sales.opportunity import Opportunity, OpportunityState
from models.settings.option import Option

if TYPE_CHECKING:
    from models.batch import Batch

Wish = Mapping[str, Any]
"""By field of the model what it is to be. A `state` other than open decides it."""

FIELDS = ("name", "value", "stage", "expected_on")


def may_change(opportunity: Opportunity, contact: Contact, agent: Agent | None) -> bool:
    """Who found it, who has the contact, and who manages; of a contact that nobody has everybody
    who sees them."""
    found_it = agent is not None and opportunity.agent_id == agent.id
    return found_it or claiming.may_act(contact, agent)


def hold(batch: "Batch", opportunity: Opportunity) -> Opportunity:
    """The same opportunity, locked behind its contact."""
    return hold_behind_contact(batch, opportunity, "opportunity")


def open_for(contact: Contact, wish: Wish, by: Agent | None) -> Opportunity:
    """Something that `contact` (locked in its batch) may buy; it may be decided from the start.
    `by`: who found it; None is a program."""
    batch = contact.batch
    values = {name: wish[name] for name in FIELDS if name in wish}
    made = Opportunity.create(
        contact=contact, agent=by, created_at=batch.now, updated_at=batch.now, **values
    )
    contact.record(
        "opportunity.opened",
        opportunity=made.id,
        called=made.name,
        value=money.plain(made.value),
        currency=batch.catalogue.organisation.currency,
    )
    _decide(contact, made, wish.get("state", OpportunityState.OPEN))
    made.save()
    return made


def change(batch: "Batch", opportunity: Opportunity, wish: Wish, by: Agent | None) -> None:
    """Give an opportunity other values; it is locked, as its contact is.

    Raises Refusal when `by` may not.
    """
    contact = batch.contacts[opportunity.contact_id]
    _check_may_change(batch, opportunity, contact, by)
    for field in FIELDS:
        if field in wish:
            _set(contact, opportunity, field, wish[field])
    _decide(contact, opportunity, wish.get("state", opportunity.state))
    if opportunity.is_dirty():
        opportunity.updated_at = batch.now
        opportunity.save()


def remove(batch: "Batch", opportunity: Opportunity) -> None:
    """Delete it, from the interactions that were about it too: for what was never one. What came to
    nothing is lost."""
    batch.contacts[opportunity.contact_id].record(
        "opportunity.deleted", opportunity=opportunity.id, called=opportunity.name
    )
    opportunity.delete_instance()


def _check_may_change(
    batch: "Batch", opportunity: Opportunity, contact: Contact, by: Agent | None
) -> None:
    if may_change(opportunity, contact, by):
        return
    finder = batch.catalogue.agents.get(opportunity.agent_id or 0)
    owner = batch.catalogue.agents[contact.owner_id or 0]
    who = owner.name if finder in (None, owner) else f"{owner.name}, {finder and finder.name}"
    raise Refusal(f"only {who} and managers change this opportunity: ask one of them")


def _set(contact: Contact, opportunity: Opportunity, field: str, after: Any) -> None:
    before = getattr(opportunity, field)
    if before == after:
        return
    setattr(opportunity, field, after)
    contact.record(
        "opportunity.changed",
        opportunity=opportunity.id,
        called=opportunity.name,
        field=field.replace("_on", ""),
        before=_told(before),
        after=_told(after),
    )


def _told(value: Any) -> str | None:
    match value:
        case Decimal():
            return money.plain(value)
        case Option():
            return str(value.name)
        case _:
            return None if value is None else str(value)


def _decide(contact: Contact, opportunity: Opportunity, state: OpportunityState) -> None:
    if state is opportunity.state:
        return
    decided = state is not OpportunityState.OPEN
    opportunity.state = state
    opportunity.decided_at = contact.batch.now if decided else None
    id, name = opportunity.id, opportunity.name
    match state:
        case OpportunityState.WON:
            value = money.plain(opportunity.value)
            currency = contact.batch.catalogue.organisation.currency
            contact.record(
                "opportunity.won", opportunity=id, called=name, value=value, currency=currency
            )
        case OpportunityState.LOST:
            contact.record("opportunity.lost", opportunity=id, called=name)
        case OpportunityState.OPEN:
            contact.record("opportunity.reopened", opportunity=id, called=name)
