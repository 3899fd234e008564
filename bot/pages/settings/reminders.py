"""`/settings/reminders`: who is reminded of what, and when nobody is disturbed. A11, X5, X9."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField

from bot.pages import calling
from bot.pages.fields import MaybeText, Number
from bot.pages.forms import Shown, done, shown
from bot.pages.rows import RowsForm, Typed
from bot.pages.site import pages
from models.reminders.ladder import To
from models.settings.organisation import FirstReplyThen

ON_THE_DAY = {"days": 0, "to": To.OWNER.value}
BEFORE, AFTER = "before", "after"
TOLD = {To.OWNER.value: "the owner", To.MANAGER.value: "the managers"}
THEN = {
    FirstReplyThen.REASSIGN.value: "the contact goes to the next colleague",
    FirstReplyThen.ESCALATE.value: "the sales managers are told",
    FirstReplyThen.NOTHING.value: "nothing more happens",
}


class RemindersForm(RowsForm):
    name = "reminders"
    known = {"step": "Remind on another day"}
    most = 9
    first_reply_minutes = Number(
        "A new owner writes within, in minutes",
        description="Then they are reminded. Left empty, there is no such limit.",
    )
    first_reply_then = SelectField(
        "When that does not help, after the same time again", choices=THEN
    )
    quiet_from = MaybeText("From")
    quiet_to = MaybeText("To")
    digest_at = MaybeText(
        "Daily digest at",
        description="One letter a day with what is due. Left empty, there is none.",
    )

    @classmethod
    def parts(cls, kind: str) -> dict[str, Any]:
        return {
            "days": Number("Days"),
            "side": SelectField("Before or after", choices=[BEFORE, AFTER]),
            "to": SelectField("Who is told", choices=TOLD),
        }

    def body(self) -> dict[str, Any]:
        """The day itself stands last, so that the rows have the places that the API names."""
        steps = [_step(values) for _, values in self.typed()]
        return self.plain() | {"reminders": [*steps, ON_THE_DAY]}


@pages.route("/settings/reminders", methods=["GET", "POST"])
def reminders() -> Shown | Response:
    held = calling.answer("GET", "/settings")
    rows = [_row(one) for one in held.body["reminders"] if one != ON_THE_DAY]
    form = RemindersForm.opened(rows, **_plain(held.body), version=held.version)
    if form.reshaped:
        return render_template("settings/reminders.html", form=form)
    if form.save("PATCH", "/settings"):
        return done("The reminders are saved.", url_for("pages.reminders"))
    return shown("settings/reminders.html", form)


def _plain(body: Mapping[str, Any]) -> dict[str, Any]:
    names = ("first_reply_minutes", "first_reply_then", "quiet_from", "quiet_to", "digest_at")
    return {name: body[name] for name in names}


def _step(values: Mapping[str, Any]) -> dict[str, Any]:
    days = values["days"]
    return {"days": -days if days and values["side"] == BEFORE else days, "to": values["to"]}


def _row(step: Mapping[str, Any]) -> Typed:
    side = BEFORE if step["days"] < 0 else AFTER
    return "step", {"days": abs(step["days"]), "side": side, "to": step["to"]}
