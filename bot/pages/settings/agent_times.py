"""`/settings/agents/ID/hours` and `/leave`: when somebody works, and the days on which they do not.
X1."""

from typing import Any

from flask import url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, Field

from bot.pages import calling
from bot.pages.account import LeaveForm
from bot.pages.calling import Refused
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.site import pages
from bot.problems import Wrong
from models.agents.presence import WEEKDAYS

ROWS = 2
"""Spans of a day that the form shows at least; behind those that are given always an empty one."""
MIDNIGHT, END_OF_DAY = "00:00", "24:00"
SHOWN = 50


class Spans(Field):
    """The spans of a day, from and to in turn: ``[["09:00", "13:00"], ["14:00", "17:30"]]``."""

    data: list[list[str]]

    def process_formdata(self, valuelist: list[str]) -> None:
        pairs = zip(valuelist[::2], valuelist[1::2], strict=False)
        self.data = [[start, _as_end(end)] for start, end in pairs if start or end]

    @property
    def rows(self) -> list[list[str]]:
        """What the inputs hold: they know no 24:00."""
        given = [[start, MIDNIGHT if end == END_OF_DAY else end] for start, end in self.data or []]
        return given + [["", ""]] * max(1, ROWS - len(given))


class HoursForm(Form):
    always = BooleanField("Always: no fixed hours")
    mon, tue, wed, thu, fri, sat, sun = (Spans() for _ in WEEKDAYS)

    def body(self) -> dict[str, Any]:
        spans = {day: self[day].data for day in WEEKDAYS if self[day].data}
        if self.always.data and not (spans and self.always.object_data):
            return {"hours": None}  # But hours that are new are meant, whatever was left ticked.
        if not spans:
            wrong = Wrong("always", "Give at least one span of a day, or say always.")
            raise Refused(422, "", [wrong])
        return {"hours": spans}

    def _named(self, path: str) -> Field | None:
        return super()._named(path.removeprefix("hours."))


@pages.route("/settings/agents/<id:id>/hours", methods=["GET", "POST"])
def agent_hours(id: int) -> Shown | Response:
    held = calling.answer("GET", f"/agents/{id}")
    hours = held.body["hours"]
    data = {"always": hours is None, "version": held.version} | dict(hours or {})
    form = HoursForm(data=data)
    if form.accept(lambda: _save(form, f"/agents/{id}")):
        back = url_for("pages.agent_hours", id=id)
        return done(f"The working hours of {held.body['name']} are saved.", back)
    return shown("settings/agent_hours.html", form, agent=held.body)


def _save(form: HoursForm, path: str) -> None:
    calling.send("PATCH", path, form.body(), version=form.version.data or None)


@pages.route("/settings/agents/<id:id>/leave", methods=["GET", "POST"])
def agent_leave(id: int) -> Shown | Response:
    agent = calling.get(f"/agents/{id}")
    form = LeaveForm()
    if form.save("POST", f"/agents/{id}/leave"):
        return done("The leave is noted.", url_for("pages.agent_leave", id=id))
    leave = calling.get(f"/agents/{id}/leave", {"page_size": SHOWN})["items"]
    return shown("settings/agent_leave.html", form, agent=agent, leave=leave)


@pages.post("/settings/agents/<id:id>/leave/<id:leave_id>/cancel")
def cancel_leave(id: int, leave_id: int) -> Response:
    calling.send("DELETE", f"/agents/{id}/leave/{leave_id}")
    return done("The leave is taken back.", url_for("pages.agent_leave", id=id))


def _as_end(time: str) -> str:
    """A day that ends at midnight ends with itself."""
    return END_OF_DAY if time == MIDNIGHT else time
