"""`/companies`: where contacts work, and whom one asks for there. I4."""

from typing import Any

import marshmallow as ma
from peewee import fn

from bot.api import lookup, unique
from bot.api.contacts.reach import visible_card
from bot.api.fields import NAME_LENGTH, Name, Schema, Text, Whole, named
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, viewer
from models.agents.visibility import seen_counts, visible_to
from models.contact import Contact
from models.contact.company import Company
from models.contact.finding import search
from models.ids import BIGGEST_ID

companies = Resource("companies", __name__, description="Where contacts work")


class CompanySchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    contact_person = named(
        allow_none=True, metadata={"description": "Whom one asks for when nobody is named"}
    )
    contacts = ma.fields.Integer(metadata={"description": "How many, of those you may see"})


class CompanyChangeSchema(Schema):
    name = Name()
    contact_person = Whole(
        1, BIGGEST_ID, allow_none=True, metadata={"description": "A contact's id"}
    )


class NewCompanySchema(CompanyChangeSchema):
    name = Name(required=True)


class CompanyQuerySchema(PageSchema):
    q = Text(NAME_LENGTH, metadata={"description": "Part of a name"})


@companies.get("/companies")
@companies.arguments(CompanyQuerySchema, location="query")
@companies.response(200, list_of(CompanySchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Every company, in alphabetical order."""
    query = Company.select().order_by(fn.LOWER(Company.name), Company.id)
    if "q" in asked:
        query = query.where(Company.name.contains(asked["q"]))
    return page_of(query, asked, _shown)


@companies.post("/companies")
@companies.arguments(NewCompanySchema)
@companies.response(201, CompanySchema)
def create(asked: dict[str, Any]) -> Any:
    """Add a company. A contact's `company` does so too, when its name is new."""
    unique.check(Company, asked["name"])
    _check_person(asked)
    return _one(Company.create(**asked))


@companies.get("/companies/<id:id>")
@companies.response(200, CompanySchema)
def show(id: int) -> Any:
    """One company."""
    return _one(lookup.row(Company, id, "company"))


@companies.patch("/companies/<id:id>")
@companies.arguments(CompanyChangeSchema)
@companies.response(200, CompanySchema)
def change(asked: dict[str, Any], id: int) -> Any:
    """Another name, or another contact person."""
    company = lookup.row(Company, id, "company")
    if "name" in asked:
        unique.check(Company, asked["name"], besides=id)
    _check_person(asked)
    for field, value in asked.items():
        setattr(company, field, value)
    company.save()
    search.note(Contact.select(Contact.id).where(Contact.company == company))
    return _one(company)


@companies.delete("/companies/<id:id>")
@companies.response(204)
def remove(id: int) -> None:
    """Delete a company that no contact belongs to."""
    lookup.row(Company, id, "company").remove()


def _check_person(asked: dict[str, Any]) -> None:
    if asked.get("contact_person") is not None:
        visible_card(asked["contact_person"], "contact_person")


def _one(company: Company) -> dict[str, Any]:
    return _shown([company])[0]


def _shown(rows: list[Company]) -> list[dict[str, Any]]:
    people = [row.contact_person_id for row in rows if row.contact_person_id]
    persons = Contact.select().where(Contact.id.in_(people), visible_to(viewer())) if people else []
    named = {one.id: {"id": one.id, "name": one.called()} for one in persons}
    held = seen_counts(Contact.company, [row.id for row in rows], viewer())
    return [
        {
            "id": row.id,
            "name": row.name,
            "contact_person": named.get(row.contact_person_id),
            "contacts": held.get(row.id, 0),
        }
        for row in rows
    ]
