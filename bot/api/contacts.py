"""`/contacts`: who writes to us. What a PATCH does is in contact_change.py."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.contact_change import ContactChangeSchema, apply
from bot.api.contact_shape import ContactSchema, changed, of_card, shown, visible_card
from bot.api.fields import DayOrMoment, NameOrId, Text, Word
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, viewer
from bot.problems import invalid
from models.contact import State
from models.contact.listing import NOBODY, SORTS, Wanted, listed
from models.settings.trait import Trait

contacts = Resource("contacts", __name__, description="Who writes to us")

TRAIT = "trait."


class ContactQuerySchema(PageSchema):
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
    created_from = DayOrMoment()
    created_to = DayOrMoment()
    sort = Word([sign + name for name in SORTS for sign in ("", "-")], load_default="-created_at")

    @ma.pre_load
    def _gather_traits(self, data: Mapping[str, Any], **kwargs: Any) -> dict[str, Any]:
        plain = {name: data[name] for name in data if not name.startswith(TRAIT)}
        traits = {name[len(TRAIT) :]: data[name] for name in data if name.startswith(TRAIT)}
        return plain | {TRAIT + "NAME": traits}


@contacts.get("/contacts")
@contacts.arguments(ContactQuerySchema, location="query")
@contacts.response(200, list_of(ContactSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Contacts by status, source, state, owner, tag, traits, words and time; newest first."""
    return page_of(listed(_wanted(asked), viewer()), asked, shown)


@contacts.get("/contacts/<id:id>")
@contacts.response(200, ContactSchema)
def show(id: int) -> dict[str, Any]:
    """One contact."""
    return of_card(visible_card(id))


@contacts.patch("/contacts/<id:id>")
@contacts.arguments(ContactChangeSchema)
@contacts.response(200, ContactSchema)
def change(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Change what is named, as one change set: rules are tried once, after all of it (R7)."""
    with changed(id) as contact:
        apply(contact.batch, contact, asked)
    return of_card(visible_card(id))


def _wanted(asked: dict[str, Any]) -> Wanted:
    return Wanted(
        q=asked.get("q"),
        status=lookup.status(asked["status"]) if "status" in asked else None,
        source=lookup.source(asked["source"]) if "source" in asked else None,
        state=State(asked["state"]) if "state" in asked else None,
        owner=_owner(asked.get("owner")),
        tag=asked.get("tag"),
        traits=[_trait(name, value) for name, value in asked["traits"].items()],
        created_from=asked.get("created_from"),
        created_to=asked.get("created_to"),
        sort=asked["sort"],
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
