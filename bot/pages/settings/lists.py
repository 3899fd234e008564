"""What the lists of settings share: searched by name, columns chosen, a thing that cannot be
deleted now, agents to choose from. Knows none of the lists."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request, url_for

from bot.pages import calling
from models.refusal import Refusal


def wanted() -> str:
    """What is searched for, from the address: scripts search without asking."""
    return request.args.get("q", "").strip()


def named(rows: list[dict[str, Any]], part: str) -> list[dict[str, Any]]:
    """Those with this part in their name, whatever its case."""
    return [one for one in rows if part.casefold() in one["name"].casefold()]


def columns(all_columns: Mapping[str, str]) -> list[str]:
    """Those to be shown, from the address; all of them when it says nothing."""
    if "columns" not in request.args:
        return list(all_columns)
    return [name for name in all_columns if name in request.args.getlist("show")]


WAYS = {
    "settings": ("pages.settings", "Contact settings"),
    "rules": ("pages.rules", "Rules"),
    "workflows": ("pages.workflows", "Workflows"),
    "automations": ("pages.automations", "Automations"),
}
"""By where a refusal says that something is found: the page on which it can be taken away."""


def ways(obstacle: Refusal | None) -> list[tuple[str, str]]:
    """The address and the title of the page on which the obstacle can be taken away."""
    found_in = obstacle.facts.get("found_in") if obstacle else None
    if found_in is None:
        return []
    endpoint, title = WAYS[found_in]
    return [(url_for(endpoint), title)]


def agents() -> list[tuple[str, str]]:
    """Who works here: emails and names."""
    return [(one["email"], one["name"]) for one in calling.every("/agents") if one["active"]]


def obstacle(check: Callable[[], None]) -> Refusal | None:
    """Why something cannot be deleted now, and the way out."""
    try:
        check()
    except Refusal as refusal:
        return refusal
    return None
