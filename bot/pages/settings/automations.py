"""`/settings/automations`: what happens by itself when a contact reaches a status. M5, C2."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField

from bot import admission
from bot.pages import calling
from bot.pages.choices import STATES
from bot.pages.fields import Lines, Text, Words
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.rows import RowsForm, Typed
from bot.pages.session import me
from bot.pages.site import pages
from models.automation.actions import Notified

TOLD = {Notified.OWNER.value: "its owner", Notified.MANAGERS.value: "the sales managers"}
KINDS = {
    "text": "Send a text",
    "template": "Send a template",
    "tag": "Hang a tag on it",
    "untag": "Take a tag off",
    "state": "Set its state",
    "notify": "Tell a colleague",
    "webhook": "Call a webhook",
}


class AutomationForm(RowsForm):
    name = "actions"
    known = KINDS
    active = BooleanField("It is switched on", default=True)

    @classmethod
    def parts(cls, kind: str) -> dict[str, Any]:
        return FIELDS[kind]()

    def body(self) -> dict[str, Any]:
        return self.plain() | {"actions": [_action(values) for _, values in self.typed()]}


class NewAutomationForm(AutomationForm):
    status = SelectField("When a contact reaches the status", coerce=int)


FIELDS: dict[str, Callable[[], dict[str, Any]]] = {
    "text": lambda: {
        "send-text": Words(
            "Text", description="{name} and the names of traits, in braces, are filled in."
        )
    },
    "template": lambda: {
        "send-template-name": Text("Approved template", description="As Meta has it."),
        "send-template-language": Text("Language", description="Such as en or en_GB."),
        "send-template-parameters": Lines(
            "What fills its gaps", description="One on each line: a text, {name}, a {trait}."
        ),
    },
    "tag": lambda: {"tag": Text("Tag")},
    "untag": lambda: {"untag": Text("Tag")},
    "state": lambda: {"state": SelectField("State", choices=STATES)},
    "notify": lambda: {"notify": SelectField("Who is told", choices=TOLD)},
    "webhook": lambda: {"webhook": SelectField("Endpoint", choices=_endpoints(), coerce=int)},
}


@pages.get("/settings/automations")
def automations() -> str:
    found = calling.every("/automations")
    free = len(calling.every("/statuses")) > len(found)
    colors = {one["id"]: one["color"] for one in calling.every("/statuses")}
    return render_template(
        "settings/automations.html", automations=found, colors=colors, free=free, told=TOLD
    )


@pages.route("/settings/automations/add", methods=["GET", "POST"])
def add_automation() -> Shown | Response:
    choices = _free_statuses()
    if not choices:
        flash("Each status has its automation already: change one of those.", "warning")
        return redirect(url_for("pages.automations"), 303)
    form = NewAutomationForm.opened([("text", {})])
    form.status.choices = choices
    if form.reshaped:
        return render_template("settings/automation.html", form=form, title="New automation")
    if form.save("POST", "/automations"):
        return done("It happens from now on.", url_for("pages.automations"))
    return shown("settings/automation.html", form, title="New automation")


@pages.route("/settings/automations/<id:id>", methods=["GET", "POST"])
def edit_automation(id: int) -> Shown | Response:
    held = calling.answer("GET", f"/automations/{id}")
    rows = [_row(one) for one in held.body["actions"]]
    form = AutomationForm.opened(rows, active=held.body["active"], version=held.version)
    facts = {"title": f"When a contact reaches {held.body['status']['name']}", "held": held.body}
    if form.reshaped:
        return render_template("settings/automation.html", form=form, **facts)
    if form.save("PATCH", f"/automations/{id}"):
        return done("The automation is saved.", url_for("pages.automations"))
    return shown("settings/automation.html", form, **facts)


@pages.route("/settings/automations/<id:id>/delete", methods=["GET", "POST"])
def delete_automation(id: int) -> Shown | Response:
    name = calling.get(f"/automations/{id}")["status"]["name"]
    form = Form()
    if form.save("DELETE", f"/automations/{id}"):
        return done(f"Nothing happens by itself at {name} any more.", url_for("pages.automations"))
    return shown(
        "settings/delete.html",
        form,
        name=f"the automation of {name}",
        sentences=[f"From then on nothing happens by itself when a contact reaches {name}."],
        back=url_for("pages.automations"),
    )


def _free_statuses() -> dict[int, str]:
    taken = {one["status"]["id"] for one in calling.every("/automations")}
    statuses = calling.every("/statuses")
    return {one["id"]: one["name"] for one in statuses if one["id"] not in taken}


def _endpoints() -> dict[int, str]:
    """By their addresses, for who may see them."""
    if not admission.may(me(), "webhooks.listing"):
        return {}
    return {one["id"]: one["url"] for one in calling.every("/webhook-endpoints")}


def _action(values: Mapping[str, Any]) -> dict[str, Any]:
    """``{"send-template-name": "hi"}`` is ``{"send": {"template": {"name": "hi"}}}``."""
    action: dict[str, Any] = {}
    for name, value in values.items():
        *path, last = name.split("-")
        inner = action
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = value
    return action


def _row(action: Mapping[str, Any]) -> Typed:
    """The way back of `_action`."""
    sent = action.get("send", {})
    if "text" in sent:
        return "text", {"send-text": sent["text"]}
    if "template" in sent:
        return "template", {f"send-template-{name}": one for name, one in sent["template"].items()}
    [(kind, value)] = action.items()
    return kind, {kind: value}
