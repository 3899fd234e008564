"""A template as Meta describes it, read into our words. Pure: asks nobody."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

APPROVED = "APPROVED"
PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
FILLED_BY_NOBODY = {"QUICK_REPLY", "PHONE_NUMBER", "VOICE_CALL", "URL"}
"""Buttons that need no value when the template is sent."""


@dataclass(frozen=True, slots=True)
class Template:
    id: str
    name: str
    language: str
    status: str
    category: str
    header: str
    body: str
    footer: str
    buttons: tuple[str, ...]
    parameters: tuple[str, ...]
    """The places of the body, in the order in which they are filled."""
    hindrance: str
    """Why Usher cannot send it; empty: it can."""


def read(told: Any) -> Template | None:
    """None for what is no template: the rest of the list counts all the same."""
    if not isinstance(told, dict) or not (_text(told, "name") and _text(told, "language")):
        return None
    parts = {_text(part, "type").upper(): part for part in _dicts(told.get("components"))}
    header, body = parts.get("HEADER", {}), _text(parts.get("BODY", {}), "text")
    buttons = list(_dicts(parts.get("BUTTONS", {}).get("buttons")))
    return Template(
        id=_text(told, "id"),
        name=_text(told, "name"),
        language=_text(told, "language"),
        status=_text(told, "status").upper(),
        category=_text(told, "category").upper(),
        header=_text(header, "text"),
        body=body,
        footer=_text(parts.get("FOOTER", {}), "text"),
        buttons=tuple(_text(one, "text") for one in buttons),
        parameters=places(body),
        hindrance=next(_hindrances(told, header, body, buttons), ""),
    )


def filled(body: str, values: Sequence[str]) -> str:
    """The words that a customer reads; a place that has no value stays as it stands."""
    known = dict(zip(places(body), values, strict=False))
    return PLACE.sub(lambda found: known.get(found[1], found[0]), body)


def places(body: str) -> tuple[str, ...]:
    """Numbered ones by their number, named ones as they come."""
    found = list(dict.fromkeys(PLACE.findall(body)))
    return tuple(sorted(found, key=int) if all(map(_is_number, found)) else found)


def _hindrances(
    told: dict[str, Any], header: dict[str, Any], body: str, buttons: list[dict[str, Any]]
) -> Iterator[str]:
    status = _text(told, "status").upper()
    if status != APPROVED:
        yield f"WhatsApp says {status.lower().replace('_', ' ') or 'nothing of its state'}"
    if _text(header, "format").upper() not in {"", "TEXT"}:
        yield "its header is a file or a place, which goes out from WhatsApp Manager only"
    if PLACE.search(_text(header, "text")):
        yield "its header has a place of its own, which Usher does not fill"
    if not body:
        yield "it has no words of its own"
    if not all(map(_is_number, places(body))):
        yield "its places have names, and Usher fills numbered ones"
    if not all(map(_needs_nothing, buttons)):
        yield "its buttons want values, which Usher does not give"


def _needs_nothing(button: dict[str, Any]) -> bool:
    known = _text(button, "type").upper() in FILLED_BY_NOBODY
    return known and not PLACE.search(_text(button, "url"))


def _is_number(place: str) -> bool:
    return place.isascii() and place.isdigit() and len(place) < 4


def _text(told: dict[str, Any], key: str) -> str:
    found = told.get(key)
    return found if isinstance(found, str) else ""


def _dicts(told: Any) -> Iterator[dict[str, Any]]:
    yield from (one for one in told if isinstance(one, dict)) if isinstance(told, list) else ()
