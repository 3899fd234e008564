"""`/settings/statuses`: the table of statuses; add, edit, order and delete one. M1 to M4."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, ColorField, HiddenField, SelectField

from bot.pages import calling, order
from bot.pages.calling import Refused
from bot.pages.fields import Text
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.settings import lists
from bot.pages.site import pages
from models.settings import pipeline
from models.settings.status import Status

COLUMNS = {"id": "ID", "color": "Colour", "closure": "Closure", "contacts": "Contacts"}
"""Those that can be hidden: not the name, and not what can be done."""
FIRST_COLOR = "#0d6efd"


class StatusForm(Form):
    name = Text("Name", description="Such as “Follow-up needed” or “Awaiting payment”.")
    picker = ColorField("Colour")
    color = Text("Hex code", description="The colour as #rrggbb, as your brand's guide has it.")
    was = HiddenField()
    """The colour as the form showed it first."""
    closure = BooleanField(
        "A sale ends here",
        description="A closure status, such as won, lost or invalid: its contacts are done, every "
        "role sees them, and no deadline reminds of them.",
    )

    def body(self) -> dict[str, Any]:
        """The code counts, but where only the picker was used: scripts keep them the same."""
        typed = self.color.data and self.color.data != self.was.data
        color = self.color.data if typed else self.picker.data
        return {"name": self.name.data, "color": color, "closure": self.closure.data}


class RemovalForm(Form):
    move_to = SelectField("Its contacts move to", coerce=int)


@pages.get("/settings/statuses")
def statuses() -> str:
    part = lists.wanted()
    every = calling.every("/statuses")
    return render_template(
        "settings/statuses.html",
        statuses=lists.named(every, part),
        default=calling.get("/settings")["default_status"]["id"],
        order=",".join(str(one["id"]) for one in every),
        q=part,
        columns=COLUMNS,
        shown=lists.columns(COLUMNS),
        moved=request.args.get("moved"),
    )


@pages.route("/settings/statuses/add", methods=["GET", "POST"])
def add_status() -> Shown | Response:
    colors = {"color": FIRST_COLOR, "picker": FIRST_COLOR, "was": FIRST_COLOR}
    form = StatusForm(data=colors)
    if form.save("POST", "/statuses"):
        return done(f"{form.name.data} can be used from now on.", url_for("pages.statuses"))
    return shown("settings/status.html", form, title="New status")


@pages.route("/settings/statuses/<id:id>", methods=["GET", "POST"])
def edit_status(id: int) -> Shown | Response:
    held = calling.answer("GET", f"/statuses/{id}")
    color = held.body["color"]
    form = StatusForm(data=held.body | {"version": held.version, "picker": color, "was": color})
    if form.save("PATCH", f"/statuses/{id}"):
        return done(f"{form.name.data} is saved.", url_for("pages.statuses"))
    return shown("settings/status.html", form, title=held.body["name"], status=held.body)


@pages.post("/settings/statuses/order")
def order_statuses() -> Response:
    ids = order.ordered(one["id"] for one in calling.every("/statuses"))
    back = url_for("pages.statuses", moved=order.pressed())
    try:
        calling.send("POST", "/statuses/order", {"statuses": ids})
    except Refused:
        said = "The statuses have changed meanwhile. This is how they are now."
        return done(said, back, "warning")
    return done("The statuses stand in their new order.", back)


@pages.route("/settings/statuses/<id:id>/delete", methods=["GET", "POST"])
def delete_status(id: int) -> Shown | Response:
    """Nothing is lost: its contacts move, as if somebody had moved each of them."""
    status = calling.get(f"/statuses/{id}")
    form = RemovalForm()
    form.move_to.choices = {
        one["id"]: one["name"] for one in calling.every("/statuses") if one["id"] != id
    }
    if not status["contacts"] and "move_to" not in request.form:
        del form.move_to
    query = {"move_to": form.move_to.data} if "move_to" in form else {}
    if form.accept(lambda: calling.send("DELETE", f"/statuses/{id}", query=query)):
        return done(f"{status['name']} is deleted.", url_for("pages.statuses"))
    obstacle = lists.obstacle(lambda: pipeline.refuse_needed(Status.get_by_id(id)))
    return shown(
        "settings/delete_status.html",
        form,
        status=status,
        automation=_automation(id),
        obstacle=obstacle,
        ways=lists.ways(obstacle),
    )


def _automation(id: int) -> int | None:
    """What happens in this status, if anything does."""
    every = calling.every("/automations")
    return next((one["id"] for one in every if one["status"]["id"] == id), None)
