"""With whom a day of interactions would be, and when. It is sought once and shown at an address
that stays for days: so it is kept without names, which are looked up for who looks. I7, X13, X19.
"""

from typing import Any

from bot.pages import calling
from bot.pages.calling import Refused
from bot.problems import Problem, Wrong

Found = dict[str, Any]
"""As JSON: `made`, `free` and `met`, each with its contact's id; or `refused`."""

AT_ONCE = 50
"""Contacts that one call asks for."""


def sought(asked: dict[str, Any]) -> Found:
    """`asked`: as the API takes it."""
    try:
        plan = calling.send("POST", "/interactions/generate", asked | {"dry_run": True})
    except Refused as problem:
        wrong = [[one.field, one.message] for one in problem.errors]
        return {"refused": [problem.code, str(problem.description), wrong]}
    met = [[_id_of(one), one["starts_at"], one["ends_at"]] for one in plan["interactions"]]
    return {"made": plan["made"], "free": plan["free"], "met": met}


def why_not(found: Found | None) -> Problem | None:
    if not found or "refused" not in found:
        return None
    status, said, wrong = found["refused"]
    return Problem(status, said, [Wrong(*one) for one in wrong])


def shown(found: Found) -> dict[str, Any]:
    """Whom one does not see any more has no name."""
    ids = [id for id, _, _ in found["met"] if id]
    known: dict[int, Any] = {}
    for begin in range(0, len(ids), AT_ONCE):
        some = calling.every("/contacts", {"id": ids[begin : begin + AT_ONCE]})
        known |= {one["id"]: one for one in some}
    met = [
        {"contact": known.get(id), "starts_at": start, "ends_at": end}
        for id, start, end in found["met"]
    ]
    return {**found, "interactions": met}


def _id_of(one: dict[str, Any]) -> int | None:
    return one["contact"]["id"] if one["contact"] else None
