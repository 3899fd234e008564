"""`/pipeline`: contacts by status, how many, for how long, in which state; moved by drag, or by a
choice and a button. M2, M8, M9, C5."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.api.contacts.filters import ME
from bot.pages import calling, live
from bot.pages.calling import Refused
from bot.pages.session import me
from bot.pages.site import pages
from bot.problems import Problem
from models.agents.agent import Agent
from models.agents.visibility import manages, sees_all
from models.catalogue import Catalogue
from models.clock import local_date, now
from models.contact import State
from models.contact.finding.filters import NOBODY
from models.ids import id_in
from models.reports import board
from models.reports.board import Lane, Pinned
from models.reports.question import Question
from models.settings.status import Status

EACH, ALL = 20, 160
"""Contacts that one column shows at most, and all of them together: no page is endless."""
FILTERS = ("owner", "source", "team")
OPEN = "open"
"""Ids of closed statuses whose column is unfolded."""


@dataclass(frozen=True, slots=True)
class Column:
    lane: Lane
    folded: bool
    pinned: list[Pinned]
    more: str
    """Where all of them are listed."""


@pages.get("/pipeline")
def pipeline() -> str:
    return render_template("pipeline/board.html", **_board())


@pages.get("/pipeline/lanes")
def pipeline_lanes() -> Any:
    """The columns alone: they refresh themselves."""
    return live.part("pipeline/lanes.html", **_board())


def _board() -> dict[str, Any]:
    question, asked = _question()
    lanes = board.lanes(question)
    opened = _opened()
    shown = {one.status.id: one.count for one in lanes if not _folded(one.status, opened)}
    most = min(EACH, max(ALL // max(len(shown), 1), 1))
    pinned = board.newest(question, shown, most)
    catalogue = Catalogue.current()
    return {
        "columns": [_column(one, pinned, opened, question) for one in lanes],
        "worth": board.worth(question),
        "currency": catalogue.organisation.currency,
        "total": sum(one.count for one in lanes),
        "asked": asked,
        "opened": opened,
        "owners": sorted(catalogue.agents.values(), key=lambda one: str(one.name).casefold()),
        "sources": catalogue.sources.values(),
        "teams": catalogue.teams.values(),
        "agents": catalogue.agents,
        "now": now(),
        "today": local_date(now(), catalogue.organisation.timezone),
        "movable": _movable,
        "states": list(State),
    }


@pages.post("/pipeline/move")
def move() -> Response:
    """The card that was dragged or chosen goes to another status, unless somebody moved it
    meanwhile."""
    id, _, before = request.form.get("card", "").partition("-")
    after = Catalogue.current().statuses.get(id_in(request.form.get("to", "")))
    if not id_in(id) or after is None:
        flash("Choose a contact and the status that it moves to.", "warning")
    else:
        try:
            _move(id_in(id), id_in(before), after)
        except Problem as problem:
            if not isinstance(problem, Refused) and problem.code != 404:
                raise
            flash(_said(problem), "warning")
    return redirect(url_for("pages.pipeline", **_kept(), _anchor=f"card-{id_in(id)}"), 303)


def _move(id: int, before: int, after: Status) -> None:
    found = calling.answer("GET", f"/contacts/{id}")
    name = found.body["name"] or f"Contact {id}"
    stands = found.body["status"]
    if stands["id"] == after.id:
        return
    if stands["id"] != before:
        flash(f"{name} was moved to {stands['name']} meanwhile, and stays there.", "warning")
        return
    calling.send("PATCH", f"/contacts/{id}", {"status": after.id}, version=found.version)
    flash(f"{name} is in {after.name} now.", "success")


def _said(problem: Problem) -> str:
    if problem.code == 412:
        return "Somebody changed this contact meanwhile. This is how the board is now."
    return str(problem.description)


def _question() -> tuple[Question, dict[str, Any]]:
    """Whom the board shows, and the filter as the address has it; what is gone asks for
    nothing."""
    catalogue = Catalogue.current()
    asked = {name: request.args.get(name, "").replace("\0", "") for name in FILTERS}
    owner: Agent | str | None = me() if asked["owner"] == ME else catalogue.agent(asked["owner"])
    if asked["owner"] == NOBODY:
        owner = NOBODY
    question = Question(
        viewer=me(),
        period=None,
        owner=owner,
        source=catalogue.source(asked["source"]),
        team=catalogue.team(asked["team"]),
    )
    held = {name: value for name, value in asked.items() if getattr(question, name)}
    return question, {name: held.get(name, "") for name in FILTERS}


def _column(
    lane: Lane, pinned: Mapping[int, list[Pinned]], opened: list[int], question: Question
) -> Column:
    status = lane.status
    return Column(
        lane=lane,
        folded=_folded(status, opened),
        pinned=pinned.get(status.id, []),
        more=url_for("pages.contacts", **_listed(status, question)),
    )


def _folded(status: Status, opened: list[int]) -> bool:
    """Closed contacts are out of the way of who sells; the others see no further ones."""
    return bool(status.closure and sees_all(me()) and status.id not in opened)


def _listed(status: Status, question: Question) -> dict[str, Any]:
    """The filter of the list that finds the same contacts."""
    wanted: dict[str, Any] = {"status": status.name}
    if question.source:
        wanted["source"] = question.source.name
    if isinstance(question.owner, Agent):
        wanted["owner"] = question.owner.email
    elif question.owner:
        wanted["owner"] = question.owner
    elif question.team:
        wanted["owner"] = [one.email for one in question.team.members()]
    return wanted


def _movable(one: Pinned) -> bool:
    """Whether the viewer may change the contact: the API decides, this only offers it."""
    return manages(me()) or one.contact.owner_id in (None, me().id)


def _opened() -> list[int]:
    return [id_in(one) for one in request.args.getlist(OPEN)]


def _kept() -> dict[str, Any]:
    """The address of the board that the form stands on."""
    kept = {name: request.args.get(name) or None for name in FILTERS}
    return kept | {OPEN: request.args.getlist(OPEN) or None}
