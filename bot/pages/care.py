"""What is done with a contact by one press, from its conversation or its page: who has it, whether
the bot may speak, where it stands, what it is tagged with, notes. X8, W7, A6, A10, C3."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for

from bot.pages import calling
from bot.pages.calling import Refused
from bot.pages.conversations.room import room
from bot.pages.site import pages

Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Deed:
    """One call of the API."""

    path: str
    body: Callable[[Given], dict[str, Any]] = lambda given: {}
    done: str = ""
    """What is said when it was done; nothing where the page shows it."""
    method: str = "POST"
    typed: bool = False
    """Something is typed for it, which must not get lost."""


def _change(body: Callable[[Given], dict[str, Any]], typed: bool = False) -> Deed:
    return Deed("", body, method="PATCH", typed=typed)


def _text(given: Given, name: str) -> str:
    return given.get(name, "").replace("\0", "").strip()


def _handing_on(given: Given) -> dict[str, Any]:
    note = _text(given, "note")
    return {"to": _text(given, "to")} | ({"note": note} if note else {})


DEEDS: dict[str, Deed] = {
    "claim": Deed("/claim", done="You take care of this contact now."),
    "release": Deed("/release", done="Nobody takes care of this contact any more."),
    "hand_on": Deed("/hand_on", _handing_on, "Handed on: your colleague is told.", typed=True),
    "silence": Deed("/bot", lambda given: {"silent": True}),
    "wake": Deed("/bot", lambda given: {"silent": False}),
    "note": Deed("/notes", lambda given: {"text": _text(given, "text")}, typed=True),
    "status": _change(lambda given: {"status": _text(given, "status")}),
    "state": _change(lambda given: {"state": _text(given, "state")}),
    "deadline": _change(lambda given: {"closure_deadline": _text(given, "day")}, typed=True),
    "tag": _change(lambda given: {"add_tags": [_text(given, "tag")]}, typed=True),
    "untag": _change(lambda given: {"remove_tags": [_text(given, "tag")]}),
}
"""By button."""
BACK = {"contact": "pages.contact", "conversation": "pages.conversation"}
"""The page on which it was pressed."""


@pages.post(f"/contacts/<id:id>/<any({','.join(DEEDS)}):verb>")
def care(id: int, verb: str) -> Any:
    """Do it, and back to the page; what is refused is said there, with who has the contact."""
    deed = DEEDS[verb]
    try:
        calling.send(deed.method, f"/contacts/{id}{deed.path}", deed.body(request.form))
    except Refused as problem:
        flash(str(problem.description), "warning")
        if deed.typed:
            return room(id, kept={verb: request.form}), 422
    else:
        if deed.done:
            flash(deed.done, "success")
    back = BACK.get(request.form.get("back", ""), "pages.conversation")
    return redirect(url_for(back, id=id), 303)
