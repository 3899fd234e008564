"""Lists: `{items, total, page, page_size}`."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import marshmallow as ma
from flask import request

from bot.api.fields import Schema, Text, Whole
from bot.problems import invalid
from models.ids import BIGGEST_ID
from models.walking import NoSuchPlace, Stretch

LARGEST = 200
LAST_PAGE = 1_000_000
MOST_COUNTED = 10_000


class PageSchema(Schema):
    """What every list takes in its query string."""

    page = Whole(1, LAST_PAGE, load_default=1, metadata={"description": "From 1"})
    page_size = Whole(1, LARGEST, load_default=50, metadata={"description": f"At most {LARGEST}"})


@cache
def list_of(item: type[ma.Schema]) -> type[ma.Schema]:
    """The schema of a page of `item`."""
    fields: dict[str, Any] = {
        "items": ma.fields.List(ma.fields.Nested(item), required=True),
        "total": ma.fields.Integer(required=True),
        "page": ma.fields.Integer(required=True),
        "page_size": ma.fields.Integer(required=True),
    }
    return ma.Schema.from_dict(fields, name=item.__name__.replace("Schema", "List"))


def page_of(
    query: Any, asked: dict[str, Any], shown: Callable[[list[Any]], Iterable[Any]] = list
) -> dict[str, Any]:
    """One page of a query; `shown` turns its rows, all at once, into what the answer shows."""
    rows = list(query.paginate(asked["page"], asked["page_size"]))
    return page_with_total(list(shown(rows)), query.count(), asked)


class PlaceSchema(PageSchema):
    """What a list takes that is read from where a page ended (models/walking.py)."""

    after = Text(2000, metadata={"description": "`next` of the page before; instead of `page`"})
    before = Text(2000, metadata={"description": "`previous` of the page behind it"})

    @ma.validates_schema
    def _one_way_only(self, data: dict[str, Any], **kwargs: Any) -> None:
        paged = {"page"} if data.get("page", 1) != 1 else set()
        ways = [name for name in ("after", "before") if name in data] + sorted(paged)
        if len(ways) > 1:
            raise ma.ValidationError(f"give {' or '.join(ways)}, not both", ways[0])


@cache
def walked_list_of(item: type[ma.Schema]) -> type[ma.Schema]:
    """The schema of a page of `item` in such a list."""
    fields: dict[str, Any] = {
        "total_exact": ma.fields.Boolean(metadata={"description": "false: see `total`"}),
        "next": ma.fields.String(
            allow_none=True, metadata={"description": "For `after`; null: this is the last page"}
        ),
        "previous": ma.fields.String(
            allow_none=True, metadata={"description": "For `before`; null: this is the first page"}
        ),
    }
    found: Any = list_of(item).from_dict(fields, name=item.__name__.replace("Schema", "Page"))
    return found


def stretch_of(asked: dict[str, Any]) -> Stretch:
    """The page that is asked for."""
    offset = (asked["page"] - 1) * asked["page_size"]
    places = (asked.get("after"), asked.get("before"))
    return Stretch(asked["sort"], asked["page_size"], offset, *places)


def walked_page(found: Any, items: list[Any], asked: dict[str, Any]) -> dict[str, Any]:
    """The answer of `items`; `found` says how many there are, and what lies before and behind."""
    ends = {"next": found.next, "previous": found.previous, "total_exact": found.exact}
    return page_with_total(items, found.total, asked) | ends


@contextmanager
def places() -> Iterator[None]:
    """A cursor that is none is named by its field."""
    try:
        yield
    except NoSuchPlace as error:
        raise invalid("before" if "before" in request.args else "after", str(error)) from None


class CursorSchema(PageSchema):
    """What a list takes that may be very long."""

    after = Whole(1, BIGGEST_ID, metadata={"description": "`next` of the page before"})


@cache
def long_list_of(item: type[ma.Schema]) -> type[ma.Schema]:
    """The schema of a page of `item` in a list that may be very long."""
    fields: dict[str, Any] = {
        "total_exact": ma.fields.Boolean(
            metadata={"description": f"false: there are more than {MOST_COUNTED}"}
        ),
        "next": ma.fields.Integer(
            allow_none=True, metadata={"description": "For `after`; null: this is the last page"}
        ),
    }
    name = item.__name__.replace("Schema", "LongList")
    found: Any = list_of(item).from_dict(fields, name=name)
    return found


def page_behind(
    query: Any, id: Any, asked: dict[str, Any], shown: Callable[[list[Any]], Iterable[Any]] = list
) -> dict[str, Any]:
    """One page of a query whose newest come first by `id`: quick however many there are, and with
    `after` however deep it lies. Not more than MOST_COUNTED are counted."""
    size = asked["page_size"]
    total = query.limit(MOST_COUNTED + 1).count()
    after = asked.get("after")
    behind = query.where(id < after) if after else query.offset((asked["page"] - 1) * size)
    rows = list(behind.limit(size + 1))
    more = len(rows) > size
    answer = page_with_total(list(shown(rows[:size])), min(total, MOST_COUNTED), asked)
    return answer | {
        "total_exact": total <= MOST_COUNTED,
        "next": rows[size - 1].id if more else None,
    }


def page_of_list(rows: list[Any], asked: dict[str, Any]) -> dict[str, Any]:
    """One page of what is in memory already."""
    start = (asked["page"] - 1) * asked["page_size"]
    return page_with_total(rows[start : start + asked["page_size"]], len(rows), asked)


def page_with_total(items: list[Any], total: int, asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "items": items,
        "total": total,
        "page": asked["page"],
        "page_size": asked["page_size"],
    }
