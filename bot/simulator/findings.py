"""What Usher made of a customer, in short, for the page beside the phone. Changes nothing.

The only place where the simulator looks into Usher instead of at what it says to the outside.
"""

from dataclasses import dataclass
from datetime import datetime

from models.agents.agent import Agent
from models.assignment.assignment import (
    FALLBACK_TRIGGER,
    MANUAL_TRIGGER,
    REOPENED_TRIGGER,
    Assignment,
    Outcome,
)
from models.assignment.rule import Rule
from models.contact import Contact, ContactTag, ContactTrait, Identifier, IdentifierKind
from models.contact.message import Author, Message
from models.settings.organisation import Organisation
from models.settings.source import Source
from models.settings.status import Status
from models.settings.tag import Tag
from models.settings.trait import Trait
from models.simulated import SimulatedCustomer

TRIGGERS = {
    FALLBACK_TRIGGER: "by the fallback",
    MANUAL_TRIGGER: "by hand",
    REOPENED_TRIGGER: "when it was opened again",
}


@dataclass(frozen=True, slots=True)
class Finding:
    contact: int
    name: str
    status: str
    color: str
    source: str
    owner: str
    why: str
    traits: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]


def find(customer: SimulatedCustomer) -> Finding | None:
    """None as long as Usher does not know the customer."""
    contact = _contact(customer)
    if contact is None:
        return None
    return Finding(
        contact=contact.id,
        name=contact.name,
        status=contact.status.name,
        color=contact.status.color,
        source=contact.source.name if contact.source else "",
        owner=contact.owner.name if contact.owner else "",
        why=_why(contact.id),
        traits=_traits(contact.id),
        tags=_tags(contact.id),
    )


def business_name() -> str:
    """What stands at the top of the customers' chats."""
    return Organisation.the().name or "Your business"


def heard_since(customer: SimulatedCustomer, moment: datetime) -> bool:
    """Did a delivery from elsewhere, a script for example, say that they wrote?"""
    contact = _contact(customer)
    return contact is not None and bool(contact.last_heard_at and contact.last_heard_at > moment)


def received(number: str, wamid: str) -> bool:
    """Has Usher a customer's message of that id, whoever delivered it?"""
    message = Message.get_or_none(wamid=wamid, number=number, author=Author.CONTACT)
    return message is not None


def _contact(customer: SimulatedCustomer) -> Contact | None:
    by_id = (Identifier.kind == IdentifierKind.BSUID) & (Identifier.value == customer.bsuid)
    by_phone = (Identifier.kind == IdentifierKind.PHONE) & (Identifier.value == customer.phone)
    found = (
        Contact.select(Contact, Status, Source, Agent)
        .join(Identifier)
        .where(Identifier.active, by_id | by_phone)
        .join_from(Contact, Status)
        .join_from(Contact, Source, "LEFT JOIN")
        .join_from(Contact, Agent, "LEFT JOIN", on=Contact.owner)
        .order_by(by_id.desc())
    )
    contact: Contact | None = found.first()
    return contact


def _why(contact: int) -> str:
    latest = (
        Assignment.select(Assignment, Rule)
        .join(Rule, "LEFT JOIN")
        .where(Assignment.contact == contact)
        .order_by(Assignment.id.desc())
        .first()
    )
    if latest is None:
        return ""
    by = (
        f"by the rule “{latest.rule.name}”"
        if latest.rule
        else TRIGGERS.get(latest.trigger, latest.trigger)
    )
    return {
        Outcome.ASSIGNED: by,
        Outcome.NOBODY: f"nobody there to be given it {by}",
        Outcome.UNMATCHED: "no rule matched so far",
        Outcome.RELEASED: f"taken away {TRIGGERS.get(latest.trigger, latest.trigger)}",
    }[latest.outcome]


def _traits(contact: int) -> tuple[tuple[str, str], ...]:
    rows = (
        ContactTrait.select(ContactTrait, Trait)
        .join(Trait)
        .where(ContactTrait.contact == contact)
        .order_by(Trait.id)
    )
    return tuple((row.trait.name, str(row.value)) for row in rows)


def _tags(contact: int) -> tuple[str, ...]:
    rows = (
        ContactTag.select(ContactTag, Tag)
        .join(Tag)
        .where(ContactTag.contact == contact)
        .order_by(Tag.name)
    )
    return tuple(row.tag.name for row in rows)
