"""Money in requests and answers: text with two places, so that no program makes a float of it."""

from decimal import Decimal, InvalidOperation
from typing import Any

import marshmallow as ma

from bot.api.fields import Form
from models.sales import money

EXAMPLE = "give an amount such as 1000.00, without a currency"


class Money(ma.fields.Field[Decimal]):
    """Not negative. Taken as text or as a number."""

    def __init__(self, metadata: Any = None, **options: Any) -> None:
        forms = [
            {"type": "string", "pattern": r"^[0-9]{1,12}(\.[0-9]{1,2})?$"},
            {"type": "number", "minimum": 0, "maximum": float(money.MOST)},
        ]
        super().__init__(metadata={"anyOf": forms} | (metadata or {}), **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Decimal:
        return decimal_of(value, 2, Decimal(), money.MOST, EXAMPLE)

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else money.plain(value)


class Quantity(ma.fields.Field[Decimal]):
    """More than none of something, in thousandths at the least. Answers have a number."""

    def __init__(self, most: Decimal, metadata: Any = None, **options: Any) -> None:
        forms = [
            {"type": "number", "exclusiveMinimum": 0, "maximum": float(most)},
            {"type": "string", "pattern": r"^[0-9]{1,9}(\.[0-9]{1,3})?$"},
        ]
        super().__init__(metadata={"anyOf": forms} | (metadata or {}), **options)
        self.most = most

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Decimal:
        wrong = f"give a number above 0, up to {self.most}, with three places at most"
        return decimal_of(value, 3, Decimal("0.001"), self.most, wrong)

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return int(value) if value == value.to_integral_value() else float(value)


class Currency(ma.fields.String):
    """ISO 4217."""

    def __init__(self, **options: Any) -> None:
        form = Form("^[A-Z]{3}$", error="give a currency's three letters, for example EUR")
        super().__init__(validate=form, **options)


def decimal_of(given: Any, places: int, least: Decimal, most: Decimal, wrong: str) -> Decimal:
    """Raises ValidationError, which says `wrong`, for what is no such number."""
    if isinstance(given, bool) or not isinstance(given, int | float | str) or len(str(given)) > 40:
        raise ma.ValidationError(wrong)
    if "_" in str(given) or not str(given).isascii():  # For Python they are numbers.
        raise ma.ValidationError(wrong)
    try:
        found = Decimal(str(given).strip())
    except InvalidOperation:
        raise ma.ValidationError(wrong) from None
    if not found.is_finite() or not least <= found <= most:
        raise ma.ValidationError(wrong)
    exact = found.quantize(Decimal(1).scaleb(-places))
    if exact != found:
        raise ma.ValidationError(wrong)
    return abs(exact)  # For -0 is one.
