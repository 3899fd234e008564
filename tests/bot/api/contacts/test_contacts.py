"""The list of contacts: filters, order, pages, and what each looks like. M8, C4, A6."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.agents.agent import Role
from models.clock import now
from models.contact import IdentifierKind, State
from tests import factories

FORMER = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)


def names(api: Any, **query: Any) -> list[str]:
    answer = api.get("/contacts", **query)
    assert answer.status_code == 200, answer.json
    return [one["name"] for one in answer.json["items"]]


def test_a_contact_shows_everything_that_is_known(api: Any) -> None:
    ann = factories.make_agent()
    heard = now() - timedelta(hours=1)
    dora = factories.make_contact(
        phone="34600111222",
        bsuid="ES.1",
        email="dora@example.org",
        owner=ann,
        traits={"budget": 1500, "audience": "Men", "vip": True},
        tags=["b", "A"],
        last_heard_at=heard,
        origin={"source_id": "ad"},
    )
    shown = api.get(f"/contacts/{dora.id}").json
    assert shown["status"]["name"] == "New Lead"
    assert shown["source"]["name"] == "WhatsApp"
    assert shown["owner"] == {"id": ann.id, "name": "Ann", "email": "ann@example.org"}
    assert (shown["phone"], shown["bsuid"]) == ("34600111222", "ES.1")
    assert shown["traits"] == {"audience": "Men", "budget": 1500, "vip": True}
    assert [one["name"] for one in shown["tags"]] == ["A", "b"]
    assert (shown["state"], shown["closure_deadline"]) == ("PROSPECT", "2030-01-15")
    assert datetime.fromisoformat(shown["window_open_until"]) == heard + timedelta(hours=24)
    assert datetime.fromisoformat(shown["created_at"]).tzinfo
    assert (shown["workflow"], shown["flag"], shown["origin"]) == (None, None, {"source_id": "ad"})


def test_a_retired_phone_is_not_shown(api: Any) -> None:
    """X6."""
    dora = factories.make_contact(phone="34600111222")
    newer = factories.make_identifier(dora, IdentifierKind.PHONE, "34600999888")
    assert api.get(f"/contacts/{dora.id}").json["phone"] == newer.value


@pytest.fixture
def people(database: None) -> None:
    ann = factories.make_agent("Ann")
    factories.make_contact(
        "Dora",
        phone="34600111222",
        owner=ann,
        status="Interested",
        traits={"budget": 1500, "audience": "Men"},
        tags=["VIP"],
        email="dora@shop.example",
        state=State.CLIENT,
        created_at=FORMER,
    )
    factories.make_contact(
        "Émile 100%", source="Import", traits={"vip": True, "audience": "women"}, username="em_ile"
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Émile 100%", "Dora"]),
        ({"status": "interested"}, ["Dora"]),
        ({"source": "IMPORT"}, ["Émile 100%"]),
        ({"state": "CLIENT"}, ["Dora"]),
        ({"owner": "ann@example.org"}, ["Dora"]),
        ({"owner": "none"}, ["Émile 100%"]),
        ({"tag": "vip"}, ["Dora"]),
        ({"tag": "never used"}, []),
        ({"trait__budget": "1500.0"}, ["Dora"]),
        ({"trait__audience": "Women"}, ["Émile 100%"]),
        ({"trait__vip": "true"}, ["Émile 100%"]),
        ({"trait__audience": "men", "trait__budget": "1"}, []),
        ({"q": "dor"}, ["Dora"]),
        ({"q": "SHOP.ex"}, ["Dora"]),
        ({"q": "vi"}, ["Dora"]),
        ({"q": "+34 600-111"}, ["Dora"]),
        ({"q": "@em_i"}, ["Émile 100%"]),
        ({"q": "100%"}, ["Émile 100%"]),
        ({"q": "emile"}, ["Émile 100%"]),
        ({"q": "%"}, []),
        ({"q": "_"}, []),
        ({"q": "d_ra"}, []),
        ({"created_to": "2026-01-31"}, ["Dora"]),
        ({"created_to": "2026-01-30"}, []),
        ({"created_from": "2026-02-01"}, ["Émile 100%"]),
        ({"created_to": "2026-01-31T23:00:00+00:00"}, []),
        ({"created_from": "2026-01-31T23:30:00Z", "created_to": "2026-02-01"}, ["Dora"]),
        ({"sort": "name"}, ["Dora", "Émile 100%"]),
        ({"sort": "-name"}, ["Émile 100%", "Dora"]),
        ({"sort": "-status"}, ["Dora", "Émile 100%"]),
        ({"sort": "state"}, ["Dora", "Émile 100%"]),
        ({"sort": "created_at"}, ["Dora", "Émile 100%"]),
        ({"sort": "last_heard_at"}, ["Dora", "Émile 100%"]),
        ({"sort": "closure_deadline"}, ["Dora", "Émile 100%"]),
    ],
)
def test_contacts_are_found(
    api: Any, people: None, query: dict[str, str], found: list[str]
) -> None:
    """M8, C4."""
    assert names(api, **query) == found


def test_days_are_the_organisations(api: Any, people: None) -> None:
    """23:30 UTC of 31 January is already February in Madrid."""
    factories.set_organisation(timezone="Europe/Madrid")
    assert names(api, created_from="2026-02-01", created_to="2026-02-01") == ["Dora"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"status": "Nope"}, "status"),
        ({"source": "Nope"}, "source"),
        ({"state": "RICH"}, "state"),
        ({"owner": "nobody@example.org"}, "owner"),
        ({"trait__height": "3"}, "trait.height"),
        ({"trait__budget": "much"}, "trait.budget"),
        ({"sort": "phone"}, "sort"),
        ({"created_from": "yesterday"}, "created_from"),
        ({"created_from": "0001-01-01"}, "created_from"),
        ({"traits": "x"}, "traits"),
        ({"q": "a\0b"}, "q"),
        ({"nmae": "x"}, "nmae"),
    ],
)
def test_a_wrong_filter_is_named(api: Any, people: None, query: dict[str, str], field: str) -> None:
    answer = api.get("/contacts", **query)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_without_a_value_contacts_stand_last(api: Any) -> None:
    for name, heard in (("never", None), ("late", now()), ("early", FORMER)):
        factories.make_contact(name, last_heard_at=heard)
    assert names(api, sort="last_heard_at") == ["early", "late", "never"]
    assert names(api, sort="-last_heard_at") == ["late", "early", "never"]


def test_contacts_are_sorted_by_the_day_on_which_they_were_closed(api: Any) -> None:
    """A12: who is open comes last."""
    now = factories.now()
    factories.make_contact("open")
    for name, days in (("late", 1), ("early", 2)):
        factories.make_contact(name, status="Lost", closed_at=now - timedelta(days=days))
    assert names(api, sort="closed_at") == ["early", "late", "open"]
    assert names(api, sort="-closed_at") == ["late", "early", "open"]


def test_a_page_of_200_costs_as_many_queries_as_one_of_1(api: Any, queries: list[str]) -> None:
    ann = factories.make_agent()
    for number in range(30):
        factories.make_contact(
            f"Dora {number}", owner=ann, traits={"budget": number}, tags=[f"tag {number % 3}"]
        )
    api.get("/contacts", page_size=1)
    counts = []
    for size in (1, 30):
        queries.clear()
        assert len(api.get("/contacts", page_size=size).json["items"]) == size
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 22


def test_eve_sees_closed_contacts_only(api_as: Any) -> None:
    """A6, X13: in lists, counts, searches and one by one."""
    eve = api_as(factories.make_agent("Eve", role=Role.SUPPORT))
    dora = factories.make_contact("Dora")
    carl = factories.make_contact("Carl", status="Lost")
    assert names(eve) == ["Carl"]
    assert eve.get("/contacts").json["total"] == 1
    assert names(eve, q="Dora") == []
    assert eve.get(f"/contacts/{carl.id}").status_code == 200
    for path in ("", "/timeline", "/messages", "/assignments"):
        assert eve.get(f"/contacts/{dora.id}{path}").status_code == 404
    assert eve.patch(f"/contacts/{dora.id}", json={"name": "D"}).status_code == 404
    sent = eve.post(f"/contacts/{dora.id}/messages", json={"text": "Hi"})
    assert sent.status_code == 404
    sales = api_as(factories.make_agent("Bob", role=Role.SALES_AGENT))
    assert names(sales, sort="name") == ["Carl", "Dora"]


def test_the_deadline_is_a_date(api: Any) -> None:
    dora = factories.make_contact(closure_deadline=date(2025, 1, 15))
    assert api.get(f"/contacts/{dora.id}").json["closure_deadline"] == "2025-01-15"
