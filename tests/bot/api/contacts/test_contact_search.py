"""`GET /contacts?q=`: words of all that is known of contacts and was said with them. M8, X13."""

from typing import Any

import pytest

from models.agents.agent import Role
from models.contact import IdentifierKind
from models.contact.company import Company
from models.contact.finding import search
from models.contact.message import Author
from tests import factories


def names(api: Any, q: str, **more: Any) -> list[str]:
    return sorted(one["name"] for one in api.get("/contacts", q=q, **more).json["items"])


@pytest.fixture
def dora(database: None) -> Any:
    contact = factories.make_contact(
        "Dôra Müller",
        phone="34600111222",
        email="dora.m@shop.example",
        username="dora_paints",
        town="Sevilla",
        company=Company.create(name="Acme Ltd"),
        tags=["Big spender"],
        traits={"city": "Córdoba", "budget": 1500},
    )
    factories.make_identifier(contact, IdentifierKind.EXTERNAL, "CRM-77")
    factories.make_message(contact, "Do you have a blue jacket?")
    factories.make_message(contact, "The coat costs 99 €", author=Author.AGENT)
    factories.make_contact("Eve", phone="4915112345678")
    return contact


@pytest.mark.parametrize(
    "q",
    [
        "dora",
        "DÔRA",
        "mull",
        "ora",
        "müller dora",
        "dora.m@shop.example",
        "shop",
        "@dora_paints",
        "paints",
        "+34 600 111-222",
        "34600",
        "600111",
        "111222",
        "0600111222",
        "crm-77",
        "sevi",
        "acme",
        "spender",
        "big sp",
        "cordoba",
        "1500",
        "jacket blue",
        "coat",
        "99 €",
        "dora jacket acme",
    ],
)
def test_contacts_are_found_by_words_of_what_is_known_and_was_said(
    api: Any, dora: Any, q: str
) -> None:
    assert names(api, q) == ["Dôra Müller"]


@pytest.mark.parametrize("q", ["dora trousers", "acket", "600112", "d'oro'; --", "' | 'finn", "\\"])
def test_all_words_are_wanted_and_nothing_else_is_found(api: Any, dora: Any, q: str) -> None:
    assert names(api, q) == []


def test_who_was_just_added_or_changed_is_found_at_once(api: Any) -> None:
    api.post("/contacts", json={"name": "Dora", "tags": ["Old"]})
    [shown] = api.get("/contacts", q="dora old").json["items"]
    api.patch(f"/contacts/{shown['id']}", json={"tags": ["New"], "traits": {"city": "Hull"}})
    assert names(api, "new hull") == ["Dora"]
    assert names(api, "old") == []
    tag = factories.find(factories.Tag, "New")
    api.patch(f"/tags/{tag.id}", json={"name": "Fresh"})
    assert names(api, "fresh") == ["Dora"]


def test_a_renamed_company_is_found_by_its_new_name(api: Any, dora: Any) -> None:
    assert names(api, "acme") == ["Dôra Müller"]
    api.patch(f"/companies/{dora.company_id}", json={"name": "Zenith"})
    assert (names(api, "zenith"), names(api, "acme")) == (["Dôra Müller"], [])


def test_while_much_has_changed_a_search_does_not_wait(
    api: Any, dora: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker is at it; a moment later it is found."""
    monkeypatch.setattr(search, "FEW", 1)
    assert names(api, "dora") == []
    search.refresh()
    assert names(api, "dora") == ["Dôra Müller"]


def test_what_one_may_not_see_is_not_found(api_as: Any, dora: Any) -> None:
    """X13: nor counted."""
    factories.make_contact("Carl jacket", status="Lost")
    support = api_as(factories.make_agent("Sue", role=Role.SUPPORT))
    answer = support.get("/contacts", q="jacket").json
    assert ([one["name"] for one in answer["items"]], answer["total"]) == (["Carl jacket"], 1)


def test_a_search_goes_with_filters_and_orders(api: Any, dora: Any) -> None:
    factories.make_contact("Dora Second", status="Interested", source="API")
    assert names(api, "dora", status="Interested") == ["Dora Second"]
    assert names(api, "dora", source="API", tag="Big spender") == []
    answer = api.get("/contacts", q="dora", sort="-name").json
    assert [one["name"] for one in answer["items"]] == ["Dôra Müller", "Dora Second"]


def test_a_selection_may_search(api: Any, dora: Any) -> None:
    """C2: what is searched for is changed, and nothing else."""
    asked = {"filter": {"q": "jacket"}, "changes": {"state": "CLIENT"}}
    assert api.post("/contacts/change", json=asked).json["total"] == 1
    assert api.get("/contacts", state="CLIENT").json["items"][0]["id"] == dora.id
