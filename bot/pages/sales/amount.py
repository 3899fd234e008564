"""Fields for sums of money and quantities: numbers as people write them."""

import re
from typing import Any

from wtforms import StringField

WITH_COMMA = re.compile(r"\d+,\d{1,2}")


class Amount(StringField):
    """``1 000,50`` is ``1000.50``, as the API takes it; left empty it is null. What is no amount
    goes as it was typed: the API says what is wrong with it."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, filters=[plain], **options)


def plain(text: Any) -> str | None:
    packed = "".join(str(text or "").replace("\0", "").split())
    return (packed.replace(",", ".") if WITH_COMMA.fullmatch(packed) else packed) or None
