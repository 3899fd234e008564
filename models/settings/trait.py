"""Traits: what is known of a contact, each with a definition that says of which kind its values
are."""

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

import peewee
from playhouse.fields import EnumField

from models.base import Model, NameField, unique_name
from models.conditions.comparing import fold, number_of
from models.workflow.limits import TEXT_LIMIT


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
    choices = peewee.JSONField(null=True)
    """Of the kind choice: the texts that it may be, in the order in which they are offered. None:
    any text."""

    def typed(self, value: Any, held: Any = None) -> Any:
        """`value` as this trait keeps it (JSON: text, number, ISO date, boolean), or ValueError
        with the remedy. What is `held` may stay, even if it is no choice any more."""
        value = typed(self.kind, value)
        return value if value == held else self._chosen(value)

    def _chosen(self, value: Any) -> Any:
        if not self.choices:
            return value
        found = choice_like(value, self.choices)
        if found is None:
            raise ValueError(
                f"give one of {_listed(self.choices)}, or add it to the choices of {self.name}"
            )
        return found


def typed(kind: TraitKind, value: Any) -> Any:
    """`value` as a trait of this kind keeps it, or ValueError with the remedy."""
    return KINDS[kind](value)


def choice_like(value: Any, choices: Sequence[str]) -> str | None:
    """The choice that `value` means, however it is spelled in case, width and spacing."""
    return next((one for one in choices if fold(one) == fold(str(value))), None)


def _listed(choices: Sequence[str]) -> str:
    more = f" and {len(choices) - SHOWN} more" if len(choices) > SHOWN else ""
    return ", ".join(choices[:SHOWN]) + more


SHOWN = 20
"""Choices that a complaint lists at most."""

UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""PostgreSQL keeps neither NUL nor lone surrogates."""
TRUE = {"true", "yes", "1"}
FALSE = {"false", "no", "0"}


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("give a text")
    text = str(value).strip()
    if not text or len(text) > TEXT_LIMIT:
        raise ValueError(f"give a text of 1 to {TEXT_LIMIT} characters")
    if UNSTORABLE.search(text):
        raise ValueError("it holds a character that cannot be stored: leave it out")
    return text


def _number(value: Any) -> int | float:
    number = number_of(value)
    if number is None:
        raise ValueError("give a number, for example 1500 or 19.5")
    if abs(number) > 1e15:
        raise ValueError("give a number between -1e15 and 1e15")
    return int(number) if number == int(number) else number


def _date(value: Any) -> str:
    try:
        return date.fromisoformat(value.strip()).isoformat()
    except (AttributeError, TypeError, ValueError):
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
