"""`/conversations/ID`: what was said, the answer box, the contact beside it. W7, A6, A10, C3."""

from typing import Any

from flask import Response, render_template, request

from bot.pages import live
from bot.pages.conversations.forms import AnswerForm, largest_told, offered, template_form
from bot.pages.conversations.listing import came_from
from bot.pages.conversations.seen import note_seen
from bot.pages.conversations.thread import thread_of
from bot.pages.session import me
from bot.pages.site import pages
from bot.pages.whom import Care, card_of
from models.campaigns.campaign import templates_used
from models.catalogue import Catalogue
from models.clock import now
from models.contact import State
from models.contact.card import Card
from models.contact.message import Message
from models.ids import id_in


@pages.get("/conversations/<id:id>")
def conversation(id: int) -> str:
    note_seen(id)
    return room(id)


@pages.get("/conversations/<id:id>/thread")
def thread(id: int) -> Response:
    """What was said, alone: it refreshes itself."""
    card = card_of(id)
    note_seen(id)
    changed = _changed(card, request.args.get("seen", ""))
    return live.part("conversations/thread.html", card=card, thread=thread_of(id), changed=changed)


def room(id: int, **forms: Any) -> str:
    """`forms`: what was typed and not accepted: `messages`, `template`, or the fields of `kept`."""
    card = card_of(id)
    catalogue = Catalogue.current()
    offer = offered()
    answer = forms.get("messages") or AnswerForm(formdata=None, reply_to=_asked("reply") or "")
    return render_template(
        "conversations/room.html",
        card=card,
        care=Care(card.contact),
        now=now(),
        open=card.contact.window_open(now()),
        thread=thread_of(id, _asked("before") or None),
        quoted=_quoted(id, answer),
        statuses=catalogue.statuses.values(),
        states=list(State),
        tags=sorted(str(one.name) for one in catalogue.tags.values()),
        answer=answer,
        largest=largest_told(),
        offer=offer,
        template=forms.get("template") or template_form(offer, formdata=None),
        templates=templates_used(),
        kept=forms.get("kept", {}),
        came_from=came_from(),
        seen=_standing(card),
    )


def _standing(card: Card) -> str:
    """What the page around the thread says of the contact, in short."""
    contact = card.contact
    facts = contact.silenced_at is None, contact.window_open(now()), contact.opted_out_at is None
    flags = "".join(str(int(fact)) for fact in facts)
    return f"{contact.owner_id or 0}-{contact.status_id}-{flags}"


def _changed(card: Card, seen: str) -> str:
    """What a colleague, or time, has changed since the page was opened; nothing: it stands as it
    did."""
    if not seen or seen == _standing(card):
        return ""
    if seen.partition("-")[0] == str(card.contact.owner_id or 0):
        return "This contact was changed meanwhile."
    if card.owner is None:
        return "Nobody takes care of this contact any more."
    who = "You take" if card.owner.id == me().id else f"{card.owner.name} takes"
    return f"{who} care of this contact now."


def _quoted(id: int, answer: AnswerForm) -> Message | None:
    """The message that is to be answered."""
    quoted = id_in(str(answer.reply_to.data or ""))
    return Message.get_or_none(Message.id == quoted, Message.contact == id) if quoted else None


def _asked(name: str) -> int:
    """An id, or a number, in the address; nonsense is 0."""
    return id_in(request.args.get(name, ""))
