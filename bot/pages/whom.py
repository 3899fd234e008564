"""The contact whom a page is about: who they are, for who may see them, and what whoever looks at
them may do."""

from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True)
class Care:
    """What whoever looks at the page may do with the contact, and what stands beside the
    conversation: asked for by a page that shows it."""

    contact: Contact

    @cached_property
    def may_act(self) -> bool:
        return claiming.may_act(self.contact, me())

    @cached_property
    def may_claim(self) -> bool:
        return claiming.may_claim(self.contact, me())

    @property
    def manages(self) -> bool:
        return manages(me())

    @cached_property
    def takers(self) -> list[Agent]:
        return claiming.takers(self.contact)

    @cached_property
    def why(self) -> Explained | None:
        explained = trace.explain(list(trace.of_contact(self.contact.id).limit(1)), me())
        return explained[0] if explained else None

    @cached_property
    def events(self) -> list[Event]:
        """The latest, newest first."""
        latest = Event.select().where(Event.contact == self.contact).order_by(Event.id.desc())
        return list(latest.limit(EVENTS))


def card_of(id: int) -> Card:
    """404 for who may not see the contact, and for one that is none any more."""
    found = Contact.get_or_none(Contact.id == id)
    if found is None or not visible(me(), found):
        raise contact_missing(id, me())
    return cards([found])[0]
