"""What pages call an interaction."""

from collections.abc import Mapping
from typing import Any

from models.interactions.interaction import InteractionKind
from models.interactions.wording import note_called

LONGEST_TITLE = 60


def titled(one: Mapping[str, Any]) -> str:
    """``Call with Dora Meyer``; of a personal one its first line."""
    if one["kind"] == InteractionKind.PERSONAL:
        return _cut(note_called(one["note"]))
    type = one["type"]["name"] if one["type"] else "Interaction"
    contact = one["contact"]
    return f"{type} with {_cut(contact['name'])}" if contact else str(type)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 2]} …"


FILTERS = {"titled": titled}
