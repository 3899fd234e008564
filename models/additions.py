"""New rows: their ids are taken ahead, their defaults filled in, and they are inserted table by
table. Knows nothing of what they mean."""

from collections.abc import Iterator
from datetime import datetime
from operator import itemgetter
from typing import Any

from models import sets
from models.assignment.assignment import Assignment
from models.base import Model
from models.clock import now
from models.contact import Identifier
from models.contact.event import Event
from models.contact.message import Message
from models.contact.note import Note
from models.notices.notification import Notification
from models.queues.outbox import OutboxItem
from models.sales.purchase import Purchase, PurchaseItem

Row = dict[str, Any]

ORDER: list[type[Model]] = [
    *(
        Identifier,
        Message,
        Note,
        Purchase,
        PurchaseItem,
        Assignment,
        Notification,
        OutboxItem,
        Event,
    )
]
"""What is referred to stands before what refers to it."""
CONTESTED: dict[type[Model], str] = {Identifier: "value"}
"""Rows that another batch may add at the same moment: all add them in the order of this key, so
that nobody waits for whom waits for them."""

FILLED_IN: dict[type[Model], tuple[str, ...]] = {Event: ("address",)}
"""Columns that the database fills in by itself, beside ids."""


class Additions:
    def __init__(self, moment: datetime, size: int) -> None:
        self._moment = moment
        self._size = size
        self._ids: dict[type[Model], Iterator[int]] = {}
        self._rows: dict[type[Model], list[Row]] = {}
        self._blanks: dict[type[Model], Row] = {}

    def next_id(self, model: type[Model]) -> int:
        ids = self._ids.get(model)
        id = next(ids, None) if ids else None
        if id is None:
            self._ids[model] = iter(sets.take_ids(model, self._size))
            id = next(self._ids[model])
        return id

    def add(self, model: type[Model], values: Row) -> Row:
        """`values` with the model's defaults for the rest, so that all rows of a table have the
        same columns."""
        if model not in self._rows:
            self._rows[model], self._blanks[model] = [], _blank(model, self._moment)
        row = self._blanks[model] | values
        self._rows[model].append(row)
        return row

    def of(self, model: type[Model]) -> list[Row]:
        return self._rows.get(model, [])

    def write(self) -> None:
        for model in sorted(self._rows, key=ORDER.index):
            rows = self._rows[model]
            if model in CONTESTED:
                rows.sort(key=itemgetter(CONTESTED[model]))
            sets.insert(model, rows)


def _blank(model: Any, moment: datetime) -> Row:
    """A row as the model's defaults make it, without an id."""
    fields = [
        one
        for one in model._meta.sorted_fields
        if one.name not in ("id", *FILLED_IN.get(model, ()))
    ]
    return {one.name: _default(one, moment) for one in fields}


def _default(field: Any, moment: datetime) -> Any:
    if field.default is now:
        return moment
    return None if callable(field.default) else field.default
