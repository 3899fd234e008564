"""What purchases tell, counted by the database as by hand. I12."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from models.base import database as base
from models.clock import now
from models.contact import Contact
from models.sales import analysis
from models.sales.analysis import Analysis
from tests.factories import make_contact, make_purchase
from tests.models.queries import counted

pytestmark = pytest.mark.usefixtures("database")

MADRID, AUCKLAND = ZoneInfo("Europe/Madrid"), ZoneInfo("Pacific/Auckland")
NOON = datetime(2026, 3, 15, 12, tzinfo=UTC)


def test_who_bought_nothing_has_an_empty_one() -> None:
    dora = make_contact()
    assert analysis.analysis(dora.id) == Analysis()
    assert (Analysis().count, analysis.by_month(dora.id, MADRID)) == (0, [])


@time_machine.travel(NOON, tick=False)
def test_it_tells_how_much_how_often_and_since_when() -> None:
    dora = make_contact()
    for days, price in ((40, 10), (30, 20), (10, 31)):
        make_purchase(dora, ("Hat", 1, price), bought_at=NOON - timedelta(days=days))
    make_purchase(dora, ("Bag", 1, 5), currency="GBP", bought_at=NOON - timedelta(days=3.5))
    make_purchase(make_contact("Eve"), ("Shoes", 9, 99))
    found = analysis.analysis(dora.id)
    assert [(one.currency, one.count, one.total, one.average) for one in found.spent] == [
        ("EUR", 3, Decimal("61.00"), Decimal("20.33")),
        ("GBP", 1, Decimal("5.00"), Decimal("5.00")),
    ]
    assert (found.count, found.days_since, found.usual_gap) == (4, 3, 10)
    assert found.first_at == NOON - timedelta(days=40)


def test_one_purchase_has_no_gap() -> None:
    dora = make_contact()
    make_purchase(dora)
    assert analysis.analysis(dora.id).usual_gap is None


def test_products_by_quantity_and_by_amount_under_the_name_they_had_last() -> None:
    dora = make_contact()
    make_purchase(dora, ("hat", 3, 10), bought_at=now() - timedelta(days=2))
    make_purchase(dora, ("Hat", 2, 12), ("Coat", 1, 90), bought_at=now() - timedelta(days=1))
    found = analysis.analysis(dora.id, top=1)
    [most], [dearest] = found.by_quantity, found.by_amount
    assert (most.name, most.quantity, most.amount, most.purchases) == ("Hat", 5, 54, 2)
    assert (dearest.name, dearest.amount) == ("Coat", 90)


@time_machine.travel(datetime(2026, 1, 31, 12, tzinfo=UTC), tick=False)
def test_months_are_all_there_and_begin_by_the_viewers_clock() -> None:
    dora = make_contact()
    make_purchase(dora, ("Hat", 1, 7), bought_at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    make_purchase(dora, ("Hat", 1, 9), bought_at=datetime(2024, 1, 1, tzinfo=UTC))
    found = analysis.by_month(dora.id, MADRID, 3)
    assert [(one.first_day, one.total) for one in found] == [
        (date(2025, 11, 1), 0),
        (date(2025, 12, 1), 0),
        (date(2026, 1, 1), 7),
    ]
    assert analysis.by_month(dora.id, ZoneInfo("UTC"), 3)[1].total == 7
    [month] = analysis.by_month(dora.id, AUCKLAND, 1)
    assert (month.first_day, month.total) == (date(2026, 2, 1), 0)


BOUGHT = st.lists(
    st.tuples(
        st.integers(0, 300 * 24),
        st.sampled_from(["EUR", "GBP"]),
        st.lists(
            st.tuples(st.sampled_from("abc"), st.integers(1, 5), st.integers(0, 99)),
            min_size=1,
            max_size=3,
        ),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25)
@given(BOUGHT)
def test_it_is_what_one_counts_by_hand(bought: list) -> None:
    with base.atomic() as transaction, time_machine.travel(NOON, tick=False):
        dora = make_contact()
        for hours, currency, items in bought:
            at = NOON - timedelta(hours=hours)
            make_purchase(dora, *items, currency=currency, bought_at=at)
        compare(dora, bought)
        transaction.rollback()


def compare(dora: Contact, bought: list) -> None:
    found, amounts = analysis.analysis(dora.id, top=100), Counter()
    for _, currency, items in bought:
        for name, quantity, price in items:
            amounts[name, currency] += quantity * price
    hours = sorted(one[0] for one in bought)
    gaps = [(b - a) / 24 for a, b in pairwise(hours)]
    assert found.count == len(bought)
    assert found.usual_gap == (round(median(gaps), 1) if gaps else None)
    assert {(one.name, one.currency): int(one.amount) for one in found.by_amount} == amounts
    assert sum(one.total for one in found.spent) == sum(amounts.values())
    months = analysis.by_month(dora.id, ZoneInfo("UTC"))
    assert sum(one.total for one in months) == sum(amounts.values())


def test_a_thousand_purchases_take_as_many_queries_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    dora, asked = make_contact(), []
    for count in (1, 99):
        for _ in range(count):
            make_purchase(dora)
        with counted(monkeypatch) as statements:
            analysis.analysis(dora.id)
        asked.append(len(statements))
    assert asked == [3, 3]
