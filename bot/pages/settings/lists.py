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


def ways(obstacle: str | None) -> list[tuple[str, str]]:
    """Where it can be taken away: the addresses and titles of the pages that it speaks of."""
    pages_of = {
        "default status": ("pages.settings", "Contact settings"),
        "closure status": ("pages.settings", "Contact settings"),
        "rules look": ("pages.rules", "Rules"),
        "workflows name": ("pages.workflows", "Workflows"),
        "automations": ("pages.automations", "Automations"),
    }
    spoken_of = {place for words, place in pages_of.items() if words in (obstacle or "")}
    return [(url_for(endpoint), title) for endpoint, title in sorted(spoken_of)]


def agents() -> list[tuple[str, str]]:
    """Who works here: emails and names."""
    return [(one["email"], one["name"]) for one in calling.every("/agents") if one["active"]]


def obstacle(check: Callable[[], None]) -> str | None:
    """Why something cannot be deleted now, and the way out."""
    try:
        check()
    except Refusal as refusal:
        return refusal.message
    return None
