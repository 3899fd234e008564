"""What a request wants changed of a contact: the fields that it names become the wish that
models.contact.changes carries out."""

from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.fields import Day, Email, NameOrId, Schema, Text, Truth, Word
from bot.api.resource import viewer
from bot.problems import Wrong, invalid, invalids
from models.agents.agent import Agent
from models.contact import Contact, State, changes
from models.contact.changes import Unsuitable

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


def apply(contact: Contact, asked: dict[str, Any]) -> None:
    """Do what a loaded ContactChangeSchema asks for, through the caller's eyes."""
    try:
        changes.apply(contact, meant(asked), viewer())
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
    "status": lookup.status,
    "source": lookup.source,
    "state": State,
    "owner": _owner,
    "tags": _names("tags"),
    "add_tags": _names("add_tags"),
    "remove_tags": _names("remove_tags"),
}
"""How what is named becomes what is meant."""
