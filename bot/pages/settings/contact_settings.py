"""`/settings`: where contacts start, when they are done, in how many days. A1, A5, A7, A8, A10."""

from typing import Any

from flask import abort, get_template_attribute, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from bot import admission
from bot.pages import calling
from bot.pages.fields import Number
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.session import me
from bot.pages.site import pages


class ContactSettingsForm(Form):
    default_status = SelectField(
        "Default status for new contacts",
        coerce=int,
        description="Where a contact starts when nobody says otherwise: after a first WhatsApp "
        "message, from the API, from an upload without a status. The form for adding a contact "
        "has it chosen already. What somebody chose is never overwritten.",
    )
    closure_statuses = SelectMultipleField(
        "Sales closure statuses",
        coerce=int,
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    closure_days = Number(
        "Sales closure timeline, in days",
        description="How long a sale may take. It gives each new contact a closure deadline, "
        "counted from the day of its first status: with 14 days, 1 January leads to 15 January. "
        "Deadlines that stand already do not move; an agent can move that of one contact. Who owns "
        "a contact that is not closed by then gets an email.",
    )


@pages.route("/settings", methods=["GET", "POST"])
def settings() -> Shown | Response:
    """Everybody reads them; who may save them, the row of the API's call says."""
    if request.method == "POST" and not admission.may(me(), "settings.change"):
        abort(403, "Administrators change these: ask them.")
    held = calling.answer("GET", "/settings")
    form = ContactSettingsForm(data=filled(held.body) | {"version": held.version})
    offer(form)
    if form.save("PATCH", "/settings"):
        return done("The contact settings are saved.", url_for("pages.settings"))
    return shown("settings/contact_settings.html", form)


def filled(body: dict[str, Any]) -> dict[str, Any]:
    return body | {
        "default_status": body["default_status"]["id"],
        "closure_statuses": [one["id"] for one in body["closure_statuses"]],
    }


def offer(form: ContactSettingsForm) -> None:
    statuses = calling.every("/statuses")
    dotted = get_template_attribute("parts.html", "status")
    form.default_status.choices = {one["id"]: one["name"] for one in statuses}
    form.closure_statuses.choices = {one["id"]: dotted(one) for one in statuses}
    form.closure_statuses.description = Markup(
        "Here a sale ends, won or lost. Sales roles see every contact; the "
        '<a href="{}">Non-Sales Roles</a> see a contact once it is in one of these, and can take '
        "over. At least one stays chosen: to take off the last, choose another first."
    ).format(url_for("pages.roles", _anchor="non-sales"))
