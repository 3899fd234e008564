"""`/conversations/ID`: what was said, the answer box, the contact beside it. W7, A6, A10, C3."""

from typing import Any

from flask import Response, render_template, request

from bot.pages import live
from bot.pages.site import pages
from bot.pages.talk.forms import AnswerForm, TemplateForm
from bot.pages.talk.seen import note_seen
from bot.pages.talk.thread import thread_of
from bot.pages.whom import card_of, care_of
from models.campaigns.campaign import templates_used
from models.catalogue import Catalogue
from models.clock import now
from models.contact import State
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
    return live.part("talk/thread.html", card=card, thread=thread_of(id))


def room(id: int, **forms: Any) -> str:
    """`forms`: what was typed and not accepted: `messages`, `template`, or the fields of `kept`."""
    card = card_of(id)
    catalogue = Catalogue.current()
    answer = forms.get("messages") or AnswerForm(formdata=None, reply_to=_asked("reply") or "")
    return render_template(
        "talk/room.html",
        card=card,
        care=care_of(card.contact),
        now=now(),
        open=card.contact.window_open(now()),
        thread=thread_of(id, _asked("before") or None),
        quoted=_quoted(id, answer),
        statuses=catalogue.statuses.values(),
        states=list(State),
        tags=sorted(str(one.name) for one in catalogue.tags.values()),
        answer=answer,
        template=forms.get("template") or TemplateForm(formdata=None, prefix="template"),
        templates=templates_used(),
        kept=forms.get("kept", {}),
    )


def _quoted(id: int, answer: AnswerForm) -> Message | None:
    """The message that is to be answered."""
    quoted = id_in(str(answer.reply_to.data or ""))
    return Message.get_or_none(Message.id == quoted, Message.contact == id) if quoted else None


def _asked(name: str) -> int:
    """An id, or a number, in the address; nonsense is 0."""
    return id_in(request.args.get(name, ""))
