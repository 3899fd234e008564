"""`/conversations/ID`: what was said, the answer box, the contact beside it. W7, A6, A10, C3."""

from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, request

from bot.moved import contact_missing
from bot.pages import live
from bot.pages.session import me
from bot.pages.site import pages
from bot.pages.talk.forms import AnswerForm, TemplateForm
from bot.pages.talk.seen import note_seen
from bot.pages.talk.thread import thread_of
from models.agents.agent import Agent
from models.agents.visibility import manages, visible
from models.assignment import claiming, trace
from models.assignment.trace import Explained
from models.campaigns.campaign import templates_used
from models.catalogue import Catalogue
from models.clock import now
from models.contact import Contact, State
from models.contact.card import Card, cards
from models.contact.event import Event
from models.contact.message import Message

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


@pages.get("/conversations/<id:id>")
def conversation(id: int) -> str:
    note_seen(id)
    return room(id)


@pages.get("/conversations/<id:id>/thread")
def thread(id: int) -> Response:
    """What was said, alone: it refreshes itself."""
    card = _card(id)
    note_seen(id)
    return live.part("talk/thread.html", card=card, thread=thread_of(id))


def room(id: int, **forms: Any) -> str:
    """`forms`: what was typed and not accepted: `messages`, `template`, or the fields of `kept`."""
    card = _card(id)
    catalogue = Catalogue.current()
    return render_template(
        "talk/room.html",
        card=card,
        care=care_of(card.contact),
        now=now(),
        open=card.contact.window_open(now()),
        thread=thread_of(id, _before()),
        quoted=_quoted(id),
        statuses=catalogue.statuses.values(),
        states=list(State),
        tags=sorted(str(one.name) for one in catalogue.tags.values()),
        answer=forms.get("messages") or AnswerForm(formdata=None, reply_to=_asked("reply")),
        template=forms.get("template") or TemplateForm(formdata=None, prefix="template"),
        templates=templates_used(),
        kept=forms.get("kept", {}),
    )


def _card(id: int) -> Card:
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


def _before() -> int | None:
    given = _asked("before")
    return int(given) if given else None


def _quoted(id: int) -> Message | None:
    """The message that is to be answered."""
    given = _asked("reply")
    return Message.get_or_none(Message.id == int(given), Message.contact == id) if given else None


def _asked(name: str) -> str | None:
    """A number in the address; nonsense is none."""
    given = request.args.get(name, "")
    return given if given.isascii() and given.isdigit() and len(given) < 10 else None
