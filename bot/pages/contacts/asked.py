"""What an address asks for: the filter of `GET /contacts` in the API's own words, how it is sorted,
which columns are shown. Forms send more, and empty fields: what they mean is written as an address
that says it plainly, so that it can be kept, sent to a colleague, and given to the API as it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from bot.api.contacts.filters import TRAIT, ContactFilterSchema
from bot.api.fields import Several

FIELDS = {
    field.data_key or name: isinstance(field, Several)
    for name, field in ContactFilterSchema().load_fields.items()
    if name != "traits"
}
"""What can be filtered by, and whether of several values one must hold. Beside traits."""
OPS = {
    "is": "is",
    "not": "is not",
    "gte": "is at least",
    "lte": "is at most",
    "gt": "is more than",
    "lt": "is less than",
    "known": "is known",
    "unknown": "is not known",
}
"""What the form can ask of a trait."""
KNOWN = {"known": "true", "unknown": "false"}
TAGS, TRAITS, COLUMN = "tags", ("t", "op", "v"), "column"
"""What only forms send: tags by comma; of each trait its name, the operator and the value; a
column's box."""
STANDARD = "-created_at"

Filter = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    filter: Filter
    sort: str = STANDARD
    columns: tuple[str, ...] = ()
    """None: the usual ones."""
    after: str = ""
    before: str = ""

    @classmethod
    def of(cls, given: MultiDict[str, str]) -> Self:
        """What an address or a form means."""
        listed = [*given.get("columns", "").split(","), *given.getlist(COLUMN)]
        return cls(
            filter=_filter(given),
            sort=given.get("sort") or STANDARD,
            columns=tuple(dict.fromkeys(one.strip() for one in listed if one.strip())),
            after=given.get("after", ""),
            before=given.get("before", ""),
        )

    def query(self) -> dict[str, Any]:
        """As the address has it."""
        beside = {
            "sort": self.sort if self.sort != STANDARD else "",
            "columns": ",".join(self.columns),
            **self.place,
        }
        return {**self.filter, **{name: value for name, value in beside.items() if value}}

    def address(self, endpoint: str = "pages.contacts", **more: Any) -> str:
        return url_for(endpoint, **self.query(), **more)

    @property
    def place(self) -> dict[str, str]:
        """In the list; empty at its beginning."""
        places = {"after": self.after, "before": self.before}
        return {name: value for name, value in places.items() if value}

    def sorted(self, sort: str) -> Self:
        return replace(self, sort=sort, after="", before="")

    def at(self, after: str = "", before: str = "") -> Self:
        return replace(self, after=after, before=before)

    def without(self, name: str, value: str) -> Self:
        """The same, but that one thing is not asked for."""
        left = {**self.filter, name: [one for one in self.filter[name] if one != value]}
        return replace(self, filter={key: some for key, some in left.items() if some}).at()

    @property
    def plain(self) -> Self:
        """The filter alone, for what is done with all that it finds."""
        return replace(self, sort=STANDARD, columns=()).at()


def asked() -> Asked:
    return Asked.of(request.args)


def said_plainly(found: Asked) -> bool:
    """Whether the address says no more than that."""
    return {name: request.args.getlist(name) for name in request.args} == {
        name: value if isinstance(value, list) else [value] for name, value in found.query().items()
    }


def as_json(chosen: Filter) -> dict[str, Any]:
    """The filter as the API takes it in a body."""
    return {
        name: values if FIELDS.get(name) or len(values) > 1 else values[0]
        for name, values in chosen.items()
    }


def pairs(chosen: Mapping[str, Any]) -> list[tuple[str, str]]:
    """One after the other, for the hidden fields of a form."""
    return [
        (name, one)
        for name, value in chosen.items()
        for one in (value if isinstance(value, list) else [value])
    ]


def trait_and_op(name: str, known: Iterable[str]) -> tuple[str, str]:
    """Of ``trait.budget.gte`` the trait and the operator, as the API reads it."""
    text = name.removeprefix(TRAIT)
    stem, _, op = text.rpartition(".")
    if text not in known and stem and op in {*OPS, "set"}:
        return stem, op
    return text, "is"


def _filter(given: MultiDict[str, str]) -> Filter:
    found: dict[str, list[str]] = {}
    for name in given:
        if name in FIELDS or (name.startswith(TRAIT) and name != TRAIT):
            found[name] = given.getlist(name)
    for name, value in _of_traits(given):
        found.setdefault(name, []).append(value)
    found.setdefault("tag", []).extend(given.get(TAGS, "").split(","))
    clean = {name: _clean(values) for name, values in found.items()}
    return {name: values for name, values in clean.items() if values}


def _of_traits(given: MultiDict[str, str]) -> Iterable[tuple[str, str]]:
    for trait, op, value in zip(*(given.getlist(name) for name in TRAITS), strict=False):
        if trait and op in KNOWN:
            yield f"{TRAIT}{trait}.set", KNOWN[op]
        elif trait and value.strip() and op in OPS:
            yield f"{TRAIT}{trait}" if op == "is" else f"{TRAIT}{trait}.{op}", value


def _clean(values: Iterable[str]) -> list[str]:
    """Each once; what is empty asks for nothing."""
    return list(dict.fromkeys(one.replace("\0", "").strip() for one in values if one.strip("\0 ")))
