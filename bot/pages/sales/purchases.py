"""`/purchases`: what contacts bought: listed, recorded by hand, deleted. Orders on WhatsApp come by
themselves. I12, C5."""

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from bot.pages import calling
from bot.pages.fields import Amount, MaybeText, Text, Words
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.my_clock import my_zone
from bot.pages.rows import RowsForm, Typed
from bot.pages.sales.words import money
from bot.pages.session import me
from bot.pages.site import PAGE_SIZE, pages, sought
from bot.pages.walked import form_of_file, walked
from bot.pages.whom import card_of
from models.assignment import claiming
from models.catalogue import Catalogue
from models.clock import now
from models.ids import id_in
from models.sales.finding import PURCHASE_SORTS
from models.sales.recording import MOST_IN_ALL, becomes_client

STANDARD = "-bought_at"
BLANK: Typed = ("item", {})
FIRST = 2
"""Rows of a new form."""


class PurchaseForm(RowsForm):
    name = "items"
    known = {"item": "Another item"}
    most = 60
    bought_at = Text("When")
    reference = MaybeText("Order or invoice")
    currency = Text("Currency")
    note = Words("Note")

    @classmethod
    def parts(cls, kind: str) -> dict[str, Any]:
        return {
            "name": Text("What"),
            "quantity": Amount("How many"),
            "price": Amount("Price of one"),
        }

    def body(self) -> dict[str, Any]:
        """Left empty: now, once, and rows at the end that nobody needed."""
        beside = {name: value for name, value in self.plain().items() if value}
        return beside | {"items": [_item(values) for values in self._bought()]}

    def together(self) -> Decimal:
        """What the items come to, as far as they can be counted."""
        total = Decimal()
        for values in self._bought():
            with suppress(ArithmeticError):  # What is no number, or beyond all of them.
                total += Decimal(values["quantity"] or 1) * Decimal(values["price"] or 0)
        return total if total.is_finite() and abs(total) <= MOST_IN_ALL else Decimal()

    def _bought(self) -> list[Mapping[str, Any]]:
        rows = [values for _, values in self.typed()]
        while rows and not any(rows[-1].values()):
            rows.pop()
        return rows


@pages.get("/purchases")
def purchases() -> str:
    asked = _asked()
    contact = asked.get("contact")
    query = {"sort": STANDARD, **asked, "page_size": PAGE_SIZE}
    return render_template(
        "sales/purchases.html",
        found=walked("/purchases", query),
        asked=asked,
        card=card_of(contact) if contact else None,
    )


@pages.get("/purchases/export")
def export_purchases() -> Response:
    """What the list shows, as a file."""
    return calling.file("/purchases/export", _asked() | form_of_file())


@pages.route("/contacts/<id:id>/purchases/new", methods=["GET", "POST"])
def record_purchase(id: int) -> Shown | Response:
    card = card_of(id)
    form = PurchaseForm.opened(
        _first_rows(id),
        bought_at=f"{now().astimezone(my_zone()):%Y-%m-%dT%H:%M}",
        currency=Catalogue.current().organisation.currency,
    )
    facts = {"card": card, "allowed": claiming.may_act(card.contact, me())}
    if form.reshaped:
        return render_template("sales/purchase_form.html", form=form, **facts)
    if form.save("POST", "/purchases", form.body() | {"contact": id}):
        made = form.answer
        told = f"{money(made['total'], made['currency'])} recorded."
        if becomes_client(card.contact):
            told += f" {card.name} is a client now."
        return done(told, url_for("pages.purchase", id=made["id"]))
    return shown("sales/purchase_form.html", form, **facts)


@pages.get("/purchases/<id:id>")
def purchase(id: int) -> str:
    return render_template("sales/purchase.html", purchase=calling.get(f"/purchases/{id}"))


@pages.route("/purchases/<id:id>/delete", methods=["GET", "POST"])
def delete_purchase(id: int) -> Shown | Response:
    found, form = calling.get(f"/purchases/{id}"), Form()
    if form.save("DELETE", f"/purchases/{id}", {}):
        back = url_for("pages.contact", id=found["contact"]["id"])
        return done(f"The purchase for {money(found['total'], found['currency'])} is gone.", back)
    return shown("sales/purchase_delete.html", form, purchase=found)


def _asked() -> dict[str, Any]:
    """What the address asks for, as far as there is such a thing."""
    contact, sort = id_in(request.args.get("contact", "")), request.args.get("sort", "")
    known = {
        "q": sought(),
        "contact": contact,
        "sort": sort if sort in PURCHASE_SORTS and sort != STANDARD else "",
    }
    return {name: value for name, value in known.items() if value}


def _first_rows(contact: int) -> list[Typed]:
    """Empty ones, or what an opportunity that was won was about."""
    won = id_in(request.args.get("opportunity", ""))
    found = calling.get(f"/opportunities/{won}") if won and request.method == "GET" else None
    if found is None or found["contact"]["id"] != contact:
        return [BLANK] * FIRST
    return [("item", {"name": found["name"], "quantity": "1", "price": found["value"]})]


def _item(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "quantity" or value}
