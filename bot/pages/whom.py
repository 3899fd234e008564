"""The contact whom a page is about: who they are, for who may see them, and what whoever looks at
them may do."""

from dataclasses import dataclass

from bot.moved import contact_missing
from bot.pages.session import me
from models.agents.agent import Agent
from models.agents.visibility import manages, visible
from models.assignment import claiming, trace
from models.assignment.trace import Explained
from models.contact import Contact
from models.contact.card import Card, cards
from models.contact.event import Event

EVENTS = 8


@dataclass(frozen=True, slots=True)
class Care:
    """What the card beside the conversation offers."""

    may_act: bool
    may_claim: bool
    manages: bool
    takers: list[Agent]
    why: Explained | None
    events: list[Event]
    """The latest, newest first."""


def card_of(id: int) -> Card:
    """404 for who may not see the contact, and for one that is none any more."""
    found = Contact.get_or_none(Contact.id == id)
    if found is None or not visible(me(), found):
        raise contact_missing(id, me())
    return cards([found])[0]


def care_of(contact: Contact) -> Care:
    """For whoever looks at the page."""
    latest = Event.select().where(Event.contact == contact).order_by(Event.id.desc())
    explained = trace.explain(list(trace.of_contact(contact.id).limit(1)), me())
    return Care(
        may_act=claiming.may_act(contact, me()),
        may_claim=claiming.may_claim(contact, me()),
        manages=manages(me()),
        takers=claiming.takers(contact),
        why=explained[0] if explained else None,
        events=list(latest.limit(EVENTS)),
    )
