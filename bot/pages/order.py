"""Rows that people bring into an order: what static/scripts/order.js sends when one was dragged,
and the buttons up and down."""

from collections.abc import Iterable

from flask import request

from models.ids import id_in

STEPS = {"up": -1, "down": 1}


def dragged() -> list[int]:
    """The ids in the order that the form tells; what is none is left out."""
    return [id for one in request.form.get("order", "").split(",") if (id := id_in(one))]


def ordered(ids: Iterable[int]) -> list[int]:
    """As they were dragged; or these, with one of them a place up or down."""
    id, step = moved()
    return _moved(list(ids), id, step) if id else dragged()


def moved() -> tuple[int, int]:
    """What the button that was pressed says: `move` is ``7:up``. Nothing moves: 0."""
    id, _, direction = request.form.get("move", "").partition(":")
    return id_in(id), STEPS.get(direction, 0)


def pressed() -> str | None:
    """The button, which the next page finds again."""
    return request.form.get("move", "")[:30] or None


def _moved(ids: list[int], id: int, step: int) -> list[int]:
    """Where there is a place to go to."""
    if id in ids and 0 <= ids.index(id) + step < len(ids):
        place = ids.index(id)
        ids[place], ids[place + step] = ids[place + step], ids[place]
    return ids
