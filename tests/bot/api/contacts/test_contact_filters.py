"""What a list of contacts can be asked for, besides words. M8, C4, A12."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from models.agents.agent import Agent
from models.clock import now
from models.contact import Contact, Identifier, State
from models.contact.finding import search
from models.contact.message import Author
from models.settings.trait import Trait, TraitKind
from tests import factories


def names(api: Any, query: str = "", **filters: Any) -> list[str]:
    answer = api.get("/contacts", **parse_qs(query), **filters)
    assert answer.status_code == 200, answer.json
    return sorted(one["name"] for one in answer.json["items"])


@pytest.fixture
def people(database: None) -> None:
    ann = factories.make_agent("Ann")
    factories.make_contact(
        "Dora",
        owner=ann,
        status="Interested",
        source="API",
        traits={"budget": 1500, "audience": "Men", "vip": True},
        tags=["VIP", "Old"],
        state=State.CLIENT,
        closure_deadline=date(2030, 1, 10),
        last_heard_at=datetime(2026, 1, 5, tzinfo=UTC),
        last_contacted_at=datetime(2026, 1, 5, 12, tzinfo=UTC),
        updated_at=datetime(2026, 1, 6, tzinfo=UTC),
    )
    factories.make_contact(
        "Eve",
        status="Lost",
        closed_at=now(),
        opted_out_at=now(),
        traits={"budget": 99.5, "audience": "women"},
        tags=["Old"],
        updated_at=datetime(2026, 2, 6, tzinfo=UTC),
        closure_deadline=date(2030, 1, 20),
    )
    finn = factories.make_contact("Finn", traits={"audience": "x" * 3000})
    Identifier.delete().where(Identifier.contact == finn).execute()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=Interested&status=lost", "Dora Eve"),
        ("not.status=Lost", "Dora Finn"),
        ("not.status=Lost&not.status=Interested", "Finn"),
        ("source=API&source=WhatsApp", "Dora Eve Finn"),
        ("not.source=WhatsApp", "Dora"),
        ("state=CLIENT&state=PARTNER", "Dora"),
        ("not.state=CLIENT", "Eve Finn"),
        ("owner=ann@example.org&owner=none", "Dora Eve Finn"),
        ("not.owner=ann@example.org", "Eve Finn"),
        ("not.owner=none", "Dora"),
        ("tag=vip&tag=old", "Dora Eve"),
        ("tag=vip&tag=nothing", "Dora"),
        ("not.tag=vip", "Eve Finn"),
        ("not.tag=nothing", "Dora Eve Finn"),
        ("trait.budget=1500", "Dora"),
        ("trait.budget.gte=99.5", "Dora Eve"),
        ("trait.budget.gt=99.5", "Dora"),
        ("trait.budget.lt=1500", "Eve"),
        ("trait.budget.lte=1500", "Dora Eve"),
        ("trait.budget.gte=100&trait.budget.lte=2000", "Dora"),
        ("trait.budget.not=1500", "Eve Finn"),
        ("trait.budget.set=true", "Dora Eve"),
        ("trait.budget.set=false", "Finn"),
        ("trait.audience=MEN&trait.audience=Women", "Dora Eve"),
        ("trait.audience.not=men", "Eve Finn"),
        ("trait.vip=true", "Dora"),
        ("trait.audience=" + "X" * 3000, "Finn"),
        ("trait.audience=" + "x" * 2999, ""),
        ("closed=true", "Eve"),
        ("closed=false", "Dora Finn"),
        ("opted_out=true", "Eve"),
        ("opted_out=false", "Dora Finn"),
        ("has_phone=true", "Dora Eve"),
        ("has_phone=false", "Finn"),
        ("deadline_from=2030-01-10&deadline_to=2030-01-14", "Dora"),
        ("deadline_to=2030-01-20", "Dora Eve Finn"),
        ("updated_to=2026-01-06", "Dora"),
        ("updated_from=2026-01-07&updated_to=2026-02-06", "Eve"),
        ("last_heard_from=2026-01-05T00:00:00Z", "Dora"),
        ("last_heard_to=2026-01-04", ""),
        ("last_contacted_from=2026-01-05&last_contacted_to=2026-01-05", "Dora"),
        ("status=Lost&has_phone=true&tag=old&trait.budget.lt=100", "Eve"),
    ],
)
def test_filters_find(api: Any, people: None, query: str, found: str) -> None:
    """Twice: what contact_search holds may be old, or be up to date."""
    assert names(api, query) == found.split()
    while search.refresh():
        pass
    assert names(api, query) == found.split()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=Nope&status=Lost", "status"),
        ("not.status=Nope", "not.status"),
        ("not.owner=nobody@example.org", "not.owner"),
        ("not.state=RICH", "not.state"),
        ("trait.nothing=1", "trait.nothing"),
        ("trait.nothing.gte=1", "trait.nothing.gte"),
        ("trait.budget.near=1", "trait.budget.near"),
        ("trait.budget.gte=much", "trait.budget.gte"),
        ("trait.budget.gte=1&trait.budget.gte=2", "trait.budget.gte"),
        ("trait.audience.gt=Men", "trait.audience.gt"),
        ("trait.budget.set=perhaps", "trait.budget.set"),
        ("closed=perhaps", "closed"),
        ("updated_from=soon", "updated_from"),
        ("after=x&page=2", "after"),
        ("not.town=Leeds", "not.town"),
    ],
)
def test_what_is_wrong_is_named(api: Any, people: None, query: str, field: str) -> None:
    answer = api.get("/contacts", **parse_qs(query))
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == field


def test_dates_compare_as_days(api: Any) -> None:
    Trait.create(name="birthday", kind=TraitKind.DATE)
    for name, day in (("Dora", "1990-05-01"), ("Eve", "2001-12-24")):
        factories.make_contact(name, traits={"birthday": day})
    assert names(api, "trait.birthday.lt=2000-01-01") == ["Dora"]
    assert names(api, "trait.birthday=2001-12-24") == ["Eve"]
    assert names(api, "trait.birthday.gte=1990-05-01") == ["Dora", "Eve"]


def test_a_trait_whose_name_has_a_dot_is_meant_first(api: Any) -> None:
    factories.make_contact("Dora", traits={"size.gte": "L", "size": "M"})
    assert names(api, "trait.size.gte=L") == ["Dora"]


def test_who_waits_for_a_person_is_unanswered(api: Any) -> None:
    dora, eve = factories.make_contact("Dora"), factories.make_contact("Eve")
    factories.make_contact("Finn")
    for contact in (dora, eve):
        factories.make_message(contact, "Hi")
        factories.make_message(contact, "How much?", author=Author.BOT)
    factories.make_message(eve, "Hello Eve", author=Author.AGENT)
    for _ in range(2):
        assert names(api, unanswered="true") == ["Dora"]
        assert names(api, unanswered="false") == ["Eve", "Finn"]
        search.refresh()
    factories.make_message(eve, "?", type="reaction")
    assert names(api, unanswered="true") == ["Dora"]


def test_what_changed_a_moment_ago_is_found_by_its_moment(api: Any) -> None:
    """Whether or not contact_search knows of it."""
    dora = factories.make_contact("Dora", updated_at=now() - timedelta(days=9))
    search.refresh()
    begun = now()
    api.patch(f"/contacts/{dora.id}", json={"tags": ["VIP"]})
    assert names(api, updated_from=begun.isoformat()) == ["Dora"]
    assert names(api, updated_to=begun.isoformat()) == []


def test_a_selection_takes_the_same_filters(api: Any, people: None) -> None:
    """C2: in JSON several values are a list."""
    wanted = {
        "status": ["Interested", "Lost"],
        "not.tag": "VIP",
        "trait.budget.lt": 100,
        "closed": True,
    }
    job = api.post("/contacts/change", json={"filter": wanted, "changes": {"state": "OTHER"}}).json
    assert (job["total"], job["done"]) == (1, 1)
    assert Contact.get(Contact.state == State.OTHER).name == "Eve"
    for wrong in ({"status": []}, {"status": [None]}, {"status": ["Lost"] * 51}):
        asked = {"filter": wrong, "changes": {"state": "OTHER"}}
        assert api.post("/contacts/change", json=asked).status_code == 422


def test_an_agents_key_asks_for_its_own(people: None, api: Any, api_as: Any) -> None:
    ann = factories.find(Agent, "Ann")
    assert names(api_as(ann), "owner=me") == ["Dora"]
    assert names(api_as(ann), "not.owner=me") == ["Eve", "Finn"]
    answer = api.get("/contacts", owner="me")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "owner"


def test_a_few_are_named_one_by_one(people: None, api: Any) -> None:
    dora, eve = (Contact.get(Contact.name == name).id for name in ("Dora", "Eve"))
    assert names(api, f"id={dora}&id={eve}") == ["Dora", "Eve"]
    assert names(api, f"id={dora}&id={eve}&status=Lost") == ["Eve"]
