"""`/inbox` and `/outbox`: lists that stay quick with millions of rows, one row with what is in it,
trying again one row or all that is parked."""

import json
from http import HTTPStatus
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.pages import calling
from bot.pages.calling import Refused
from bot.pages.site import PAGE_SIZE, pages
from bot.problems import Problem
from models.ids import id_in
from models.queues.item import WorkState
from models.queues.kinds import OutboxKind

KINDS = {
    "inbox": ("message", "status", "preference", "echo", "change", "error", "unreadable"),
    "outbox": tuple(kind.value for kind in OutboxKind),
}
FILTERS = ("state", "kind", "contact")
ALIKE = 8
"""Contacts that are offered when several fit what was typed."""
LONGEST = 40_000
"""Characters of a payload that a page shows."""


@pages.get("/inbox")
def inbox() -> Any:
    return _listing("inbox")


@pages.get("/outbox")
def outbox() -> Any:
    return _listing("outbox")


@pages.get("/inbox/<id:id>")
def inbox_row(id: int) -> str:
    return _one("inbox", id)


@pages.get("/outbox/<id:id>")
def outbox_row(id: int) -> str:
    return _one("outbox", id)


@pages.post("/<any(inbox,outbox):table>/<id:id>/retry")
def retry(table: str, id: int) -> Response:
    try:
        calling.send("POST", f"/{table}/{id}/retry")
        flash(f"Row {id} is tried again.", "success")
    except Problem as problem:
        flash(str(problem.description), "warning")
    return redirect(url_for(f"pages.{table}", **_asked()), 303)


@pages.post("/<any(inbox,outbox):table>/retry")
def retry_parked(table: str) -> Response:
    """All that is parked, or all of one kind."""
    kind = request.form.get("kind", "")
    try:
        found = calling.send("POST", f"/{table}/retry", {"kind": kind} if kind else {})
        more = " There are more: press again." if found["left"] else ""
        flash(f"{found['retried']} rows are tried again.{more}", "success")
    except Refused as problem:
        flash(str(problem.description), "warning")
    return redirect(url_for(f"pages.{table}", state="parked", kind=kind or None), 303)


def _asked() -> dict[str, Any]:
    found = {name: request.args.get(name, "").strip()[:80] for name in FILTERS}
    return {name: value for name, value in found.items() if value}


def _listing(table: str) -> Any:
    asked = _asked()
    wanted = request.args.get("q", "").strip()[:200]
    people = _people(wanted) if wanted and "contact" not in asked else []
    if len(people) == 1:
        return redirect(url_for(f"pages.{table}", **asked, contact=people[0]["id"]), 303)
    try:
        found = calling.get(f"/{table}", {**asked, **_place(), "page_size": PAGE_SIZE})
    except Refused as problem:
        flash("; ".join(f"{one.field}: {one.message}" for one in problem.errors), "warning")
        return _shown(table, {}, NOTHING, wanted, people), HTTPStatus.UNPROCESSABLE_ENTITY
    return _shown(table, asked, found, wanted, people)


NOTHING: dict[str, Any] = {"items": [], "total": 0, "total_exact": True, "next": None}


def _shown(
    table: str, asked: dict[str, Any], found: dict[str, Any], wanted: str, people: list[Any]
) -> str:
    return render_template(
        f"operations/{table}.html",
        table=table,
        found=found,
        asked=asked,
        wanted=wanted,
        people=people,
        contact=_contact(asked.get("contact")),
        states=[one.value for one in WorkState],
        counts={state: _count(table, state) for state in ("pending", "parked")},
        kinds=KINDS[table],
        mail=bool(current_app.extensions["usher"].config.smtp_url),
    )


def _place() -> dict[str, Any]:
    after = request.args.get("after", "")
    return {"after": after} if after else {}


def _people(wanted: str) -> list[Any]:
    found: list[Any] = calling.get("/contacts", {"q": wanted, "page_size": ALIKE})["items"]
    return found


def _contact(id: str | None) -> Any:
    try:
        return calling.get(f"/contacts/{id_in(id)}") if id else None
    except Problem:
        return None


def _count(table: str, state: str) -> str:
    """As far as it is counted."""
    found = calling.get(f"/{table}", {"state": state, "page_size": 1})
    return f"{found['total']:,}" + ("" if found["total_exact"] else "+")


def _one(table: str, id: int) -> str:
    row = calling.get(f"/{table}/{id}")
    held = row.get("payload") if table == "inbox" else row["content"]
    text = json.dumps(held, indent=2, ensure_ascii=False) if held is not None else ""
    return render_template(
        "operations/row.html",
        table=table,
        row=row,
        payload=text[:LONGEST],
        cut=len(text) > LONGEST,
    )
