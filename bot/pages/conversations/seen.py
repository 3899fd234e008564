"""Who looks at a contact has seen what was said and what they were told of it; so too of an
interaction. W6, W7, I9."""

from collections.abc import Callable
from contextlib import suppress

from flask import Response, after_this_request

from bot.pages import calling
from bot.pages.session import me
from bot.problems import Problem
from models.contact import conversation_read
from models.notices import reading


def note_seen(id: int) -> None:
    """Once the page is made, if there is anything new."""
    newest = conversation_read.last_heard(id).scalar() or 0
    if newest > conversation_read.read_until(me(), id) or reading.unseen(me(), id):
        after_this_request(_noted(f"/contacts/{id}/read"))


def note_seen_interaction(id: int) -> None:
    if reading.unseen_interaction(me(), id):
        after_this_request(_noted(f"/interactions/{id}/read"))


def _noted(path: str) -> Callable[[Response], Response]:
    def note(response: Response) -> Response:
        with suppress(Problem):  # It counts as new until they look again: the page is theirs.
            calling.send("POST", path)
        return response

    return note
