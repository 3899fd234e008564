"""Lists: `{items, total, page, page_size}`."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import marshmallow as ma

from bot.api.fields import Schema, Whole

LARGEST = 200
LAST_PAGE = 1_000_000


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
