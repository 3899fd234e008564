"""The kinds of values that requests bring, each with the remedy when it is something else."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import available_timezones

import marshmallow as ma
from marshmallow.validate import Length, OneOf, Range, Regexp

from bot.mail.addresses import address
from models.contact.identity.phone_reading import read_phone
from models.ids import BIGGEST_ID

NAME_LENGTH = 200
YEARS = range(1970, 2201)
"""Of days and times that requests bring."""


class Schema(ma.Schema):
    """Refuses what it does not know, and says what it does know."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        known = ", ".join(field.data_key or name for name, field in self.load_fields.items())
        self.error_messages["unknown"] = f"is not known here: leave it out; known are {known}"


class Choice(Schema):
    """Takes exactly one of its fields, and with it any of those `beside`."""

    beside: frozenset[str] = frozenset()

    @ma.validates_schema
    def _one_of_them(self, data: dict[str, Any], **kwargs: Any) -> None:
        *others, last = names = [name for name in self.fields if name not in self.beside]
        if len(data.keys() - self.beside) != 1:
            raise ma.ValidationError(f"give one of {', '.join(others)} and {last}", names[0])


class Form(Regexp):
    """The whole text has this form. Anchored by ``^`` and ``$``, as other readers of the OpenAPI
    document understand it."""

    def __call__(self, value: Any) -> Any:
        if not self.regex.fullmatch(value) or value.endswith("\n"):
            raise ma.ValidationError(self._format_error(value))
        return value


class Text(ma.fields.String):
    """A text without spaces around it."""

    def __init__(self, longest: int = NAME_LENGTH, shortest: int = 1, **options: Any) -> None:
        between = f"give {shortest} to {longest} characters"
        super().__init__(validate=Length(shortest, longest, error=between), **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        return super()._deserialize(value, attr, data, **kwargs).strip()


class Name(Text):
    """What a thing is called: what looks the same is the same (M6)."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        return " ".join(unicodedata.normalize("NFC", text).split())


class Whole(ma.fields.Integer):
    def __init__(self, lowest: int, highest: int, **options: Any) -> None:
        within = Range(lowest, highest, error=f"give a whole number from {lowest} to {highest}")
        super().__init__(validate=within, **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        """Digits as text too: query strings have nothing else. In JSON 5.0 is 5."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole and not (isinstance(value, str) and WHOLE.fullmatch(value)):
            raise self.make_error("invalid", input=value)
        return int(value)


WHOLE = re.compile(r"-?[0-9]{1,19}")


class Truth(ma.fields.Boolean):
    """true or false, and in query strings their names."""

    truthy = {True, "true"}
    falsy = {False, "false"}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool | str):  # For Python 0 and 1 are truths.
            raise self.make_error("invalid", input=value)
        return bool(super()._deserialize(value, attr, data, **kwargs))


class Word(ma.fields.String):
    """One of a few words."""

    def __init__(self, words: Any, **options: Any) -> None:
        given = [str(word) for word in words]
        super().__init__(validate=OneOf(given, error=f"give one of {', '.join(given)}"), **options)


class Color(ma.fields.String):
    def __init__(self, **options: Any) -> None:
        form = Form("^#[0-9a-f]{6}$", error="give a colour as #rrggbb, for example #0d6efd")
        super().__init__(validate=form, **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        return super()._deserialize(value, attr, data, **kwargs).strip().lower()


class Email(ma.fields.String):
    """One address that a mail server takes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"format": "email", "minLength": 3, "maxLength": 254}, **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).strip()
        try:
            if "<" in text or len(text) > 254:
                raise ValueError("give the bare address, like ann@example.org")
            address(text)
        except ValueError as error:
            raise ma.ValidationError(str(error)) from None
        return text


class Phone(ma.fields.String):
    """A number with its country code, in whatever spelling; kept as digits."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        try:
            return read_phone(super()._deserialize(value, attr, data, **kwargs))
        except ValueError as error:
            raise ma.ValidationError(str(error)) from None


class TimeZone(ma.fields.String):
    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        name = super()._deserialize(value, attr, data, **kwargs).strip()
        if name not in available_timezones():
            raise ma.ValidationError("give an IANA time zone, for example Europe/Madrid")
        return name


class NameOrId(ma.fields.Field[str | int]):
    """Which status, source, team … is meant, or by email which agent. What answers carry,
    ``{id, name}``, serves as well."""

    def __init__(self, longest: int = 254, metadata: Any = None, **options: Any) -> None:
        forms: list[dict[str, Any]] = [
            {"type": "string", "minLength": 1, "maxLength": longest, "pattern": r"\S"},
            {"type": "integer", "minimum": 1, "maximum": BIGGEST_ID},
            {"type": "object", "required": ["id"], "properties": ANSWER},
        ]
        if options.get("allow_none"):
            forms.append({"type": "null"})
        super().__init__(metadata={"anyOf": forms} | (metadata or {}), **options)
        self.longest = longest

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str | int:
        if isinstance(value, Mapping) and "id" in value and value.keys() <= ANSWERED:
            words = [one for key, one in value.items() if key != "id"]
            value = value["id"] if all(isinstance(one, str) for one in words) else None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= BIGGEST_ID:
            return value
        if isinstance(value, str) and 1 <= len(value.strip()) <= self.longest:
            return value.strip()
        raise ma.ValidationError(f"give a name of 1 to {self.longest} characters, or an id")


class Several(ma.fields.Field[list[Any]]):
    """One value, or a list of them; in a query string the name stands once for each."""

    is_multiple = True  # For webargs: all values of a query string.

    def __init__(self, one: ma.fields.Field[Any], **options: Any) -> None:
        super().__init__(**options)
        self.one = one

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[Any]:
        values = value if isinstance(value, list) else [value]
        if not 1 <= len(values) <= MOST_VALUES:
            raise ma.ValidationError(f"give 1 to {MOST_VALUES} values")
        return [self.one.deserialize(one, attr, data, **kwargs) for one in values]


MOST_VALUES = 50
ANSWERED = {"id", "name", "email"}
ANSWER = {
    "id": {"type": "integer", "minimum": 1, "maximum": BIGGEST_ID},
    "name": {"type": "string"},
    "email": {"type": "string"},
}


class Day(ma.fields.Date):
    """A calendar day that PostgreSQL and people know."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> date:
        day = super()._deserialize(value, attr, data, **kwargs)
        if day.year not in YEARS:
            raise ma.ValidationError(f"give a date between {YEARS[0]} and {YEARS[-1]}")
        return day


class DayOrMoment(ma.fields.String):
    """An ISO 8601 date or time; a time without an offset is the organisation's."""

    def __init__(self, metadata: Any = None, **options: Any) -> None:
        forms = [{"format": "date"}, {"format": "date-time"}]
        super().__init__(metadata={"anyOf": forms} | (metadata or {}), **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs).strip()
        try:
            found = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or found.year not in YEARS:
            raise ma.ValidationError(
                "give YYYY-MM-DD, or a time like 2026-01-31T09:00:00+01:00 (in addresses %2B01:00)"
            )
        return found


class Moment(ma.fields.AwareDateTime):
    """For answers: ISO 8601 with offset."""

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return value.astimezone(UTC).isoformat() if value else None


class NamedSchema(ma.Schema):
    """How answers name a status, a source, a team …"""

    id = ma.fields.Integer(required=True)
    name = ma.fields.String(required=True)


class AgentNameSchema(NamedSchema):
    email = ma.fields.String(required=True)


def named(**options: Any) -> ma.fields.Nested:
    return ma.fields.Nested(NamedSchema, **options)


def agent_named(**options: Any) -> ma.fields.Nested:
    return ma.fields.Nested(AgentNameSchema, **options)
