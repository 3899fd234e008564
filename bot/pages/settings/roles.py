"""`/settings/roles`: which roles there are, which of them sell, what each may do. A7, A6, X13."""

from dataclasses import dataclass
from typing import Any

from flask import render_template

from bot.pages import calling
from bot.pages.site import pages
from models.agents.agent import Agent

GET, POST, PATCH, DELETE = "GET", "POST", "PATCH", "DELETE"
ABILITIES = {
    "Write to customers, take notes": (POST, "/contacts/{id}/messages"),
    "Take contacts, hand them on, let the bot go on": (POST, "/contacts/{id}/claim"),
    "Change contacts, one or many at once": (POST, "/contacts/change"),
    "Merge two contacts that are one person": (POST, "/contacts/{id}/merge"),
    "Add and import contacts": (POST, "/contacts/bulk"),
    "Export contacts as a file": (GET, "/contacts/export"),
    "Write to many at once: campaigns": (POST, "/campaigns"),
    "Erase a person, or give them their data": (DELETE, "/contacts/{id}"),
    "Read reports": (GET, "/reports/pipeline"),
    "Read reports on rules and workflows": (GET, "/reports/rules"),
    "Change assignment rules": (POST, "/rules"),
    "Change workflows": (POST, "/workflows"),
    "Change settings, statuses, sources, traits": (PATCH, "/settings"),
    "Working hours and leave": (POST, "/agents/{id}/leave"),
    "Add colleagues, give roles": (POST, "/agents"),
    "API keys": (POST, "/api-keys"),
    "Webhooks": (POST, "/webhook-endpoints"),
    "Inbox, outbox and audit": (GET, "/inbox"),
}
"""What people would ask, and the call of the API that answers it."""


@dataclass(frozen=True, slots=True)
class Ability:
    title: str
    may: dict[str, str]
    """By role: all, own or nothing."""


@pages.get("/settings/roles")
def roles() -> str:
    known = calling.every("/roles")
    people = Agent.select().where(Agent.active).order_by(Agent.name)
    return render_template(
        "settings/roles.html",
        roles=known,
        people={one["role"]: [x for x in people if x.role == one["role"]] for one in known},
        abilities=[_ability(title, call, known) for title, call in ABILITIES.items()],
    )


def _ability(title: str, call: tuple[str, str], known: list[dict[str, Any]]) -> Ability:
    return Ability(title, {one["role"]: _may(call, one["calls"]) for one in known})


def _may(call: tuple[str, str], calls: list[dict[str, Any]]) -> str:
    found = next((one for one in calls if (one["method"], one["path"]) == call), None)
    if found is None:
        return ""
    return "own" if found["only_for_themselves"] else "all"
