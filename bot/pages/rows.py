"""Forms with rows that are added and taken away by buttons of the form itself: no script is needed,
and what was typed stays. Knows no setting.

A row is of a kind, which says its fields. They are named as in the API (`actions-0-tag` is what it
calls `actions.0.tag`), so that its problems find them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from flask import request
from wtforms import Field, HiddenField

from bot.pages.forms import NOT_IN_THE_BODY, Form

Typed = tuple[str, Mapping[str, Any]]
"""The kind of a row and what its fields hold."""


@dataclass(frozen=True, slots=True)
class Row:
    place: int
    kind: str
    fields: list[Field]


class RowsForm(Form):
    name: ClassVar[str]
    """What the API calls the list."""
    known: ClassVar[Mapping[str, str]]
    """The kinds of rows, with the words on their buttons."""
    most: ClassVar[int] = 20
    kinds = HiddenField()
    reshaped = False
    """A row was added or taken away: nothing is to be saved yet."""

    @classmethod
    def parts(cls, kind: str) -> dict[str, Any]:
        """Fresh fields of a row of this kind."""
        raise NotImplementedError

    @classmethod
    def opened(cls, rows: list[Typed], **data: Any) -> Self:
        """Filled with these, or as it was submitted."""
        if request.method != "POST":
            return cls._filled(rows, data)
        kinds = [one for one in request.form.get("kinds", "").split(",") if one in cls.known]
        form = cls._of(kinds[: cls.most])()
        reshaped = form._reshaped()
        if reshaped is None:
            return form
        form = cls._filled(reshaped, {one: field.data for one, field in form._fields.items()})
        form.reshaped = True
        return form

    def rows(self) -> list[Row]:
        kinds = [one for one in (self.kinds.data or "").split(",") if one in self.known]
        return [Row(place, kind, self._row(place)) for place, kind in enumerate(kinds)]

    def typed(self) -> list[Typed]:
        return [(one.kind, self._values(one)) for one in self.rows()]

    def plain(self) -> dict[str, Any]:
        """What the form holds beside its rows."""
        left_out = NOT_IN_THE_BODY | {"kinds"}
        return {
            name: field.data
            for name, field in self._fields.items()
            if name not in left_out and not name.startswith(f"{self.name}-")
        }

    @classmethod
    def _of(cls, kinds: list[str]) -> type[Self]:
        fields = {
            f"{cls.name}-{place}-{part}": field
            for place, kind in enumerate(kinds)
            for part, field in cls.parts(kind).items()
        }
        return type(cls.__name__, (cls,), fields)

    @classmethod
    def _filled(cls, rows: list[Typed], data: Mapping[str, Any]) -> Self:
        kinds = [kind for kind, _ in rows]
        values = {
            f"{cls.name}-{place}-{part}": value
            for place, (_, parts) in enumerate(rows)
            for part, value in parts.items()
        }
        beside = {one: value for one, value in data.items() if not one.startswith(f"{cls.name}-")}
        filled = beside | values | {"kinds": ",".join(kinds)}
        return cls._of(kinds)(formdata=None, data=filled)

    def _reshaped(self) -> list[Typed] | None:
        """The rows after the button that was pressed; None when it was that to save."""
        rows, add, remove = self.typed(), request.form.get("add"), request.form.get("remove", "")
        if add in self.known:
            return [*rows, (str(add), {})]
        if remove.isdecimal():
            return [one for place, one in enumerate(rows) if str(place) != remove]
        return None

    def _row(self, place: int) -> list[Field]:
        begin = f"{self.name}-{place}-"
        return [field for name, field in self._fields.items() if name.startswith(begin)]

    def _values(self, row: Row) -> dict[str, Any]:
        begin = len(f"{self.name}-{row.place}-")
        return {field.name[begin:]: field.data for field in row.fields}

    def _named(self, path: str) -> Field | None:
        """Also the first field of a row, for what concerns the whole of it."""
        found = super()._named(path)
        begin = f"{path.replace('.', '-')}-"
        return found or next(
            (field for name, field in self._fields.items() if name.startswith(begin)), None
        )
