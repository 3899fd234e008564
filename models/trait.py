"""Traits: what is known of a contact, each with a definition that says of which kind its values
are."""

from datetime import date
from enum import StrEnum
from typing import Any

import peewee
from playhouse.fields import EnumField

from models.base import Model, NameField, unique_name


class TraitKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"


class Trait(Model):
    id = peewee.BigAutoField()
    name = NameField()
    kind = EnumField(TraitKind, default=TraitKind.TEXT, max_length=10)

    def typed(self, value: Any) -> Any:
        """`value` as this trait keeps it (JSON: text, number, ISO date, boolean), or ValueError
        with the remedy."""
        return KINDS[self.kind](value)


TEXT_LIMIT = 4096
TRUE = {"true", "yes", "1"}
FALSE = {"false", "no", "0"}


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("give a text")
    text = str(value).strip()
    if not text or len(text) > TEXT_LIMIT or "\0" in text:
        raise ValueError(f"give a text of 1 to {TEXT_LIMIT} characters")
    return text


def _number(value: Any) -> int | float:
    if isinstance(value, bool):
        raise ValueError("give a number, for example 1500 or 19.5")
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError("give a number, for example 1500 or 19.5") from None
    if number != number or abs(number) > 1e15:
        raise ValueError("give a number between -1e15 and 1e15")
    return int(number) if number.is_integer() else number


def _date(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise ValueError("give a date as YYYY-MM-DD") from None


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in TRUE | FALSE:
        return word in TRUE
    raise ValueError("give true or false")


KINDS = {
    TraitKind.TEXT: _text,
    TraitKind.NUMBER: _number,
    TraitKind.DATE: _date,
    TraitKind.BOOLEAN: _boolean,
    TraitKind.CHOICE: _text,
}

unique_name(Trait)
