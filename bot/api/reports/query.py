"""How reports are asked for."""

from typing import Any

import marshmallow as ma

from bot.api.fields import Day, NameOrId, Schema, Word
from models.contact import State
from models.reports.period import By


class PeriodQuerySchema(Schema):
    first = Day(data_key="from", metadata={"description": "Thirty days unless you say so"})
    last = Day(data_key="to", metadata={"description": "Included; today unless you say so"})
    by = Word(By, metadata={"description": "Adds a series"})
    format = Word(("json", "csv"), metadata={"description": "Instead of Accept: text/csv"})

    @ma.validates_schema
    def _in_order(self, data: dict[str, Any], **kwargs: Any) -> None:
        if "first" in data and "last" in data and data["first"] > data["last"]:
            raise ma.ValidationError("is after to: exchange them", "from")


class ContactsQuerySchema(PeriodQuerySchema):
    source = NameOrId(metadata={"description": "Only contacts from it"})
    state = Word(State, metadata={"description": "Only contacts that are in it now"})
    owner = NameOrId(metadata={"description": "Email or id of an agent, or none"})
    team = NameOrId(metadata={"description": "Whose owners are in it"})


class SourcesQuerySchema(ContactsQuerySchema):
    group = Word(
        ("source", "origin"),
        load_default="source",
        metadata={"description": "origin: by the ad or link; the 200 that brought most"},
    )

    @ma.validates_schema
    def _sources_only(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data["group"] == "origin" and "by" in data:
            raise ma.ValidationError("leave it out: a series is told by source", "by")


class AgentsQuerySchema(PeriodQuerySchema):
    source = NameOrId(metadata={"description": "Only contacts from it"})
    state = Word(State, metadata={"description": "Only contacts that are in it now"})
    owner = NameOrId(metadata={"description": "Email or id of the one agent"})
    team = NameOrId(metadata={"description": "Its members"})
