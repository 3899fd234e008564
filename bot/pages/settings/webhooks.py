"""`/settings/webhooks`: programs that are told what happens. X14.

What each was told is in webhook_log.py.
"""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from bot.api.operations.webhooks import SUBSCRIBED
from bot.pages import calling
from bot.pages.fields import Text
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.settings import lists
from bot.pages.site import pages
from models.webhooks import endpoint as endpoints
from models.webhooks.endpoint import WebhookEndpoint

ABOUT = (
    "The program checks with it that what it is told comes from here; docs/webhooks.md says how. "
    "It is a password: keep it where you keep those."
)


class EndpointForm(Form):
    url = Text("Address", description="Where the program listens: https:// in the internet.")
    description = Text("What it is", description="For your colleagues, such as “ERP”.")
    as_agent = SelectField(
        "Sees contacts as",
        default="",
        description="It is told of the contacts that this agent may see. It stays so.",
    )
    events = SelectMultipleField(
        "Told of",
        widget=ListWidget(),
        option_widget=CheckboxInput(),
        description="None chosen: it is told of everything, also of what is added later.",
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.events.choices = [(one, _plainly(one)) for one in SUBSCRIBED]

    def body(self) -> dict[str, Any]:
        given = super().body()
        return given | ({"as_agent": given["as_agent"] or None} if "as_agent" in given else {})


@pages.get("/settings/webhooks")
def webhooks() -> str:
    return render_template("settings/webhooks.html", endpoints=calling.every("/webhook-endpoints"))


@pages.route("/settings/webhooks/add", methods=["GET", "POST"])
def add_webhook() -> Shown:
    form = EndpointForm()
    form.as_agent.choices = [("", "A program: all contacts"), *lists.agents()]
    if form.save("POST", "/webhook-endpoints"):
        return _secret(form.answer), 201
    return shown("settings/webhook.html", form, endpoint=None)


@pages.route("/settings/webhooks/<id:id>", methods=["GET", "POST"])
def edit_webhook(id: int) -> Shown | Response:
    held = calling.answer("GET", f"/webhook-endpoints/{id}")
    form = EndpointForm(data=held.body | {"version": held.version})
    del form.as_agent
    if form.save("PATCH", f"/webhook-endpoints/{id}"):
        return done("The endpoint is saved.", url_for("pages.webhooks"))
    return shown("settings/webhook.html", form, endpoint=held.body)


@pages.post("/settings/webhooks/<id:id>/switch")
def switch_webhook(id: int) -> Response:
    form, on = Form(), request.form.get("active") == "yes"
    back = url_for("pages.webhook_log", id=id)
    if form.save("PATCH", f"/webhook-endpoints/{id}", {"active": on}):
        return done("It is told again." if on else "It is told nothing any more.", back)
    return done(" ".join(map(str, form.form_errors)), back, "warning")


@pages.route("/settings/webhooks/<id:id>/secret", methods=["GET", "POST"])
def rotate_webhook(id: int) -> Shown:
    endpoint = calling.get(f"/webhook-endpoints/{id}")
    form = Form()
    if form.save("POST", f"/webhook-endpoints/{id}/rotate"):
        return _secret(form.answer)
    return shown("settings/rotate_webhook.html", form, endpoint=endpoint)


@pages.route("/settings/webhooks/<id:id>/delete", methods=["GET", "POST"])
def delete_webhook(id: int) -> Shown | Response:
    endpoint = calling.get(f"/webhook-endpoints/{id}")
    form = Form()
    if form.save("DELETE", f"/webhook-endpoints/{id}"):
        return done("The endpoint is deleted.", url_for("pages.webhooks"))
    row = WebhookEndpoint.get_by_id(id)
    obstacle = lists.obstacle(lambda: endpoints.refuse_if_named(row))
    return shown("settings/delete_webhook.html", form, endpoint=endpoint, obstacle=obstacle)


def _secret(endpoint: dict[str, Any]) -> str:
    return render_template(
        "settings/secret.html",
        title="The secret of the endpoint",
        secret=endpoint["secret"],
        back=url_for("pages.webhook_log", id=endpoint["id"]),
        about=ABOUT,
    )


def _plainly(type: str) -> str:
    """``contact.status_changed`` as people say it."""
    return type.replace(".", " ").replace("_", " ").capitalize()
