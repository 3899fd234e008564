"""With whom an interaction is to be: companies and contacts are searched, one is chosen, and of a
company its contact person by itself. I4."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import g

from bot.pages import calling
from bot.problems import Problem
from models.contact import Group, State
from models.ids import id_in

SHOWN = 8
"""Of each search."""
NOBODY = {"company": "", "contact": "", "follows": ""}
"""A follow-up with somebody else is none."""
CUSTOMERS, PROSPECTS = Group.CUSTOMERS.value, Group.PROSPECTS.value


@dataclass(frozen=True, slots=True)
class Whom:
    """What the stage shows of it."""

    group: str
    contact: Mapping[str, Any] | None
    """Who is chosen."""
    company: Mapping[str, Any] | None
    companies: list[Any] = field(default_factory=list)
    contacts: list[Any] = field(default_factory=list)
    """Who may be chosen."""
    sought: bool = False


def pressed(given: Mapping[str, str]) -> dict[str, str]:
    """What the buttons of the stage change of what was typed."""
    if given.get("tab") in (CUSTOMERS, PROSPECTS):
        return NOBODY | {"group": given["tab"]}
    if given.get("drop"):
        return NOBODY | {"go": "who"}
    if given.get("pick"):
        return _picked(given["pick"])
    if given.get("pick_company"):
        return _picked_company(given["pick_company"])
    return {}


def whom(given: Mapping[str, str]) -> Whom:
    """Who is chosen by what was typed and picked, or who may be."""
    contact, company = _seen("contacts", given.get("contact")), None
    if contact is None:
        company = _seen("companies", given.get("company"))
    group = given.get("group", CUSTOMERS)
    if contact is not None:
        return Whom(group_of(contact), contact, contact["company"])
    return Whom(group, None, company, *_found(given, group, company))


def group_of(contact: Mapping[str, Any]) -> str:
    """Customers or prospects, of a contact of whom the API tells."""
    return State(contact["state"]).group.value


def _picked(id: str) -> dict[str, str]:
    contact = _seen("contacts", id)
    return {"contact": id, "group": group_of(contact)} if contact else {}


def _picked_company(id: str) -> dict[str, str]:
    company = _seen("companies", id)
    if company is None:
        return {}
    person = company["contact_person"]
    found = _picked(str(person["id"])) if person else {}
    return {"company": id, "contact": "", "find_company": ""} | found


def _found(
    given: Mapping[str, str], group: str, company: Mapping[str, Any] | None
) -> tuple[list[Any], list[Any], bool]:
    name, person = _words(given, "find_company"), _words(given, "find_contact")
    companies = _list("companies", {"q": name}) if name else []
    asked: dict[str, Any] = {"q": person} if person else {}
    if company is not None:
        asked["company"] = company["id"]
    if not asked:
        return companies, [], bool(name)
    if company is None:
        asked["state"] = [state.value for state in Group(group).states]
    return companies, _list("contacts", asked | {"sort": "name"}), True


def _words(given: Mapping[str, str], name: str) -> str:
    return given.get(name, "").replace("\0", "").strip()[:200]


def _list(what: str, asked: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = calling.get(f"/{what}", {"page_size": SHOWN, **asked})["items"]
    return found


def _seen(what: str, id: str | None) -> Any:
    """None for what is not there, or is not to be seen. Asked once for each page: whoever is
    picked is shown, too."""
    number = id_in(id or "")
    if not number:
        return None
    known: dict[str, Any] = g.setdefault("seen_by_wizard", {})
    path = f"/{what}/{number}"
    if path not in known:
        known[path] = _asked(path)
    return known[path]


def _asked(path: str) -> Any:
    try:
        return calling.get(path)
    except Problem:
        return None
