"""What an order on WhatsApp comes to as a purchase. Its figures are a stranger's: what cannot be
relied on whole is no purchase, and a person looks at it. Pure. I12.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from models.sales import money
from models.sales.recording import MOST_IN_ALL, MOST_ITEMS, MOST_OF_ONE, Bought, Item

NAMELESS = "Unnamed product"
CURRENCY = re.compile("[A-Z]{3}")
PLACES = Decimal("0.001")
LONGEST, SHOWN = 200, 60
"""Characters: of a name, and of what a person is told."""


class Unclear(ValueError):  # noqa: N818  (it is said to a person)
    """Why it is no purchase."""


def bought_by(content: Mapping[str, Any], at: datetime, usual_currency: str) -> Bought:
    """What the `content` of an order message says was bought. Without a currency it is the usual
    one. Raises Unclear."""
    rows = content.get("items") or []
    if not rows:
        raise Unclear("it names no products")
    if len(rows) >= MOST_ITEMS:
        raise Unclear("it names too many products")
    items = [_item(row) for row in rows]
    bought = Bought(items, _currency(rows, usual_currency), at)
    if bought.total > MOST_IN_ALL:
        raise Unclear("its total is beyond all sense")
    return bought


def _item(row: Mapping[str, Any]) -> Item:
    product = _called(row.get("product"))
    name = product or NAMELESS
    quantity, price = _figure(row.get("quantity")), _figure(row.get("price"))
    quantity = quantity and quantity.quantize(PLACES)
    if quantity is None or not 0 < quantity <= MOST_OF_ONE:
        raise Unclear(f"how many of {name} is not clear")
    if price is None or not 0 <= price <= money.MOST:
        raise Unclear(f"what {name} costs is not clear")
    return Item(name, quantity, abs(money.rounded(price)), product)


def _called(given: Any) -> str | None:
    """In one line, and no longer than the other names."""
    return " ".join(str(given or "").split())[:LONGEST] or None


def _figure(value: Any) -> Decimal | None:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) <= money.MOST else None


def _currency(rows: list[Mapping[str, Any]], usual: str) -> str:
    given = {str(row["currency"]).strip().upper() for row in rows if row.get("currency")}
    if len(given) > 1:
        raise Unclear(f"its prices are in {', '.join(sorted(given))[:SHOWN]}")
    found = given.pop() if given else usual
    if not CURRENCY.fullmatch(found):
        raise Unclear(f"{found[:SHOWN]} is no currency")
    return found
