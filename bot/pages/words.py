"""How pages name things: values, lists of names, contacts, statuses, what happened."""

from collections.abc import Sequence
from typing import Any

from flask import g

from bot.pages.moments import moments_in
from models.catalogue import Catalogue
from models.contact import timeline
from models.contact.event import Event

WEEKDAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}


def value(one: Any) -> str:
    if one is None or one == "" or one == []:
        return "nothing"
    if isinstance(one, bool):
        return "yes" if one else "no"
    if isinstance(one, list):
        return ", ".join(value(part) for part in one)
    return str(one)


def names(rows: Sequence[Any]) -> str:
    """Ann, Bob and Cid."""
    words = [str(row.name) for row in rows]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def called(one: dict[str, Any]) -> str:
    """What to call a contact of whom the API tells."""
    handle = f"@{one['username']}" if one["username"] else None
    phone = f"+{one['phone']}" if one["phone"] else None
    return str(one["name"] or handle or phone or f"Contact {one['id']}")


def status_of(named: dict[str, Any]) -> Any:
    """The status that the API names, with its colour (M2). Asked once for each page."""
    if "statuses" not in g:
        g.statuses = Catalogue.current().statuses
    return g.statuses.get(named["id"], named)


def sentence(event: Event) -> str:
    """What happened, with its moments as people read them."""
    return moments_in(timeline.sentence(event))


FILTERS = {
    "value": value,
    "names": names,
    "called": called,
    "status_of": status_of,
    "sentence": sentence,
}
