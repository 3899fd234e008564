"""`/contacts/new` and `/contacts/ID/edit`. A2, A3, A4, C2, M7."""

from typing import Any

from flask import request, url_for

from bot.pages import calling
from bot.pages.contacts.contact_form import ContactForm, form_class, values_of
from bot.pages.forms import Shown, done, shown
from bot.pages.site import pages
from bot.pages.words import called
from models.catalogue import Catalogue
from models.contact import State

BY_HAND = "Manual entry"
"""The source of contacts that somebody adds here, where there still is one of this name."""


@pages.route("/contacts/new", methods=["GET", "POST"])
def add_contact() -> Any:
    form = form_class()(data=_usual())
    if form.save("POST", "/contacts", _given(form)):
        made = form.answer
        return done(f"{called(made)} was added.", url_for("pages.contact", id=made["id"]))
    return _page(form, "Add contact", "Add contact", url_for("pages.contacts"))


@pages.route("/contacts/<id:id>/edit", methods=["GET", "POST"])
def edit_contact(id: int) -> Any:
    held = calling.answer("GET", f"/contacts/{id}")
    fields, values = form_class(), values_of(held.body)
    form = fields(data=values | {"version": held.version})
    body = _changed(form.body(), fields(formdata=None, data=values).body())
    if form.save("PATCH", f"/contacts/{id}", body):
        return done(f"{called(held.body)} was changed.", url_for("pages.contact", id=id))
    return _page(form, f"Edit {called(held.body)}", "Save", url_for("pages.contact", id=id))


def _page(form: ContactForm, title: str, save: str, back: str) -> Shown:
    return shown("contacts/form.html", form, title=title, save=save, back=back)


def _usual() -> dict[str, Any]:
    """What is chosen before anybody chooses (A2, C1). A company's page names it."""
    catalogue = Catalogue.current()
    source = catalogue.source(BY_HAND)
    return {
        "status": str(catalogue.default_status.name),
        "state": State.PROSPECT.value,
        "source": str(source.name) if source else "",
        "owner": "",
        "company": request.args.get("company", "")[:200],
    }


def _given(form: ContactForm) -> dict[str, Any]:
    """What was filled in: the rest is for the API to decide."""
    body = form.body()
    body["traits"] = {name: value for name, value in body["traits"].items() if value is not None}
    # Without a source is not the same as not saying where they came from.
    return {name: value for name, value in body.items() if value or name == "source"}


def _changed(wanted: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """What is another than was shown."""
    traits = {
        name: value
        for name, value in wanted["traits"].items()
        if value != before["traits"].get(name)
    }
    changed = {name: value for name, value in wanted.items() if value != before[name]}
    return changed | ({"traits": traits} if traits else {})
