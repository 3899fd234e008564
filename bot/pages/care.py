"""The buttons and the note on a contact's page: who has it, whether the bot may speak. X8, W7."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from bot.pages.session import me
from bot.pages.site import pages
from models.agents.visibility import visible
from models.assignment import claiming
from models.batch import unit_of_work
from models.contact import Contact, note
from models.refusal import Refusal


@pages.post("/contacts/<id:id>/<any(claim,release,silence,wake,note):verb>")
def care(id: int, verb: str) -> Response:
    """Do it, and back to the contact; what is refused is said there, with who has it."""
    try:
        with _changed(id) as contact:
            VERBS[verb](contact)
    except Refusal as refusal:
        flash(refusal.message, "warning")
    return redirect(url_for("pages.contact", id=id), 303)


@contextmanager
def _changed(id: int) -> Iterator[Contact]:
    with unit_of_work(f"agent:{me().id}") as batch:
        contact = batch.contact(id)
        if contact is None or not visible(me(), contact):
            abort(404)
        yield contact


def _claim(contact: Contact) -> None:
    claiming.claim(contact.batch, contact, me(), me())


def _release(contact: Contact) -> None:
    claiming.release(contact.batch, contact, me())


def _silence(contact: Contact) -> None:
    claiming.check_not_a_colleagues(contact.batch, contact, me())
    contact.silence_bot(f"{me().name} asked for it")


def _wake(contact: Contact) -> None:
    claiming.check_not_a_colleagues(contact.batch, contact, me())
    contact.wake_bot(f"{me().name} asked for it")


def _note(contact: Contact) -> None:
    text = request.form.get("text", "").replace("\0", "").strip()
    if not 1 <= len(text) <= note.LONGEST:
        raise Refusal(f"A note has 1 to {note.LONGEST} characters: this one was not kept.")
    note.write(contact, text, me())


VERBS: dict[str, Callable[[Contact], None]] = {
    "claim": _claim,
    "release": _release,
    "silence": _silence,
    "wake": _wake,
    "note": _note,
}
