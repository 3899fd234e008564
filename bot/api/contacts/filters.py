"""Which contacts a request means: the filters of a list, and a selection for what is done to many
at once."""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import marshmallow as ma

from bot.api import lookup
from bot.api.fields import (
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
from bot.api.paging import PlaceSchema
from bot.api.resource import viewer
from bot.problems import invalid
from models.contact import Contact, State
from models.contact.finding.filters import NOBODY, Wanted
from models.contact.finding.listing import listed
from models.contact.finding.sorting import SORTS
from models.contact.finding.trait_tests import TraitOp, TraitTest, comparable
from models.ids import BIGGEST_ID

TRAIT = "trait."
NOT = "not."
ME = "me"
"""As an owner: who asks."""
MOST = 10_000
"""Ids that one selection names."""
MOMENTS = ("created", "updated", "last_heard", "last_contacted", "deadline")


def _said(text: str) -> dict[str, str]:
    return {"description": text}


WITHOUT = _said("Who has none of these")
SINCE = _said("From this day or moment on")
UNTIL = _said("Up to this day, which is included, or moment")


class ContactFilterSchema(Schema):
    """Of several values one must hold, of several fields all. `trait.NAME` filters by any trait,
    and `trait.NAME.gte` compares it."""

    ids = Several(Whole(1, BIGGEST_ID), data_key="id", metadata=_said("Those of a few"))
    q = Text(metadata={"description": "Words, or beginnings of words, of all that is known"})
    status = Several(NameOrId(), metadata=_said("Its name or id"))
    source = Several(NameOrId(), metadata=_said("Its name or id"))
    state = Several(Word(State), metadata=_said(", ".join(State)))
    owner = Several(NameOrId(), metadata=_said("Email or id of an agent, none, or me"))
    company = Several(NameOrId(NAME_LENGTH), metadata=_said("Its name or id"))
    tag = Several(Text(100), metadata=_said("Its name"))
    not_status = Several(NameOrId(), data_key=NOT + "status", metadata=WITHOUT)
    not_source = Several(NameOrId(), data_key=NOT + "source", metadata=WITHOUT)
    not_state = Several(Word(State), data_key=NOT + "state", metadata=WITHOUT)
    not_owner = Several(NameOrId(), data_key=NOT + "owner", metadata=WITHOUT)
    not_company = Several(NameOrId(NAME_LENGTH), data_key=NOT + "company", metadata=WITHOUT)
    not_tag = Several(Text(100), data_key=NOT + "tag", metadata=WITHOUT)
    traits = ma.fields.Dict(
        ma.fields.String(),
        Several(ma.fields.Raw()),
        load_default=dict,
        data_key=TRAIT + "NAME",
        metadata=_said("NAME is a trait's; NAME.not, .set, .gt, .gte, .lt, .lte compare it"),
    )
    town = Text(metadata=_said("Whatever its case"))
    postcode = Text(20, metadata={"description": "How it begins"})
    created_from = DayOrMoment(metadata=SINCE)
    created_to = DayOrMoment(metadata=UNTIL)
    updated_from = DayOrMoment(metadata=SINCE)
    updated_to = DayOrMoment(metadata=UNTIL)
    last_heard_from = DayOrMoment(metadata=SINCE)
    last_heard_to = DayOrMoment(metadata=UNTIL)
    last_contacted_from = DayOrMoment(metadata=SINCE)
    last_contacted_to = DayOrMoment(metadata=UNTIL)
    deadline_from = DayOrMoment(metadata=SINCE)
    deadline_to = DayOrMoment(metadata=UNTIL)
    closed = Truth(metadata=_said("Whether they stand in a closure status"))
    opted_out = Truth(metadata=_said("Whether nothing automatic is sent to them"))
    has_phone = Truth(metadata=_said("Whether a phone number is known"))
    unanswered = Truth(metadata=_said("They wrote last, and no colleague since"))

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
    sort = Word(
        [sign + name for name in SORTS for sign in ("", "-")],
        load_default="-created_at",
        metadata=_said("With a minus sign the other way round; who lacks the value stands last"),
    )


class ContactQuerySchema(PlaceSchema, SortSchema, ContactFilterSchema):
    """What the list takes in its query string."""


class SelectionSchema(Choice):
    """Give one of `ids` and `filter`."""

    ids = ma.fields.List(
        Whole(1, BIGGEST_ID),
        validate=ma.validate.Length(1, MOST, error=f"name 1 to {MOST} contacts"),
        metadata=_said("Of contacts"),
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


ALIKE = ("ids", "q", "town", "postcode", "closed", "opted_out", "has_phone", "unanswered", "sort")
"""Asked for in the words in which they are meant."""


def _owner(meant: str | int, field: str) -> Any:
    if meant == ME:
        return viewer() or _nobody_in_particular(field)
    return meant if meant == NOBODY else lookup.agent(meant, field)


def _nobody_in_particular(field: str) -> NoReturn:
    raise invalid(field, "this key is no agent's, so nobody is meant: give an agent's email")


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
