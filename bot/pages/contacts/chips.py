"""The filter in words: a chip for each thing that is asked for, with the way to take it off."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.api.contacts.filters import ME, NOT, TRAIT
from bot.pages import moments
from bot.pages.contacts.asked import OPS, Asked, trait_and_op
from models.catalogue import Catalogue
from models.contact.finding.filters import NOBODY


@dataclass(frozen=True, slots=True)
class Chip:
    text: str
    away: str
    """The address without it."""


TITLES = {
    "q": "Search",
    "status": "Status",
    "source": "Source",
    "state": "State",
    "owner": "Owner",
    "company": "Company",
    "tag": "Tag",
    "town": "Town",
    "postcode": "Postcode",
    "created": "Created",
    "updated": "Changed",
    "last_heard": "Last message",
    "last_contacted": "Last contacted",
    "deadline": "Close by",
}
TRUTHS = {
    ("closed", "true"): "Closed",
    ("closed", "false"): "Open",
    ("opted_out", "true"): "Opted out",
    ("opted_out", "false"): "Not opted out",
    ("has_phone", "true"): "With a phone",
    ("has_phone", "false"): "Without a phone",
    ("unanswered", "true"): "Unanswered",
    ("unanswered", "false"): "Answered",
}
BOUNDS = {"_from": "from", "_to": "to"}


def chips(asked: Asked) -> list[Chip]:
    return [
        Chip(_words(name, value), asked.without(name, value).address())
        for name, values in asked.filter.items()
        if name != "id"
        for value in values
    ] + _chosen(asked)


def _chosen(asked: Asked) -> list[Chip]:
    """Contacts one by one are one chip."""
    ids = asked.filter.get("id", [])
    left = {name: values for name, values in asked.filter.items() if name != "id"}
    if not ids:
        return []
    text = "1 chosen contact" if len(ids) == 1 else f"{len(ids)} chosen contacts"
    return [Chip(text, Asked(left, asked.sort, asked.columns).address())]


def _words(name: str, value: str) -> str:
    if (name, value) in TRUTHS:
        return TRUTHS[name, value]
    if name.startswith(TRAIT):
        return _of_trait(name, value)
    field = name.removeprefix(NOT)
    join = " is not " if field != name else ": "
    for ending, word in BOUNDS.items():
        if field.endswith(ending):
            return f"{TITLES.get(field.removesuffix(ending), field)} {word} {_day(value)}"
    return f"{TITLES.get(field, field)}{join}{VALUES.get(field, str)(value)}"


def _of_trait(name: str, value: str) -> str:
    traits = [str(one.name) for one in Catalogue.current().traits.values()]
    trait, op = trait_and_op(name, traits)
    if op == "set":
        return f"{trait} {OPS['known' if value == 'true' else 'unknown']}"
    return f"{trait} {OPS[op]} {value}"


def _day(value: str) -> str:
    try:
        return moments.day(value)
    except ValueError:
        return value


def _owner(value: str) -> str:
    if value in (ME, NOBODY):
        return {ME: "me", NOBODY: "nobody"}[value]
    found = Catalogue.current().agent(value)
    return str(found.name) if found else value


VALUES: dict[str, Callable[[str], str]] = {"owner": _owner}
