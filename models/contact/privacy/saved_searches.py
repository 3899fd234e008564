"""Saved views of contacts that search for somebody who is erased: that part of the filter, and a
name of the view that says who it was, go with them (X19)."""

import re
from urllib.parse import parse_qsl, urlencode

from models.agents.saved_view import SavedView
from models.contact.privacy.erasure import Sought

WORDS = "q"
"""Of a query: what is searched for."""
SHORTEST_NUMBER = 7
"""So many digits of a number lead to a person."""


def leave_out(sought: Sought) -> None:
    """Views are few: all of them are looked at."""
    means = _Meaning(sought)
    for view in SavedView.select():
        parts = parse_qsl(view.query, keep_blank_values=True)
        kept = [(name, value) for name, value in parts if not means.person(value, name == WORDS)]
        if len(kept) < len(parts):
            view.query = urlencode(kept)
        if means.person(view.name, " " in view.name.strip()):
            view.name = f"View {view.id}"
        if view.dirty_fields:
            view.save(only=view.dirty_fields)


class _Meaning:
    """Whether a text means the person: by a number or an id of theirs, or by their whole name."""

    def __init__(self, sought: Sought) -> None:
        self._pattern = sought.pattern(national=True)
        self._numbers = sought.phones
        self._names = [_folded(one) for one in sought.names if one.strip()]

    def person(self, text: str, names: bool) -> bool:
        """`names`: a name counts there; a status may be called as somebody is."""
        digits = re.sub(r"\D", "", text)
        if len(digits) >= SHORTEST_NUMBER and any(digits in one for one in self._numbers):
            return True
        if self._pattern.search(text):
            return True
        folded = f" {_folded(text)} "
        return names and any(f" {name} " in folded for name in self._names)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
