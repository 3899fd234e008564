"""Fields for sums of money and quantities: numbers as people write them."""

import re
from typing import Any

from wtforms import StringField

WITH_COMMA = re.compile(r"\d+,\d{1,2}|\d{1,3}(?:[.']\d{3})+,\d{1,2}")
"""Decimals behind a comma, thousands parted by points."""
WITH_POINT = re.compile(r"\d{1,3}(?:[,']\d{3})+\.\d{1,2}")
"""The other way round. ``1,000`` alone may be either: it is asked about."""


class Amount(StringField):
    """``1 000,50`` and ``1,000.50`` are ``1000.50``, as the API takes it; left empty it is null.
    What is no amount goes as it was typed: the API says what is wrong with it."""

    def __init__(self, label: str, **options: Any) -> None:
        options.setdefault("render_kw", {"inputmode": "decimal"})
        super().__init__(label, filters=[plain], **options)

    def _value(self) -> str:
        """As it was typed, where it was."""
        typed = self.raw_data[0].replace("\0", "") if self.raw_data else self.data
        return typed or ""


def plain(text: Any) -> str | None:
    packed = "".join(str(text or "").replace("\0", "").split())
    if WITH_COMMA.fullmatch(packed):
        packed = re.sub(r"[.']", "", packed).replace(",", ".")
    elif WITH_POINT.fullmatch(packed):
        packed = re.sub(r"[,']", "", packed)
    return packed or None
