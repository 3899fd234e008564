"""What a PATCH of a contact does: its fields as verbs on the contact, in one change set."""

from collections.abc import Iterator
from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.fields import Day, Email, NameOrId, Schema, Text, Truth, Word
from bot.api.resource import viewer
from bot.problems import Wrong, invalid, invalids
from models.assignment import claiming, deciding
from models.batch import Batch
from models.contact import Contact, State
from models.contact.consent import Means
from models.settings.trait import TraitKind

MOST = 200
"""Traits or tags that one request changes."""


class ContactChangeSchema(Schema):
    name = Text()
    email = Email(allow_none=True)
    status = NameOrId()
    source = NameOrId(allow_none=True)
    state = Word(State)
    owner = NameOrId(
        allow_none=True, metadata={"description": "Email or id of an agent; null releases"}
    )
    traits = ma.fields.Dict(
        Text(100),
        ma.fields.Raw(allow_none=True),
        validate=ma.validate.Length(max=MOST, error=f"change {MOST} at most"),
        metadata={"description": "What is named is set; null clears"},
    )
    tags = ma.fields.List(
        NameOrId(100),
        validate=ma.validate.Length(max=MOST, error=f"give {MOST} at most"),
        metadata={"description": "The whole list, by names or ids: what is missing is removed"},
    )
    closure_deadline = Day()
    opted_out = Truth(metadata={"description": "true: nothing automatic is sent to them"})


def apply(batch: Batch, contact: Contact, asked: dict[str, Any]) -> None:
    """Do all of it. An owner who is named wins over the rules, which otherwise are tried once."""
    for field, verb in VERBS.items():
        if field in asked:
            verb(contact, asked[field])
    if "owner" in asked:
        _set_owner(batch, contact, asked["owner"])
    else:
        deciding.fire(batch, contact)


def _set_status(contact: Contact, meant: str | int) -> None:
    contact.set_status(lookup.status(meant))


def _set_source(contact: Contact, meant: str | int | None) -> None:
    contact.set_source(None if meant is None else lookup.source(meant))


def _set_state(contact: Contact, state: str) -> None:
    contact.set_state(State(state))


def _set_traits(contact: Contact, traits: dict[str, Any]) -> None:
    wrong = list(_set_each(contact, traits))
    if wrong:
        raise invalids(wrong)


def _set_each(contact: Contact, traits: dict[str, Any]) -> Iterator[Wrong]:
    for name, value in traits.items():
        try:
            _set_trait(contact, name, value)
        except ValueError as error:
            yield Wrong(f"traits.{name}", str(error))


def _set_trait(contact: Contact, name: str, value: Any) -> None:
    if value is None:
        contact.clear_trait(name)
    elif ":" in name:
        raise ValueError("leave colons out of a trait's name")
    else:
        contact.set_trait(name, value, _kind_of(value))


def _kind_of(value: Any) -> TraitKind:
    """Of a trait that is defined by its first value."""
    if isinstance(value, bool):
        return TraitKind.BOOLEAN
    return TraitKind.NUMBER if isinstance(value, int | float) else TraitKind.TEXT


def _set_tags(contact: Contact, meant: list[str | int]) -> None:
    tags = [lookup.tag_name(one, f"tags.{place}") for place, one in enumerate(meant)]
    wanted = {tag.casefold() for tag in tags}
    for tag in sorted(contact.tags):
        if tag.casefold() not in wanted:
            contact.remove_tag(tag)
    for tag in tags:
        contact.add_tag(tag)


def _set_owner(batch: Batch, contact: Contact, meant: str | int | None) -> None:
    if meant is None:
        claiming.release(batch, contact, viewer())
        return
    agent = lookup.agent(meant)
    if not agent.active:
        raise invalid("owner", f"{agent.name} is not active any more: choose another agent")
    claiming.give(batch, contact, agent, viewer())


def _set_opted_out(contact: Contact, opted_out: bool) -> None:
    contact.opt_out(Means.PERSON) if opted_out else contact.opt_in(Means.PERSON)


VERBS: dict[str, Any] = {
    "name": Contact.rename,
    "email": Contact.set_email,
    "status": _set_status,
    "source": _set_source,
    "state": _set_state,
    "traits": _set_traits,
    "tags": _set_tags,
    "closure_deadline": Contact.move_deadline,
    "opted_out": _set_opted_out,
}
