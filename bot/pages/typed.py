"""What somebody typed into a form that could not be taken: the database was away, they had been
signed out, or the form was an old one. It goes along with the answer: one press sends it again.

Only for forms of our own pages: what another site made a browser send is not offered to anybody.
"""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

from bot.pages.once import FIELD, NEW_EACH_TIME
from bot.pages.origin import from_own_page, here

LARGEST = 200_000
"""Bytes."""
MOST = 1000
"""Fields."""
KEPT_FOR = 24 * 3600
"""Seconds."""
UNSEEN = {"version", FIELD}
"""Sent again as they were, and nothing that anybody typed."""
Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Typed:
    address: str
    fields: Fields
    files: bool = False
    """Whether files were sent as well: they have to be chosen anew."""

    @property
    def shown(self) -> Fields:
        """What is to be read, so that nothing is lost even if it cannot be sent."""
        return [(name, text) for name, text in self.fields if text.strip() and name not in UNSEEN]

    def sealed(self) -> str:
        """As text that only we can have written."""
        return str(_seal().dumps([self.address, self.fields]))


def typed() -> Typed | None:
    """What this request brings along; None when there is nothing that may be kept."""
    if request.method != "POST" or not from_own_page():
        return None
    try:
        fields = [one for one in request.form.items(multi=True) if one[0] not in NEW_EACH_TIME]
        files = any(file.filename for file in request.files.values())
    except HTTPException:
        return None
    size = sum(len(name.encode()) + len(text.encode()) for name, text in fields)
    secret = any("password" in name for name, _ in fields)
    address = here()
    if address is None or secret or len(fields) > MOST or size > LARGEST:
        return None
    return Typed(address, fields, files)


def unsealed(text: str) -> Typed | None:
    try:
        address, fields = _seal().loads(text, max_age=KEPT_FOR)
    except BadData:
        return None
    return Typed(address, [(name, value) for name, value in fields])


def _seal() -> Any:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="typed")
