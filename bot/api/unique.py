"""Names that nothing else may have, whatever their case (M6). The index decides, this explains."""

from typing import Any

from peewee import fn

from models.base import Model
from models.refusal import Refusal


def check(
    model: type[Model], value: str, field: str = "name", besides: int = 0, among: Any = True
) -> None:
    """Raises Refusal when another row than `besides` has `value` in `field`. `among`:
    which rows count."""
    row: Any = model
    column = getattr(model, field)
    taken = row.select().where(fn.LOWER(column) == fn.LOWER(value), row.id != besides, among)
    holder = taken.first()
    if holder is not None:
        shown = getattr(holder, field)
        raise Refusal(f"{shown} exists already, with the id {holder.id}: choose another", field)
