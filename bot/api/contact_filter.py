"""Which contacts a request means: the filters of a list, and a selection for what is done to many
at once."""

from collections.abc import Callable, Mapping
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
    Several,
    Text,
    Truth,
    Whole,
    Word,
)
from bot.api.paging import PageSchema
from bot.api.resource import viewer
from bot.problems import invalid
from models.contact import Contact, State
from models.contact.filters import NOBODY, Wanted
from models.contact.listing import listed
from models.contact.sorting import SORTS
from models.contact.trait_tests import TraitOp, TraitTest, comparable

TRAIT = "trait."
NOT = "not."
MOST = 10_000
"""Ids that one selection names."""
MOMENTS = ("created", "updated", "last_heard", "deadline")


class ContactFilterSchema(Schema):
    """Of several values one must hold, of several fields all. `trait.NAME` filters by any trait,
    and `trait.NAME.gte` compares it."""

    q = Text(metadata={"description": "Words, or beginnings of words, of all that is known"})
    status = Several(NameOrId())
    source = Several(NameOrId())
    state = Several(Word(State))
    owner = Several(NameOrId(), metadata={"description": "Email or id of an agent, or none"})
    company = Several(NameOrId(NAME_LENGTH))
    tag = Several(Text(100))
    not_status = Several(NameOrId(), data_key=NOT + "status")
    not_source = Several(NameOrId(), data_key=NOT + "source")
    not_state = Several(Word(State), data_key=NOT + "state")
    not_owner = Several(NameOrId(), data_key=NOT + "owner")
    not_company = Several(NameOrId(NAME_LENGTH), data_key=NOT + "company")
    not_tag = Several(Text(100), data_key=NOT + "tag")
    traits = ma.fields.Dict(
        ma.fields.String(), Several(ma.fields.Raw()), load_default=dict, data_key=TRAIT + "NAME"
    )
    town = Text()
    postcode = Text(20, metadata={"description": "How it begins"})
    created_from = DayOrMoment()
    created_to = DayOrMoment()
    updated_from = DayOrMoment()
    updated_to = DayOrMoment()
    last_heard_from = DayOrMoment()
    last_heard_to = DayOrMoment()
    deadline_from = DayOrMoment()
    deadline_to = DayOrMoment()
    closed = Truth()
    opted_out = Truth()
    has_phone = Truth()
    unanswered = Truth(metadata={"description": "They wrote last, and no colleague since"})

    @ma.pre_load
    def _gather_traits(self, data: Any, **kwargs: Any) -> Any:
        """In query strings a name may stand several times."""
        if not isinstance(data, Mapping):
            return data
        all_of = getattr(data, "getlist", data.get)
        plain = {name: data[name] for name in data if not name.startswith(TRAIT)}
        traits = {name[len(TRAIT) :]: all_of(name) for name in data if name.startswith(TRAIT)}
        return plain | {TRAIT + "NAME": traits}


class SortSchema(Schema):
    sort = Word([sign + name for name in SORTS for sign in ("", "-")], load_default="-created_at")


class ContactQuerySchema(PageSchema, SortSchema, ContactFilterSchema):
    """What the list takes in its query string."""

    after = Text(2000, metadata={"description": "`next` of the page before; instead of `page`"})

    @ma.validates_schema
    def _one_way_only(self, data: dict[str, Any], **kwargs: Any) -> None:
        if "after" in data and data.get("page", 1) != 1:
            raise ma.ValidationError("give page or after, not both", "after")


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
    found: dict[str, Any] = {name: asked[name] for name in ALIKE if name in asked}
    found |= {
        bound: {name: asked[name + suffix] for name in MOMENTS if name + suffix in asked}
        for bound, suffix in (("since", "_from"), ("until", "_to"))
    }
    found |= {name: _meant(name, name, asked[name]) for name in NAMED if name in asked}
    without = {
        name: _meant(name, NOT + name, asked["not_" + name])
        for name in NAMED
        if "not_" + name in asked
    }
    traits = [_test(name, values) for name, values in asked.get("traits", {}).items()]
    return Wanted(**found, without=without, traits=traits)


ALIKE = ("q", "town", "postcode", "closed", "opted_out", "has_phone", "unanswered", "sort")
"""Asked for in the words in which they are meant."""


def _owner(meant: str | int, field: str) -> Any:
    return meant if meant == NOBODY else lookup.agent(meant, field)


NAMED: dict[str, Callable[[Any, str], Any]] = {
    "status": lookup.status,
    "source": lookup.source,
    "state": lambda meant, field: State(meant),
    "owner": _owner,
    "company": lookup.company,
    "tag": lambda meant, field: meant,
}
"""How a name in a field becomes the thing that is meant."""


def _meant(name: str, field: str, values: list[Any]) -> list[Any]:
    return [NAMED[name](value, field) for value in values]


def _test(name: str, values: list[Any]) -> TraitTest:
    """`name` is a trait's, or a trait's and an operator."""
    trait, op = lookup.trait(name), TraitOp.IS
    if trait is None:
        stem, _, word = name.rpartition(".")
        trait = lookup.trait(stem) if word in set(TraitOp) else None
        if trait is None:
            raise invalid(TRAIT + name, "no trait of this name is defined; GET /traits lists them")
        op = TraitOp(word)
    try:
        if op is TraitOp.SET:
            return TraitTest(trait, op, [_truth(values[0])])
        if op not in (TraitOp.IS, TraitOp.NOT) and not (comparable(trait) and len(values) == 1):
            raise ValueError("compare a number or a date, with one value")
        return TraitTest(trait, op, [trait.typed(value) for value in values])
    except ValueError as error:
        raise invalid(TRAIT + name, str(error)) from None


def _truth(value: Any) -> bool:
    known = {"true": True, "false": False, "True": True, "False": False}
    if str(value) not in known:
        raise ValueError("give true or false")
    return known[str(value)]
