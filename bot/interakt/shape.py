"""What Interakt's clients send, read as what is wanted of a contact. Lenient where they are used to
it: what is not known is ignored, what is empty is not there."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import marshmallow as ma
import phonenumbers
from flask import Request
from webargs import core

from bot.api.body import Parser, check_storable, parse
from bot.api.contacts.change import MOST
from bot.api.fields import NAME_LENGTH, Email, Text
from bot.problems import Wrong, invalid, invalids

COUNTRY = "+91"
"""Interakt's, where none is given."""
TRAIT_NAME = 100
OPTED_IN = "whatsapp_opted_in"

Wish = dict[str, Any]


class LenientParser(Parser):
    """JSON whatever the header says."""

    def _raw_load_json(self, req: Request) -> Any:
        raw = req.get_data(cache=True)
        if not raw.strip():
            return core.missing
        value = parse(raw)
        check_storable(value)
        return value


class Key(ma.fields.Field[str | None]):
    """A text or a number; an empty one is none."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str | None:
        text = str(value).strip()
        if not isinstance(value, str | int) or isinstance(value, bool) or len(text) > NAME_LENGTH:
            raise ma.ValidationError(f"give a text of at most {NAME_LENGTH} characters")
        return text or None


class TrackSchema(ma.Schema):
    class Meta:
        unknown = ma.EXCLUDE

    user_id = Key(data_key="userId", allow_none=True)
    phone = Key(data_key="phoneNumber", allow_none=True)
    country = Key(data_key="countryCode", allow_none=True)
    full_phone = Key(data_key="fullPhoneNumber", allow_none=True)
    traits = ma.fields.Dict(ma.fields.String(), ma.fields.Raw(allow_none=True), allow_none=True)
    tags = ma.fields.List(Key(allow_none=True), allow_none=True)


class EventSchema(TrackSchema):
    event = Text(NAME_LENGTH, required=True)


def wish_of(asked: Mapping[str, Any]) -> Wish:
    """What `models.contact.entry` is to carry out."""
    keys = {"external_id": asked.get("user_id"), "phone": _phone(asked)}
    known = {field: value for field, value in keys.items() if value}
    if not known:
        raise invalid("userId", "give userId, or phoneNumber with countryCode")
    wish = known | _told(asked.get("traits") or {})
    tags = [tag for tag in asked.get("tags") or [] if tag]
    if len(tags) > MOST or any(len(tag) > TRAIT_NAME for tag in tags):
        raise invalid("tags", f"give {MOST} at most, each of at most {TRAIT_NAME} characters")
    return wish | ({"add_tags": tags} if tags else {})


def _phone(asked: Mapping[str, Any]) -> str | None:
    """Many clients put the country code into the number too: what is a real number is meant."""
    full, given = asked.get("full_phone"), asked.get("phone")
    country = "+" + str(asked.get("country") or COUNTRY).lstrip("+")
    if full:
        spellings = ["+" + full.lstrip("+")]
    elif given:
        spellings = [given] if given.startswith("+") else [country + given, "+" + given]
    else:
        return None
    for fits in (phonenumbers.is_valid_number, phonenumbers.is_possible_number):
        for number in filter(fits, _parsed(spellings)):
            written: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            return written.removeprefix("+")
    field = "fullPhoneNumber" if full else "phoneNumber"
    raise invalid(field, "is no phone number: give it as 9812345678, with countryCode +91")


def _parsed(spellings: list[str]) -> Iterator[phonenumbers.PhoneNumber]:
    for spelling in spellings:
        with suppress(phonenumbers.NumberParseException):
            yield phonenumbers.parse(spelling)


def _told(traits: Mapping[str, Any]) -> Wish:
    """Name and email have fields of their own; who has not opted in is not written to."""
    flat = dict(flattened(traits))
    wish: Wish = {}
    if flat.get("name"):
        wish["name"] = str(flat.pop("name"))[:NAME_LENGTH]
    if flat.get("email"):
        wish["email"] = _email(flat.pop("email"))
    if flat.get(OPTED_IN) is False:
        wish["opted_out"] = True
    rest = {name: value for name, value in flat.items() if value is not None}
    _check_names(rest)
    return wish | ({"traits": rest} if rest else {})


def flattened(traits: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, Any]]:
    """Each value by one name: ``{"address": {"city": "Pune"}}`` is ``address city``. Empty ones are
    None; a list of plain values is one text."""
    for name, value in traits.items():
        path = f"{within} {name.replace(':', ' ')}".strip()
        if isinstance(value, Mapping):
            yield from flattened(value, path)
        elif isinstance(value, list) and any(isinstance(one, Mapping | list) for one in value):
            yield from flattened({str(place): one for place, one in enumerate(value, 1)}, path)
        elif isinstance(value, list):
            yield path, ", ".join(str(one) for one in value if one is not None) or None
        else:
            yield path, None if isinstance(value, str) and not value.strip() else value


def _email(given: Any) -> str:
    try:
        return str(Email().deserialize(given))
    except ma.ValidationError as error:
        raise invalid("traits.email", str(error.messages[0])) from None


def _check_names(traits: Mapping[str, Any]) -> None:
    if len(traits) > MOST:
        raise invalid("traits", f"these are {len(traits)}: send {MOST} at most")
    wrong = [
        Wrong(f"traits.{name[:TRAIT_NAME]}", f"give a name of 1 to {TRAIT_NAME} characters")
        for name in traits
        if not 1 <= len(name) <= TRAIT_NAME
    ]
    if wrong:
        raise invalids(wrong)
