"""`/operations/audit`: who changed what, when and from where."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import render_template, request, url_for

from bot.api.operations.audit import KINDS
from bot.pages import calling, words
from bot.pages.calling import Refused
from bot.pages.moments import NONE
from bot.pages.operations.work import NOTHING
from bot.pages.site import PAGE_SIZE, pages
from bot.problems import Problem
from models.agents.agent import Agent
from models.agents.team import Team
from models.assignment.rule import Rule
from models.audit.reading import CONTACT
from models.audit.wording import BY
from models.base import Model
from models.catalogue import Catalogue
from models.contact import Contact
from models.settings.automation import Automation
from models.settings.status import Status
from models.webhooks.endpoint import WebhookEndpoint
from models.workflow.tables import Workflow

FILTERS = ("actor", "kind", "id", "from", "to")
LISTS = {
    "settings": "pages.settings",
    "tag": "pages.tags",
    "trait": "pages.traits",
    "source": "pages.sources",
    "api_key": "pages.api_keys",
}
"""By kind: the page where one sees the thing among others."""
THINGS: dict[str, tuple[str, type[Model]]] = {
    CONTACT: ("pages.contact", Contact),
    "agent": ("pages.edit_agent", Agent),
    "team": ("pages.edit_team", Team),
    "status": ("pages.edit_status", Status),
    "automation": ("pages.edit_automation", Automation),
    "rule": ("pages.rules_edit", Rule),
    "workflow": ("pages.workflow", Workflow),
    "webhook_endpoint": ("pages.edit_webhook", WebhookEndpoint),
}
"""By kind: the page of one thing, while there is one."""
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
        leads=_leads(found["items"]),
    )


def _changes(entry: dict[str, Any]) -> Iterator[Change]:
    before, after = (entry[side] if isinstance(entry[side], dict) else {} for side in SIDES)
    for field in sorted(before.keys() | after.keys()):
        yield Change(
            field.removesuffix("_id").replace("_", " "),
            _cut(before[field]) if field in before else NONE,
            _cut(after[field]) if field in after else NONE,
        )


SIDES = ("before", "after")


def _cut(value: Any) -> str:
    nested = isinstance(value, dict) or (isinstance(value, list) and value)
    text = json.dumps(value, ensure_ascii=False) if nested else words.value(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def _leads(entries: list[dict[str, Any]]) -> Callable[[dict[str, Any]], str | None]:
    """To the thing as it is now: None where it has no page, or is gone."""
    meant: dict[str, set[int]] = {}
    for entry in entries:
        if entry["kind"] in THINGS and entry["thing"]:
            meant.setdefault(entry["kind"], set()).add(entry["thing"]["id"])
    there = {kind: _there(THINGS[kind][1], ids) for kind, ids in meant.items()}

    def lead(entry: dict[str, Any]) -> str | None:
        kind, thing = entry["kind"], entry["thing"]
        if thing and kind in LISTS:
            return url_for(LISTS[kind])
        known = thing and thing["id"] in there.get(kind, ())
        return url_for(THINGS[kind][0], id=thing["id"]) if known else None

    return lead


def _there(model: Any, ids: set[int]) -> set[int]:
    return {id for (id,) in model.select(model.id).where(model.id.in_(ids)).tuples()}
