"""What a customer spent, month by month, as a picture. I12."""

from collections.abc import Sequence
from decimal import Decimal

from flask import Response, request

from bot.pages.my_clock import my_zone
from bot.pages.reports.drawing import PALETTE, Drawing, Line, Look, draw
from bot.pages.reports.views import POLICY
from bot.pages.sales.words import money
from bot.pages.site import pages
from bot.pages.whom import card_of
from models.sales.analysis import Month, by_month


@pages.get("/contacts/<id:id>/spending.svg")
def spending(id: int) -> Response:
    """In the currency that the address names: those of different ones are never added up."""
    card_of(id)
    currency = request.args.get("currency", "")
    found = drawing(by_month(id, my_zone()), currency)
    picture = draw(found, narrow=True)  # It stands in a column.
    return Response(picture, mimetype="image/svg+xml", headers={"Content-Security-Policy": POLICY})


def drawing(months: Sequence[Month], currency: str) -> Drawing:
    """Whole units are enough for the eye; the table beside it has the rest."""
    shown = [one for one in months if one.currency == currency]
    labels = [f"{one.first_day:%b}" for one in shown]
    values = [round(one.total) for one in shown]
    total = sum((one.total for one in shown), Decimal())
    said = f"Spent month by month, in all {money(total, currency)}"
    return Drawing(Look.COLUMNS, labels, [Line(f"Spent, {currency}", values, PALETTE[0])], said)
