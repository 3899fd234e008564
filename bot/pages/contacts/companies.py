"""`/companies`: where contacts work, whom one asks for there, and the contacts of each. I4."""

from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField
from wtforms.fields import SelectChoice

from bot.pages import calling
from bot.pages.contacts import columns
from bot.pages.contacts.asked import Asked
from bot.pages.fields import Text
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.site import PAGE_SIZE, page_number, pages, sought
from bot.pages.words import called

COLUMNS = ("name", "phone", "email", "status", "state", "owner", "last_heard_at")
PEOPLE = 100
"""Contacts of a company among whom its contact person is chosen."""


class CompanyForm(Form):
    name = Text("Name")


class KnownCompanyForm(CompanyForm):
    contact_person = SelectField(
        "Contact person", coerce=lambda text: int(text) if text else None, validate_choice=False
    )


@pages.get("/companies")
def companies() -> str:
    q = sought()
    query = {"page": page_number(), "page_size": PAGE_SIZE} | ({"q": q} if q else {})
    return render_template("contacts/companies.html", found=calling.get("/companies", query), q=q)


@pages.route("/companies/new", methods=["GET", "POST"])
def add_company() -> Shown | Response:
    form = CompanyForm()
    if form.save("POST", "/companies"):
        made = form.answer
        return done(f"{made['name']} was added.", url_for("pages.company", id=made["id"]))
    return _form(form, "Add company", url_for("pages.companies"))


@pages.get("/companies/<id:id>")
def company(id: int) -> str:
    found = calling.get(f"/companies/{id}")
    asked = Asked({"company": [found["name"]]}, columns=COLUMNS)
    return render_template(
        "contacts/company.html",
        company=found,
        found=_people(id),
        asked=asked,
        columns=columns.chosen(COLUMNS),
    )


@pages.route("/companies/<id:id>/edit", methods=["GET", "POST"])
def edit_company(id: int) -> Shown | Response:
    held = calling.answer("GET", f"/companies/{id}")
    person = held.body["contact_person"]
    form = KnownCompanyForm(
        data={
            "name": held.body["name"],
            "contact_person": person["id"] if person else None,
            "version": held.version,
        }
    )
    form.contact_person.choices = _persons(id, person)
    if form.save("PATCH", f"/companies/{id}"):
        return done(f"{form.name.data} was changed.", url_for("pages.company", id=id))
    return _form(form, f"Edit {held.body['name']}", url_for("pages.company", id=id))


@pages.route("/companies/<id:id>/delete", methods=["GET", "POST"])
def delete_company(id: int) -> Shown | Response:
    found = calling.get(f"/companies/{id}")
    form = Form()
    if form.save("DELETE", f"/companies/{id}", {}):
        return done(f"{found['name']} was deleted.", url_for("pages.companies"))
    return shown("contacts/company_delete.html", form, company=found)


def _form(form: Form, title: str, back: str) -> Shown:
    return shown("contacts/company_form.html", form, title=title, back=back)


def _people(id: int, size: int = PAGE_SIZE) -> Any:
    return calling.get("/contacts", {"company": id, "page_size": size, "sort": "name"})


def _persons(id: int, person: dict[str, Any] | None) -> list[SelectChoice]:
    """Those who work there, and who it is now."""
    named = {one["id"]: called(one) for one in _people(id, PEOPLE)["items"]}
    if person:
        named.setdefault(person["id"], person["name"])
    return [SelectChoice("", "Nobody"), *(SelectChoice(*one) for one in named.items())]
