"""`/setup`: from an empty house to one that works, in four steps. The same settings stand under
`/settings`; here is their order, and what each is for. A1, A5, A8."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField, SelectField

from bot.pages import calling
from bot.pages.fields import Text
from bot.pages.forms import Form, Shown, done
from bot.pages.settings import contact_settings, whatsapp
from bot.pages.settings.contact_settings import ContactSettingsForm
from bot.pages.site import pages
from bot.pages.zones import zones
from models.agents.agent import Role

Answer = Shown | Response


STEPS = {
    "setup": "The shop",
    "setup_statuses": "Statuses",
    "setup_people": "Colleagues",
    "setup_whatsapp": "WhatsApp",
}
"""By the view of each; its template has the same name."""


class OrganisationForm(Form):
    name = Text("Name of the shop", description="It stands above the home page.")
    timezone = SelectField(
        "Time zone",
        description="Deadlines, reminders and reports go by its days.",
    )


class ColleagueForm(Form):
    name = Text("Name")
    email = EmailField("Email", description="They sign in with it, and are told of contacts there.")
    role = SelectField(
        "Role",
        choices={role.value: role.value.replace("_", " ").capitalize() for role in Role},
        default=Role.SALES_AGENT.value,
    )
    password = PasswordField(
        "First password",
        description="10 characters or more; they can change it. Left empty, they are told of their "
        "contacts but cannot sign in yet.",
    )


@pages.route("/setup", methods=["GET", "POST"])
def setup() -> Answer:
    held = calling.answer("GET", "/settings")
    form = OrganisationForm(data=held.body | {"version": held.version})
    form.timezone.choices = zones(held.body["timezone"])
    if form.save("PATCH", "/settings"):
        return done("That is kept.", _after("setup"))
    return _shown("setup", form)


@pages.route("/setup/statuses", methods=["GET", "POST"])
def setup_statuses() -> Answer:
    held = calling.answer("GET", "/settings")
    form = ContactSettingsForm(data=contact_settings.filled(held.body) | {"version": held.version})
    contact_settings.offer(form)
    if form.save("PATCH", "/settings"):
        return done("The statuses are as you want them.", _after("setup_statuses"))
    return _shown("setup_statuses", form, statuses=calling.every("/statuses"))


@pages.route("/setup/people", methods=["GET", "POST"])
def setup_people() -> Answer:
    form = ColleagueForm()
    if form.save("POST", "/agents", _hired(form)):
        return done(f"{form.name.data} can sign in.", url_for("pages.setup_people"))
    return _shown("setup_people", form, agents=calling.every("/agents"))


def _hired(form: ColleagueForm) -> dict[str, Any]:
    """Without a password they cannot sign in yet, but are told of their contacts."""
    body = form.body()
    return body if body["password"] else {k: v for k, v in body.items() if k != "password"}


@pages.route("/setup/whatsapp", methods=["GET", "POST"])
def setup_whatsapp() -> Answer:
    """What is set, what WhatsApp says of it when it is asked to, and the way to a live test."""
    form = Form()
    asked = "ask" in request.form
    if not asked and form.save("PATCH", "/settings", {"set_up": True}):
        said = "The shop is set up. All of it can be changed in the settings."
        return done(said, url_for("pages.home"))
    numbers = whatsapp.asked() if asked and form.validate_on_submit() else []
    return _shown("setup_whatsapp", form, numbers=numbers, **whatsapp.facts())


def _shown(step: str, form: Form, **facts: Any) -> Shown:
    place = list(STEPS).index(step)
    around = {"steps": STEPS, "place": place, "before": _before(step), "after": _after(step)}
    html = render_template(f"setup/{step}.html", form=form, **around, **facts)
    return (html, 422) if form.errors or form.form_errors else html


def _before(step: str) -> str | None:
    place = list(STEPS).index(step)
    return url_for(f"pages.{list(STEPS)[place - 1]}") if place else None


def _after(step: str) -> str:
    return url_for(f"pages.{[*STEPS, 'home'][list(STEPS).index(step) + 1]}")
