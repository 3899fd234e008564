"""`/operations/audit`: who changed what, when and from where."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import render_template, request, url_for

from bot.api.audit import KINDS
from bot.pages import calling, words
from bot.pages.calling import Refused
from bot.pages.operations.work import NOTHING
from bot.pages.site import PAGE_SIZE, pages
from bot.problems import Problem
from models.audit.reading import CONTACT
from models.audit.wording import BY
from models.catalogue import Catalogue

FILTERS = ("actor", "kind", "id", "from", "to")
THINGS: dict[str, tuple[str, str | None]] = {
    CONTACT: ("pages.contact", "id"),
    "settings": ("pages.settings", None),
    "status": ("pages.statuses", None),
    "source": ("pages.sources", None),
    "tag": ("pages.tags", None),
    "trait": ("pages.traits", None),
    "automation": ("pages.automations", None),
    "rule": ("pages.rules", None),
    "workflow": ("pages.workflow", "id"),
}
"""By kind: the page where one sees the thing as it is now, and what names it there."""
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    before: str
    after: str


@pages.get("/operations/audit")
def audit() -> Any:
    found = {name: request.args.get(name, "").strip()[:200] for name in (*FILTERS, "after")}
    asked = {name: value for name, value in found.items() if value}
    try:
        return _shown(asked, calling.get("/audit", {**asked, "page_size": PAGE_SIZE}), None)
    except Refused as problem:
        return _shown(asked, NOTHING, problem), HTTPStatus.UNPROCESSABLE_ENTITY


def _shown(asked: dict[str, str], found: dict[str, Any], problem: Problem | None) -> str:
    agents = sorted(Catalogue.current().agents.values(), key=lambda one: str(one.name).casefold())
    return render_template(
        "operations/audit.html",
        asked=asked,
        kept={name: value for name, value in asked.items() if name != "after"},
        found=found,
        problem=problem,
        actors=[(str(one.email), str(one.name)) for one in agents] + list(BY.items()),
        kinds=[(kind, kind.replace("_", " ").capitalize()) for kind in KINDS],
        changes=lambda entry: list(_changes(entry)),
        leads=_leads,
    )


def _changes(entry: dict[str, Any]) -> Iterator[Change]:
    before, after = (entry[side] if isinstance(entry[side], dict) else {} for side in SIDES)
    for field in sorted(before.keys() | after.keys()):
        yield Change(
            field.removesuffix("_id").replace("_", " "),
            _cut(before[field]) if field in before else words.NONE,
            _cut(after[field]) if field in after else words.NONE,
        )


SIDES = ("before", "after")


def _cut(value: Any) -> str:
    nested = isinstance(value, dict) or (isinstance(value, list) and value)
    text = json.dumps(value, ensure_ascii=False) if nested else words.value(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def _leads(entry: dict[str, Any]) -> str | None:
    """To the thing, where it has a page."""
    endpoint, name = THINGS.get(entry["kind"], (None, None))
    if endpoint is None or not entry["thing"]:
        return None
    return url_for(endpoint, **({name: entry["thing"]["id"]} if name else {}))
