"""`/settings/api-keys`: what programs get in with; make and revoke one. Each is shown once. X13."""

from datetime import timedelta
from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from bot.pages import calling
from bot.pages.fields import Text
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.settings import lists
from bot.pages.site import pages
from models.agents.api_key import Scope
from models.clock import now

NEVER = ""
LIVES = {NEVER: "Never", "30": "In 30 days", "90": "In 90 days", "365": "In a year"}
SCOPES = {
    Scope.READ: "Read contacts, conversations, settings",
    Scope.WRITE: "Change contacts, write to customers",
    Scope.SETTINGS: "Change statuses, rules, workflows and other settings",
    Scope.OPERATIONS: "Inbox, outbox, webhooks, audit, erasing people",
    Scope.ACCOUNTS: "Agents and keys: who has this can become anybody",
}


class KeyForm(Form):
    name = Text("Name", description="Which program has it, such as “Web shop”.")
    agent = SelectField(
        "Acts as",
        default="",
        description="It may no more than they may, and what it does is theirs. A program of its "
        "own may all that its scopes allow.",
    )
    scopes = SelectMultipleField(
        "May be used for", widget=ListWidget(), option_widget=CheckboxInput()
    )
    expires_at = SelectField("Expires", default=NEVER)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.scopes.choices = [
            (one.value, f"{one.value}: {about}") for one, about in SCOPES.items()
        ]
        self.expires_at.choices = list(LIVES.items())

    def body(self) -> dict[str, Any]:
        days = self.expires_at.data
        ends = (now() + timedelta(days=int(days))).isoformat() if days else None
        return super().body() | {"agent": self.agent.data or None, "expires_at": ends}


@pages.get("/settings/api-keys")
def api_keys() -> str:
    return render_template("settings/api_keys.html", keys=calling.every("/api-keys"), now=now())


@pages.route("/settings/api-keys/add", methods=["GET", "POST"])
def add_api_key() -> Shown:
    form = KeyForm(data={"scopes": [Scope.READ.value]})
    form.agent.choices = [("", "A program of its own"), *lists.agents()]
    if form.save("POST", "/api-keys"):
        page = render_template(
            "settings/secret.html",
            title=f"The key of {form.answer['name']}",
            secret=form.answer["key"],
            back=url_for("pages.api_keys"),
            about="Programs send it as “Authorization: Bearer KEY”.",
        )
        return page, 201
    return shown("settings/api_key.html", form)


@pages.route("/settings/api-keys/<id:id>/revoke", methods=["GET", "POST"])
def revoke_api_key(id: int) -> Shown | Response:
    key = next((one for one in calling.every("/api-keys") if one["id"] == id), None)
    form = Form()
    if form.save("DELETE", f"/api-keys/{id}"):
        name = key["name"] if key else "The key"
        return done(f"{name} opens nothing any more.", url_for("pages.api_keys"))
    return shown("settings/revoke_api_key.html", form, key=key)
