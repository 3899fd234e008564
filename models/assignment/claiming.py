"""Taking a contact, letting it go, handing it on: between colleagues, one at a time (X8).

The contact's row is locked when it is loaded: of two who claim at once, or of a rule and a person,
the second finds an owner and is told who.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent
from models.agents.visibility import manages, sees_all, visible
from models.assignment import by_hand
from models.assignment.assignment import Assignment, Outcome
from models.catalogue import Catalogue
from models.refusal import Refusal

if TYPE_CHECKING:
    from models.batch import Batch
    from models.contact import Contact


def claim(batch: "Batch", contact: "Contact", agent: Agent, by: Agent | None) -> None:
    """`agent` has the contact from now on, if nobody else has it; again is nothing new. `by`: who
    asks; None is a program.

    Raises Refusal, which names the owner and since when.
    """
    if contact.owner_id != agent.id:
        _check_claim(batch, contact, agent)
        _put_in_charge(batch, contact, agent, by)


def release(batch: "Batch", contact: "Contact", by: Agent | None) -> None:
    """Nobody has the contact any more. Raises Refusal when `by` may not let it go."""
    check_not_a_colleagues(batch, contact, by)
    by_hand.release_by_hand(batch, contact)


def hand_on(batch: "Batch", contact: "Contact", to: Agent, by: Agent | None) -> None:
    """Its owner, or who manages, gives the contact to `to`, who is told once.

    Raises Refusal when `by` may not, or when `to` could not take care of it.
    """
    check_not_a_colleagues(batch, contact, by)
    if not contact.owned and not manages(by):
        raise Refusal("nobody has this contact: claim it before you hand it on")
    if contact.owner_id == to.id:
        raise Refusal(f"{to.name} has this contact already: choose another colleague", "to")
    _check_taker(contact, to, "to")
    _put_in_charge(batch, contact, to, by)


def set_owner(batch: "Batch", contact: "Contact", agent: Agent | None, by: Agent | None) -> None:
    """Name the owner, whoever it was before, or nobody: for managers and programs. Others name one
    for what nobody or they themselves have. Raises Refusal otherwise."""
    check_owner(batch, contact, agent, by)
    if agent is None:
        by_hand.release_by_hand(batch, contact)
    elif contact.owner_id != agent.id:
        _put_in_charge(batch, contact, agent, by)


def check_owner(batch: "Batch", contact: "Contact", agent: Agent | None, by: Agent | None) -> None:
    """Raises the Refusal that `set_owner` would."""
    if agent is not None and contact.owner_id == agent.id:
        return
    if agent is not None and agent == by and not manages(by):
        _check_claim(batch, contact, agent)
    else:
        check_not_a_colleagues(batch, contact, by)


def may_act(contact: "Contact", by: Agent | None) -> bool:
    """Nobody has the contact, `by` has, or `by` manages."""
    return manages(by) or contact.owner_id is None or (by is not None and contact.owner_id == by.id)


def may_claim(contact: "Contact", agent: Agent) -> bool:
    """Whether `claim` would give the contact to `agent` now, who does not have it yet."""
    if not agent.active or not visible(agent, contact) or contact.owner_id == agent.id:
        return False
    return not contact.owned or _may_take_over(contact, agent)


def takers(contact: "Contact") -> list[Agent]:
    """To whom the contact can be handed on, by name."""
    agents = Catalogue.current().agents.values()
    able = [one for one in agents if one.active and visible(one, contact)]
    return sorted((one for one in able if one.id != contact.owner_id), key=lambda one: one.name)


def check_not_a_colleagues(batch: "Batch", contact: "Contact", by: Agent | None) -> None:
    """Raises Refusal when somebody else has the contact and `by` does not manage."""
    if not may_act(contact, by):
        raise taken(batch, contact)


def taken(batch: "Batch", contact: "Contact") -> Refusal:
    """The refusal that names who has the contact, and since when."""
    assert contact.owner_id is not None
    owner, since = batch.catalogue.agents[contact.owner_id], _since(contact)
    for_how_long = f" since {since.isoformat(timespec='minutes')}" if since else ""
    return Refusal(
        f"{owner.name} has this contact{for_how_long}: ask them or a sales manager to hand it on",
        facts={
            "owner": {"id": owner.id, "name": owner.name, "email": owner.email},
            "since": since.isoformat() if since else None,
        },
    )


def _put_in_charge(batch: "Batch", contact: "Contact", agent: Agent, by: Agent | None) -> None:
    """Who takes a contact knows it; everybody else is told."""
    if agent == by:
        by_hand.assign_untold(batch, contact, agent)
    else:
        by_hand.assign_by_hand(batch, contact, agent)


def _check_claim(batch: "Batch", contact: "Contact", agent: Agent) -> None:
    _check_taker(contact, agent, "agent")
    if contact.owned and not _may_take_over(contact, agent):
        raise taken(batch, contact)


def _check_taker(contact: "Contact", agent: Agent, field: str) -> None:
    if not agent.active:
        raise Refusal(f"{agent.name} is not active any more: choose another agent", field)
    if not visible(agent, contact):
        raise Refusal(
            f"{agent.name} cannot see this contact: their role sees closed contacts only", field
        )


def _may_take_over(contact: "Contact", agent: Agent) -> bool:
    """Support, operations and account management, who see only closed contacts, take those over
    from sales (A6)."""
    owner = Catalogue.current().agents[contact.owner_id or 0]
    return not sees_all(agent) and sees_all(owner)


def _since(contact: "Contact") -> datetime | None:
    """None: the owner is older than the history."""
    given: Any = (
        Assignment.select(Assignment.created_at)
        .where(
            Assignment.contact == contact.id,
            Assignment.agent == contact.owner_id,
            Assignment.outcome == Outcome.ASSIGNED,
        )
        .order_by(Assignment.id.desc())
        .limit(1)
        .scalar()
    )
    return given
