"""Which contacts a request means: the filters of a list, and a selection for what is done to many
at once."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.fields import (
    BIGGEST_ID,
    NAME_LENGTH,
    Choice,
    DayOrMoment,
    NameOrId,
    Schema,
    Text,
    Whole,
    Word,
)
from bot.api.paging import PageSchema
from bot.api.resource import viewer
from bot.problems import invalid
from models.contact import Contact, State
from models.contact.listing import NOBODY, SORTS, Wanted, listed
from models.settings.trait import Trait

TRAIT = "trait."
MOST = 10_000
"""Ids that one selection names."""


class ContactFilterSchema(Schema):
    """`trait.NAME` filters by any trait."""

    q = Text(metadata={"description": "Part of a name, phone, email or tag"})
    status = NameOrId()
    source = NameOrId()
    state = Word(State)
    owner = NameOrId(metadata={"description": "Email or id of an agent, or none"})
    tag = Text(100)
    traits = ma.fields.Dict(
        ma.fields.String(), ma.fields.String(), load_default=dict, data_key=TRAIT + "NAME"
    )
    company = NameOrId(NAME_LENGTH)
    town = Text()
    postcode = Text(20, metadata={"description": "How it begins"})
    created_from = DayOrMoment()
    created_to = DayOrMoment()

    @ma.pre_load
    def _gather_traits(self, data: Any, **kwargs: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        plain = {name: data[name] for name in data if not name.startswith(TRAIT)}
        traits = {name[len(TRAIT) :]: data[name] for name in data if name.startswith(TRAIT)}
        return plain | {TRAIT + "NAME": traits}


class SortSchema(Schema):
    sort = Word([sign + name for name in SORTS for sign in ("", "-")], load_default="-created_at")


class ContactQuerySchema(PageSchema, SortSchema, ContactFilterSchema):
    """What the list takes in its query string."""


class SelectionSchema(Choice):
    """Give one of `ids` and `filter`."""

    ids = ma.fields.List(
        Whole(1, BIGGEST_ID),
        validate=ma.validate.Length(1, MOST, error=f"name 1 to {MOST} contacts"),
    )
    filter = ma.fields.Nested(
        ContactFilterSchema, metadata={"description": "As in GET /contacts; {} means all"}
    )


def selected(asked: dict[str, Any]) -> Any:
    """The query of the ids of a loaded SelectionSchema, of those that the caller may see, in one
    order. Ids that lead nowhere are passed over."""
    query = listed(wanted(asked.get("filter", {})), viewer())
    if "ids" in asked:
        query = query.where(Contact.id.in_(asked["ids"]))
    return query.select(Contact.id).order_by(Contact.id)


def wanted(asked: dict[str, Any]) -> Wanted:
    """What a loaded filter asks for."""
    return Wanted(
        q=asked.get("q"),
        status=lookup.status(asked["status"]) if "status" in asked else None,
        source=lookup.source(asked["source"]) if "source" in asked else None,
        state=State(asked["state"]) if "state" in asked else None,
        owner=_owner(asked.get("owner")),
        tag=asked.get("tag"),
        company=lookup.company(asked["company"]) if "company" in asked else None,
        town=asked.get("town"),
        postcode=asked.get("postcode"),
        traits=[_trait(name, value) for name, value in asked.get("traits", {}).items()],
        created_from=asked.get("created_from"),
        created_to=asked.get("created_to"),
        sort=asked.get("sort", "-created_at"),
    )


def _owner(meant: str | int | None) -> Any:
    return meant if meant is None or meant == NOBODY else lookup.agent(meant)


def _trait(name: str, value: str) -> tuple[Trait, Any]:
    trait = lookup.trait(name)
    if trait is None:
        raise invalid(TRAIT + name, "no trait of this name is defined; GET /traits lists them")
    try:
        return trait, trait.typed(value)
    except ValueError as error:
        raise invalid(TRAIT + name, str(error)) from None
