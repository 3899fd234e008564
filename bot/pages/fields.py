"""Fields of forms, for what people type: words, numbers, days, times, tags. What they hold goes to
the API as it is; a field says itself only what it cannot read. Knows no form and no page."""

import re
from datetime import date
from typing import Any

from wtforms import DateField, IntegerField, StringField, TextAreaField, TimeField
from wtforms.validators import ValidationError

from bot.api.fields import YEARS
from models.ids import BIGGEST_ID

WITH_COMMA = re.compile(r"\d+,\d{1,2}|\d{1,3}(?:[.']\d{3})+,\d{1,2}")
"""Decimals behind a comma, thousands parted by points."""
WITH_POINT = re.compile(r"\d{1,3}(?:[,']\d{3})+\.\d{1,2}")
"""The other way round."""
IN_DOUBT = re.compile(r"([1-9]\d{0,2})[.,](\d{3})")
"""``1.000`` and ``1,000`` alone may be either: they are asked about."""


class Text(StringField):
    """One line or many, as it was typed."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, filters=[_trimmed], **options)


class Words(TextAreaField):
    """Several lines, whose ends browsers send in a way of their own."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, filters=[with_plain_ends], **options)


class Lines(TextAreaField):
    """A list, one thing on each line."""

    data: list[str] | None

    def process_formdata(self, valuelist: list[str]) -> None:
        lines = valuelist[0].replace("\0", "").splitlines() if valuelist else []
        self.data = [line.strip() for line in lines if line.strip()]

    def _value(self) -> str:
        return "\n".join(self.data or [])


class MaybeText(StringField):
    """Left empty it is null."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, filters=[lambda text: _trimmed(text) or None], **options)


class Number(IntegerField):
    """A whole number; left empty it is null."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            found = int(text)
        except ValueError:
            raise ValueError("Give a whole number.") from None
        if abs(found) > BIGGEST_ID:  # Nothing that compares it could.
            raise ValueError("Give a smaller number.")
        self.data = found


class Amount(StringField):
    """``1 000,50`` and ``1,000.50`` are ``1000.50``, as the API takes it; left empty it is null.
    What is no amount goes as it was typed: the API says what is wrong with it."""

    def __init__(self, label: str, **options: Any) -> None:
        options.setdefault("render_kw", {"inputmode": "decimal"})
        super().__init__(label, filters=[_plain], **options)

    def pre_validate(self, form: Any) -> None:
        """Who writes ``1.250`` may mean a thousand times what another one means by it."""
        if doubt := IN_DOUBT.fullmatch(self.data or ""):
            whole, part = doubt.groups()
            raise ValidationError(f"Write {whole}{part} or {_few(whole, part)}: it may be either.")

    def _value(self) -> str:
        """As it was typed, where it was."""
        typed = self.raw_data[0].replace("\0", "") if self.raw_data else self.data
        return typed or ""


class _Maybe:
    """Left empty it is null; what cannot be read is said with an example."""

    complaint: str

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            return
        try:
            super().process_formdata(valuelist)  # type: ignore[misc]  # Of the field beside it.
        except ValueError:
            raise ValueError(self.complaint) from None


class Day(_Maybe, DateField):
    data: date | None
    complaint = "Give a day like 2026-01-31."

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None and self.data.year not in YEARS:
            self.data = None
            raise ValueError(f"Choose a day from {YEARS[0]} to {YEARS[-1]}.")

    def written(self) -> str | None:
        """As the API takes it."""
        return self.data.isoformat() if self.data else None


class Clock(_Maybe, TimeField):
    """A time of day. Some browsers send seconds as well."""

    complaint = "Give a time like 09:30."

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, format=["%H:%M", "%H:%M:%S"], **options)


class Tags(StringField):
    """By comma."""

    def names(self) -> list[str]:
        found = (one.strip().removeprefix("#").strip() for one in (self.data or "").split(","))
        return list(dict.fromkeys(one for one in found if one and "\0" not in one))


def with_plain_ends(text: str | None) -> str:
    """Of lines: otherwise they are longer than they were, and maybe too long."""
    return _trimmed(text).replace("\r\n", "\n")


def _trimmed(text: str | None) -> str:
    return (text or "").replace("\0", "").strip()


def _plain(text: Any) -> str | None:
    packed = "".join(_trimmed(text).split()).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if WITH_COMMA.fullmatch(packed):
        packed = re.sub(r"[.']", "", packed).replace(",", ".")
    elif WITH_POINT.fullmatch(packed):
        packed = re.sub(r"[,']", "", packed)
    return packed or None


def _few(whole: str, part: str) -> str:
    """With decimals, written so that it is not asked about."""
    short = part.rstrip("0")
    return f"{whole}.{short.ljust(2, '0')}" if len(short) < 3 else f"{whole}.{part}0"
