"""Lists that are read from where their last page ended: what of an address they take."""

from collections.abc import Mapping
from typing import Any

from flask import request

from bot.exporting.files import Form
from bot.pages import calling
from bot.pages.calling import Refused

PLACE = ("after", "before")
"""Where in the list a page begins, or ends: what another page of it gave."""


def walked(path: str, query: Mapping[str, Any]) -> Any:
    """The page that the address leads to; where it leads to none, the first."""
    place = {name: request.args[name] for name in PLACE if request.args.get(name)}
    try:
        return calling.get(path, {**query, **place})
    except Refused:
        if not place:
            raise
        return calling.get(path, dict(query))


def form_of_file() -> dict[str, str]:
    given = request.args.get("format", "")
    return {"format": given if given in set(Form) else Form.CSV.value}
