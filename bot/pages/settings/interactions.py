"""`/settings/interactions`: the words that interactions and opportunities are chosen from, when
one is reminded, the currency. I1."""

from typing import Any

from flask import abort, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField

from bot import admission
from bot.pages import calling, order
from bot.pages.calling import Refused
from bot.pages.fields import MaybeText, Number, Text
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.session import me
from bot.pages.settings.names import name_page
from bot.pages.site import pages
from models.settings import offering
from models.settings.option import Option, OptionKind

KINDS = {
    OptionKind.TYPE: ("Types", "How one meets: a call, a visit."),
    OptionKind.PURPOSE: ("Purposes", "What for."),
    OptionKind.OUTCOME: ("Outcomes", "How it went. Choosing one completes an interaction."),
    OptionKind.NEXT_ACTION: ("Next actions", "What is agreed when an interaction is completed."),
    OptionKind.STAGE: ("Stages", "How far an opportunity has come, in the order of your sales."),
}
LONGEST = 60


class InteractionSettingsForm(Form):
    interaction_reminder_minutes = Number(
        "Remind the assignee, in minutes before",
        description="Left empty, nobody is reminded of an interaction.",
    )
    currency = MaybeText(
        "Currency", description="Three letters, such as EUR: of opportunities and purchases."
    )

    def body(self) -> dict[str, Any]:
        typed = self.currency.data
        return super().body() | {"currency": typed.upper() if typed else None}


class OptionForm(Form):
    name = Text("Name", description="Interactions and opportunities that have it follow.")


class RemovalForm(Form):
    move_to = SelectField("What those that have it get instead", coerce=int)


@pages.route("/settings/interactions", methods=["GET", "POST"])
def interaction_settings() -> Shown | Response:
    """Everybody reads them; who may save them, the row of the API's call says."""
    if request.method == "POST" and not admission.may(me(), "settings.change"):
        abort(403, "Administrators change these: ask them.")
    held = calling.answer("GET", "/settings")
    form = InteractionSettingsForm(data=held.body | {"version": held.version})
    if form.save("PATCH", "/settings"):
        return done("It is saved.", url_for("pages.interaction_settings"))
    every = calling.every("/options")
    offered = {kind: [one for one in every if one["kind"] == kind] for kind in KINDS}
    facts = {"kinds": KINDS, "offered": offered, "moved": request.args.get("moved")}
    return shown("settings/interactions.html", form, **facts)


@pages.route("/settings/interactions/<kind>/add", methods=["GET", "POST"])
def add_option(kind: str) -> Shown | Response:
    wanted = _kind(kind)
    form = OptionForm()
    if form.save("POST", "/options", {"kind": wanted.value, "name": form.name.data}):
        return done(f"{form.name.data} can be chosen from now on.", _back(wanted))
    return _page(form, f"New {_word(wanted)}", "Add", wanted)


@pages.route("/settings/interactions/options/<id:id>", methods=["GET", "POST"])
def edit_option(id: int) -> Shown | Response:
    held = calling.answer("GET", f"/options/{id}")
    form, kind = OptionForm(data=held.body | {"version": held.version}), _kind(held.body["kind"])
    if form.save("PATCH", f"/options/{id}"):
        return done(f"{form.name.data} is saved.", _back(kind))
    return _page(form, held.body["name"], "Save", kind)


@pages.post("/settings/interactions/<kind>/order")
def order_options(kind: str) -> Response:
    wanted = _kind(kind)
    ids = order.ordered(one["id"] for one in calling.every("/options", {"kind": wanted.value}))
    back = _back(wanted, moved=order.pressed())
    try:
        calling.send("POST", "/options/order", {"kind": wanted.value, "options": ids})
    except Refused:
        return done("They have changed meanwhile. This is how they are now.", back, "warning")
    return done(f"The {KINDS[wanted][0].lower()} stand in their new order.", back)


@pages.route("/settings/interactions/options/<id:id>/delete", methods=["GET", "POST"])
def delete_option(id: int) -> Shown | Response:
    """Nothing is lost: what has it gets another."""
    option = calling.get(f"/options/{id}")
    kind, held = _kind(option["kind"]), offering.uses(Option(id=id))
    others = [one for one in calling.every("/options", {"kind": kind.value}) if one["id"] != id]
    form = RemovalForm()
    form.move_to.choices = {one["id"]: one["name"] for one in others}
    if not held and "move_to" not in request.form:
        del form.move_to
    query = {"move_to": form.move_to.data} if "move_to" in form else {}
    if form.accept(lambda: calling.send("DELETE", f"/options/{id}", query=query)):
        return done(f"{option['name']} is deleted.", _back(kind))
    used = "once" if held == 1 else f"{held} times"
    return shown(
        "settings/delete.html",
        form,
        name=option["name"],
        obstacle=None if others else f"it is the last {_word(kind)}: add another one first",
        sentences=[f"It is used {used}." if held else "Nothing has it."],
        back=_back(kind),
    )


def _kind(text: str) -> OptionKind:
    if text not in set(OptionKind):
        abort(404, "There is no such list.")
    return OptionKind(text)


def _word(kind: OptionKind) -> str:
    return kind.value.replace("_", " ")


def _back(kind: OptionKind, **query: Any) -> str:
    return url_for("pages.interaction_settings", **query, _anchor=kind.value)


def _page(form: Form, title: str, save: str, kind: OptionKind) -> Shown:
    return name_page(form, title, save, LONGEST, _back(kind), KINDS[kind][1])
