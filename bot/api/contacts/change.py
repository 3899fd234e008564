"""What a request wants of a contact, new or not: the fields that it names become the wish that
models.contact.changes and models.contact.entry carry out."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.fields import NAME_LENGTH, Day, Email, NameOrId, Phone, Schema, Text, Truth, Word
from bot.api.resource import viewer
from bot.problems import Wrong, invalid, invalids
from models.agents.agent import Agent
from models.contact import Contact, State, changes
from models.contact.changes import Unsuitable

MOST = 200
"""Traits or tags that one request changes."""


class ContactChangeSchema(Schema):
    name = Text()
    phone = Phone(allow_none=True, metadata={"description": "With country code, in any spelling"})
    external_id = Text(allow_none=True, metadata={"description": "Your own key for them"})
    email = Email(allow_none=True)
    company = NameOrId(
        NAME_LENGTH, allow_none=True, metadata={"description": "Its name, made when new, or its id"}
    )
    town = Text(allow_none=True)
    postcode = Text(20, allow_none=True)
    status = NameOrId(
        metadata={
            "description": "Its name or id; of a new contact the default one unless it is named"
        }
    )
    source = NameOrId(allow_none=True, metadata={"description": "Its name or id"})
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
    add_tags = ma.fields.List(
        NameOrId(100),
        validate=ma.validate.Length(max=MOST),
        metadata={"description": "Names or ids; the other tags stay"},
    )
    remove_tags = ma.fields.List(
        NameOrId(100),
        validate=ma.validate.Length(max=MOST),
        metadata={"description": "Names or ids; the other tags stay"},
    )
    closure_deadline = Day(
        metadata={"description": "By when it ought to be closed; new: today and the timeline"}
    )
    opted_out = Truth(metadata={"description": "true: nothing automatic is sent to them"})


class NewContactSchema(ContactChangeSchema):
    """At least one of `phone`, `external_id`, `email` and `name`."""

    enough: tuple[str, ...] = ("phone", "external_id", "email", "name")

    @ma.validates_schema
    def _some_of_them(self, data: dict[str, Any], **kwargs: Any) -> None:
        if not any(data.get(name) for name in self.enough):
            *others, last = self.enough
            raise ma.ValidationError(f"give {', '.join(others)} or {last}", self.enough[0])


class ContactUpsertSchema(NewContactSchema):
    """At least one of `phone` and `external_id`: they say who is meant."""

    enough = ("phone", "external_id")


def apply(contact: Contact, asked: dict[str, Any]) -> None:
    """Do what a loaded ContactChangeSchema asks for, through the caller's eyes."""
    with as_problems():
        changes.apply(contact, meant(asked), viewer())


@contextmanager
def as_problems() -> Iterator[None]:
    """The caller is told which values cannot be kept."""
    try:
        yield
    except Unsuitable as error:
        raise invalids(Wrong(*one) for one in error.complaints) from None


def meant(asked: dict[str, Any]) -> dict[str, Any]:
    """The wish that a loaded schema stands for: things instead of their names."""
    return {
        field: READ[field](value) if field in READ and value is not None else value
        for field, value in asked.items()
    }


def _owner(meant: str | int) -> Agent:
    agent = lookup.agent(meant)
    if not agent.active:
        raise invalid("owner", f"{agent.name} is not active any more: choose another agent")
    return agent


def _names(field: str) -> Any:
    return lambda meant: [
        lookup.tag_name(one, f"{field}.{place}") for place, one in enumerate(meant)
    ]


READ: dict[str, Any] = {
    "company": lookup.company_or_new,
    "status": lookup.status,
    "source": lookup.source,
    "state": State,
    "owner": _owner,
    "tags": _names("tags"),
    "add_tags": _names("add_tags"),
    "remove_tags": _names("remove_tags"),
}
"""How what is named becomes what is meant."""
