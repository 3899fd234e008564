"""Opportunities and purchases as long lists: read from where a page ended, added up, taken out as
files. I9, I12, X13, X18."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from bot.exporting import sales
from models.agents.agent import Agent, Role
from models.audit.entry import AuditEntry
from models.catalogue import Catalogue
from models.clock import now
from models.contact import Contact
from models.sales import listing
from models.sales.finding import OPPORTUNITY_SORTS, PURCHASE_SORTS
from models.sales.opportunity import Opportunity
from models.sales.purchase import Purchase
from tests.bot.conftest import Api
from tests.factories import make_agent, make_contact, make_opportunity, make_purchase
from tests.models.queries import counted

BEGIN = now() - timedelta(days=9)


@pytest.fixture
def dora(ann: Agent) -> Contact:
    """With equal and with missing values of every key."""
    dora = make_contact(owner=ann)
    for place, price in enumerate((90, 50, 50, 70, 90)):
        day = date(2030, 1, 1 + place // 2) if place % 3 else None
        make_opportunity(dora, f"Deal {place}", value=price, expected_on=day, agent=ann)
        at = BEGIN + timedelta(hours=place // 2)
        make_purchase(dora, ("Coat", 1, price), bought_at=at, currency="USD" if place else "EUR")
    return dora


def lines(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def walked(api: Api, path: str, way: str, **asked: Any) -> Iterator[list[int]]:
    """The pages by cursor, from the first on or, by `previous`, from where that ends."""
    place: dict[str, Any] = {}
    while True:
        page = api.get(path, page_size=2, **asked, **place).json
        yield [one["id"] for one in page["items"]]
        if not page[way]:
            return
        place = {"after" if way == "next" else "before": page[way]}


@pytest.mark.parametrize(
    ("path", "sort"),
    [
        *(("/opportunities", sort) for sort in OPPORTUNITY_SORTS),
        *(("/purchases", sort) for sort in PURCHASE_SORTS),
    ],
)
def test_pages_by_cursor_are_the_list_as_it_stands(
    api: Api, dora: Contact, path: str, sort: str
) -> None:
    whole = [one["id"] for one in api.get(path, sort=sort).json["items"]]
    assert len(whole) == 5
    assert [id for page in walked(api, path, "next", sort=sort) for id in page] == whole
    numbered = [api.get(path, sort=sort, page=n, page_size=2).json["items"] for n in (1, 2, 3)]
    assert [one["id"] for page in numbered for one in page] == whole
    exported = lines(api.get(f"{path}/export", sort=sort))
    assert [int(one["id"]) for one in exported] == whole
    last = api.get(path, sort=sort, page=3, page_size=2).json["previous"]
    back = api.get(path, sort=sort, page_size=2, before=last).json
    assert [one["id"] for one in back["items"]] == whole[2:4]
    assert api.get(path, sort=sort, page_size=2, before=back["previous"]).json["previous"] is None


@pytest.mark.parametrize("path", ["/opportunities", "/purchases"])
def test_a_place_that_is_none_is_named(api: Api, dora: Contact, path: str) -> None:
    after = api.get(path, page_size=1).json["next"]
    for asked in ({"after": "x"}, {"after": after[:-4]}, {"after": after, "page": 2}):
        answer = api.get(path, **asked)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "after")
    names = {"/opportunities": "value", "/purchases": "total"}
    wrong = api.get(path, after=after, sort=names[path])
    assert "keep the order" in wrong.json["detail"]


def test_purchases_are_added_up_by_currency(api: Api, dora: Contact) -> None:
    eur, usd = api.get("/purchases", page_size=1).json["sums"]
    assert eur == {"currency": "EUR", "count": 1, "value": "90.00"}
    assert usd == {"currency": "USD", "count": 4, "value": "260.00"}
    [usd] = api.get(f"/contacts/{dora.id}/purchases", currency="USD", q="coat").json["sums"]
    assert usd["count"] == 4
    assert api.get("/purchases", q="boots").json["sums"] == []


def test_of_very_many_what_was_added_up_a_moment_ago_is_told(
    api: Api, dora: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FEW", 2)
    first = api.get("/purchases", page_size=2).json
    assert (first["total"], first["total_exact"]) == (5, False)
    make_purchase(dora, ("Hat", 1, 10), bought_at=now())
    again = api.get("/purchases", page_size=2).json
    assert (again["total"], again["items"][0]["items"][0]["name"]) == (5, "Hat")
    listing._kept.clear()
    assert api.get("/purchases").json["total"] == 6


def test_support_learns_nothing_of_open_contacts(
    api_as: Callable[[Any], Api], dora: Contact
) -> None:
    asking = api_as(make_agent("Sue", role=Role.SUPPORT))
    assert asking.get("/purchases").json["sums"] == []
    for path in ("/purchases/export", "/opportunities/export"):
        assert asking.get(path).status_code == 403


def test_files_are_safe_in_spreadsheets_and_known_to_the_audit(api: Api, ann: Agent) -> None:
    eve = make_contact("=HYPERLINK(1)", owner=ann)
    make_purchase(eve, ("+Coat", 2, 45), ("Hat", 1, 10), bought_at=now(), reference="@1")
    coat, hat = lines(api.get("/purchases/export", q="coat", contact=eve.id))
    assert (coat["contact_name"], coat["item"], coat["reference"]) == (
        "'=HYPERLINK(1)",
        "'+Coat",
        "'@1",
    )
    assert (coat["amount"], hat["amount"], hat["currency"]) == ("90.00", "10.00", "EUR")
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert entry.name == "2 rows of purchases"
    assert entry.after == {"rows": 2, "searched": True, "of_one": True}
    book = api.get("/opportunities/export", format="xlsx")
    assert book.data[:2] == b"PK"


@pytest.mark.parametrize(
    ("sheet", "model"), [(sales.OPPORTUNITIES, Opportunity), (sales.PURCHASES, Purchase)]
)
def test_a_file_of_more_rows_takes_no_more_statements(
    sheet: sales.Sheet, model: Any, dora: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    Catalogue.current()  # It is kept from here on, as in a server.
    with counted(monkeypatch) as of_one:
        assert len(list(sheet.rows(model.select().limit(1)))) == 1
    with counted(monkeypatch) as of_all:
        assert len(list(sheet.rows(model.select()))) == 5
    assert len(of_all) == len(of_one)
