"""Pages of a list of contacts: each once, in order, whatever is added meanwhile; and how many there
are. C4, M8, X13."""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.agents.agent import Role
from models.base import database
from models.contact import Contact, State
from models.contact.finding import counting, search
from models.contact.finding.browsing import page
from models.contact.finding.filters import Wanted
from models.contact.finding.sorting import SORTS
from models.walking import Stretch
from tests import factories

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
ORDERS = [sign + name for name in SORTS for sign in ("", "-")]


def walk(api: Any, **asked: Any) -> list[str]:
    """All names, page by page."""
    names: list[str] = []
    after: dict[str, str] = {}
    while True:
        answer = api.get("/contacts", page_size=2, **asked, **after)
        assert answer.status_code == 200, answer.json
        names += [one["name"] for one in answer.json["items"]]
        if answer.json["next"] is None:
            return names
        after = {"after": answer.json["next"]}


@pytest.fixture
def people(database: None) -> list[str]:
    """With equal and with missing values of every key."""
    statuses = ("New Lead", "Lost", "Interested", "New Lead", "Lost")
    for place, status in enumerate(statuses):
        factories.make_contact(
            "Same" if place < 2 else f"Name {place}",
            status=status,
            state=[*State, State.CLIENT][place],
            created_at=BEGIN + timedelta(days=place // 2),
            updated_at=BEGIN + timedelta(days=5 - place),
            status_since=BEGIN,
            last_heard_at=BEGIN if place in (1, 3) else None,
            last_contacted_at=BEGIN + timedelta(days=place // 2) if place > 1 else None,
            closed_at=BEGIN + timedelta(hours=place) if status == "Lost" else None,
            closure_deadline=None if place == 4 else date(2030, 1, 1 + place // 2),
        )
    return sorted(one.name for one in Contact.select())


@pytest.mark.parametrize("sort", ORDERS)
def test_pages_by_cursor_are_the_list_as_it_stands(api: Any, people: list[str], sort: str) -> None:
    names = walk(api, sort=sort)
    assert sorted(names) == people
    whole = api.get("/contacts", sort=sort).json["items"]
    assert [one["name"] for one in whole] == names
    by_number = [
        api.get("/contacts", sort=sort, page=number, page_size=2).json for number in (1, 2, 3)
    ]
    assert [one["name"] for page in by_number for one in page["items"]] == names
    export = api.get("/contacts/export", sort=sort, columns="name").text.split()
    assert " ".join(export[1:]).replace('"', "") == " ".join(names)


@pytest.mark.parametrize("sort", ORDERS)
def test_pages_lead_back_to_where_they_came_from(api: Any, people: list[str], sort: str) -> None:
    def shown(**place: str) -> Any:
        return api.get("/contacts", page_size=2, sort=sort, **place).json

    first = shown()
    second = shown(after=first["next"])
    third = shown(after=second["next"])
    assert first["previous"] is None
    again = shown(before=third["previous"])
    assert [one["id"] for one in again["items"]] == [one["id"] for one in second["items"]]
    assert shown(after=again["next"])["items"] == third["items"]
    begun = shown(before=again["previous"])
    assert begun["items"] == first["items"]
    assert begun["previous"] is None


def test_there_is_one_place_to_read_from(api: Any, people: list[str]) -> None:
    answer = api.get("/contacts", before="x", after="y")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "after")
    answer = api.get("/contacts", before="x")
    assert answer.json["errors"][0]["field"] == "before"


@pytest.mark.parametrize("filters", [{"status": "Lost"}, {"q": "name"}, {"tag": "VIP"}])
def test_pages_go_with_filters(api: Any, people: list[str], filters: dict[str, str]) -> None:
    for contact in Contact.select().where(Contact.name != "Same"):
        factories.ContactTag.create(contact=contact, tag=factories.make_tag("VIP"))
    for sort in ORDERS:
        found = walk(api, sort=sort, **filters)
        assert len(found) == api.get("/contacts", **filters).json["total"] >= 2


@given(
    st.sampled_from(ORDERS),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=12),
    st.integers(1, 3),
)
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_every_contact_comes_once_whatever_is_added_meanwhile(
    database: None, sort: str, added: list[tuple[int, int]], size: int
) -> None:
    """What was there when the walk began comes exactly once; what is added at most once."""
    with database_point():
        known = {_add(n % 4, n // 4).id for n in range(8)}
        seen: list[int] = []
        after: str | None = None
        arriving = iter(added)
        while True:
            found = page(Wanted(), None, Stretch(sort, size, after=after))
            seen += [one.id for one in found.contacts]
            after = found.next
            if after is None:
                break
            for one in [next(arriving, None)]:
                if one is not None:
                    _add(*one)
        assert known <= set(seen)
        assert len(seen) == len(set(seen))


class database_point:
    """What happens inside is taken back: examples share one database."""

    def __enter__(self) -> None:
        self._point = database.atomic()
        self._transaction = self._point.__enter__()

    def __exit__(self, *error: Any) -> None:
        self._transaction.rollback()
        self._point.__exit__(*error)


def _add(one: int, other: int) -> Contact:
    moments = [None, *(BEGIN + timedelta(days=n) for n in range(3))]
    return factories.make_contact(
        f"Name {one}",
        status=["New Lead", "Lost", "Interested", "Invalid"][one],
        state=list(State)[other],
        created_at=BEGIN + timedelta(days=one),
        updated_at=BEGIN + timedelta(days=other),
        status_since=BEGIN + timedelta(days=other),
        last_heard_at=moments[one],
        closed_at=moments[other],
        closure_deadline=date(2030, 1, 1 + one) if other else None,
    )


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        "é",
        base64.urlsafe_b64encode(b"[1]").decode(),
        base64.urlsafe_b64encode(json.dumps(["name", 0, "x", 1]).encode()).decode(),
        base64.urlsafe_b64encode(json.dumps(["-created_at", 7, "x", 1]).encode()).decode(),
        base64.urlsafe_b64encode(json.dumps(["-created_at", 0, "x", 1]).encode()).decode(),
        base64.urlsafe_b64encode(json.dumps(["-created_at", 0, None, 1]).encode()).decode(),
        base64.urlsafe_b64encode(b"[" * 900).decode(),
        base64.urlsafe_b64encode(
            json.dumps(["-created_at", 0, BEGIN.isoformat(), 10**30]).encode()
        ).decode(),
    ],
)
def test_a_wrong_cursor_is_named(api: Any, cursor: str) -> None:
    answer = api.get("/contacts", after=cursor)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "after")


@pytest.mark.parametrize("text", ["\0", "\ud800"])
def test_a_cursor_of_no_text_is_a_wrong_one(api: Any, text: str) -> None:
    """As a key, and as the order that it goes with, of which the answer tells."""
    for place in (["name", 0, text, 1], [text, 0, "x", 1]):
        cursor = base64.urlsafe_b64encode(json.dumps(place).encode()).decode()
        answer = api.get("/contacts", sort="name", after=cursor)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "after")
        assert "begin anew" in answer.json["detail"]


def test_a_cursor_of_a_status_that_is_gone_begins_anew(api: Any) -> None:
    factories.make_status("Met")
    for _ in range(3):
        factories.make_contact(status="Met")
    after = api.get("/contacts", sort="status", page_size=1).json["next"]
    status = factories.find(factories.Status, "Met")
    api.delete(f"/statuses/{status.id}", move_to="Lost")
    assert api.get("/contacts", sort="status", after=after).status_code == 422


def test_totals_are_exact_up_to_many(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "FEW", 2)
    monkeypatch.setattr(counting, "LED", 2)
    monkeypatch.setattr(counting, "_kept", counting.Kept())
    for name in ("Ann", "Bob"):
        factories.make_contact(name, tags=["VIP"])
    answer = api.get("/contacts").json
    assert (answer["total"], answer["total_exact"]) == (2, True)
    factories.make_contact("Cid", tags=["VIP"])
    for asked in ({}, {"tag": "VIP"}, {"has_phone": "true"}, {"q": "vip"}, {"sort": "-name"}):
        answer = api.get("/contacts", **asked).json
        assert (answer["total"], answer["total_exact"], len(answer["items"])) == (3, False, 3)


def test_the_count_of_many_is_kept_for_a_moment(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "FEW", 0)
    monkeypatch.setattr(counting, "_kept", counting.Kept())
    factories.make_contact()
    assert api.get("/contacts").json["total"] == 1
    factories.make_contact()
    assert api.get("/contacts").json["total"] == 1
    monkeypatch.setattr(counting, "KEPT", 0.0)
    monkeypatch.setattr(counting, "_kept", counting.Kept())
    assert api.get("/contacts").json["total"] == 2


def test_what_takes_too_long_to_count_is_guessed(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "FEW", 0)
    monkeypatch.setattr(counting, "_kept", counting.Kept())
    monkeypatch.setattr(counting, "_counted", lambda sql, values, patience: None)
    factories.make_contact()
    answer = api.get("/contacts").json
    assert answer["total"] >= 1
    assert answer["total_exact"] is False


def test_pages_are_those_that_one_may_see(api_as: Any) -> None:
    """X13: a cursor leads to nobody else either."""
    for place in range(4):
        factories.make_contact(f"Name {place}", status="Lost" if place % 2 else None)
    support = api_as(factories.make_agent("Sue", role=Role.SUPPORT))
    answer = support.get("/contacts", page_size=1, sort="name").json
    assert answer["total"] == 2
    behind = support.get("/contacts", page_size=5, sort="name", after=answer["next"]).json
    assert [one["name"] for one in behind["items"]] == ["Name 3"]


def test_a_list_asks_few_questions_however_long_it_is(api: Any, queries: list[str]) -> None:
    for number in range(12):
        factories.make_contact(f"Dora {number}")
    search.refresh()
    api.get("/contacts")
    counts = []
    for size in (1, 12):
        queries.clear()
        assert len(api.get("/contacts", page_size=size, q="dora").json["items"]) == size
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25
