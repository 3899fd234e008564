"""Sources, traits and tags as pages. M1, M6, M7, X13."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.contact import Contact, ContactTag
from models.settings.source import Source
from models.settings.tag import Tag
from models.settings.trait import Trait, TraitKind
from tests import factories

LISTS = {"sources": "New source", "traits": "New trait", "tags": "New tag"}


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.ADMIN, password=factories.PASSWORD)


@pytest.fixture
def browser(browser_of: Any, ann: Agent) -> Any:
    return browser_of(ann)


@pytest.mark.parametrize("things", LISTS)
def test_they_are_added_renamed_found_and_deleted(browser: Any, things: str) -> None:
    place = f"/settings/{things}"
    extra = {"kind": "number"} if things == "traits" else {}
    added = browser.submits(f"{place}/add", f"{place}/add", name="Fair <b>", **extra)
    assert added.status_code == 303
    page = browser.sees(f"{place}?q=fAIR")
    assert "Fair &lt;b&gt; can be used from now on." in page
    id = page.split(f'href="{place}/')[2].split('"')[0]
    renamed = browser.submits(f"{place}/{id}", f"{place}/{id}", name="Market", **extra)
    assert renamed.status_code == 303
    path = f"{place}/{id}/delete"
    assert "Delete Market</button>" in browser.sees(path)
    assert browser.submits(path, path).status_code == 303
    assert "Market is deleted." in browser.sees(place)
    assert "Nothing has this in its name." in browser.sees(f"{place}?q=Market")


@pytest.mark.parametrize("things", LISTS)
def test_a_name_that_is_taken_is_said_beside_it_and_kept(browser: Any, things: str) -> None:
    place = f"/settings/{things}"
    extra = {"kind": "text"} if things == "traits" else {}
    browser.submits(f"{place}/add", f"{place}/add", name="Fair", **extra)
    answer = browser.submits(f"{place}/add", f"{place}/add", name="FAIR", **extra)
    assert answer.status_code == 422
    assert "exists already" in answer.text
    assert 'value="FAIR"' in answer.text


def test_a_source_in_use_stays_and_the_page_leads_to_its_contacts(browser: Any) -> None:
    source = Source.create(name="Fair")
    factories.make_contact("Dora", source="Fair")
    path = f"/settings/sources/{source.id}/delete"
    page = browser.sees(path)
    assert "1 contact has the source Fair: give them another one first." in page
    assert 'href="/contacts?source=Fair"' in page
    assert "Delete Fair</button>" not in page
    assert browser.submits(path, "/settings/sources").status_code in (400, 422)
    assert Source.get_or_none(Source.name == "Fair")


def test_a_trait_with_values_keeps_its_kind(browser: Any) -> None:
    trait = Trait.create(name="size", kind=TraitKind.NUMBER)
    factories.make_contact("Dora", traits={"size": 40})
    path = f"/settings/traits/{trait.id}"
    answer = browser.submits(path, path, name="size", kind="text")
    assert answer.status_code == 422
    assert "1 contact has a value of the kind number" in answer.text
    assert "1 contact has a value for size" in browser.sees(f"{path}/delete")


@pytest.mark.parametrize(("then", "kept"), [("take_off", None), ("move", "Warm")])
def test_contacts_lose_a_tag_that_goes_or_get_another(
    browser: Any, then: str, kept: str | None
) -> None:
    hot = factories.make_tag("Hot")
    factories.make_tag("Warm")
    dora: Contact = factories.make_contact("Dora", tags=["Hot"])
    path = f"/settings/tags/{hot.id}/delete"
    assert "1 contact has it." in browser.sees(path)
    assert browser.submits(path, path, then=then, move_to=kept or "").status_code == 303
    rows = ContactTag.select().join(Tag).where(ContactTag.contact == dora)
    assert [row.tag.name for row in rows] == ([kept] if kept else [])


def test_a_tag_to_move_to_must_be_there(browser: Any) -> None:
    hot = factories.make_tag("Hot")
    factories.make_contact("Dora", tags=["Hot"])
    path = f"/settings/tags/{hot.id}/delete"
    answer = browser.submits(path, path, then="move", move_to="Nowhere")
    assert answer.status_code == 422
    assert "there is no tag" in answer.text
    assert 'value="Nowhere"' in answer.text


def test_agents_read_the_lists_and_add_tags_only(browser_of: Any, database: None) -> None:
    browser = browser_of(factories.make_agent("Bob", password=factories.PASSWORD))
    for things, adds in LISTS.items():
        assert (adds in browser.sees(f"/settings/{things}")) == (things == "tags")
    assert browser.open("/settings/sources/add").status_code == 403
    assert browser.open("/settings/organisation").status_code == 403


def test_the_choices_of_a_trait_are_lines_and_what_is_kept_is_said(browser: Any) -> None:
    place = "/settings/traits/add"
    lines = "Navy blue\r\n\r\n Red \r\n"
    browser.submits(place, place, name="colour", kind="choice", choices=lines)
    trait = factories.find(Trait, "colour")
    assert trait.choices == ["Navy blue", "Red"]
    factories.make_contact("Dora", traits={"colour": "Red"})
    path = f"/settings/traits/{trait.id}"
    assert "Navy blue\nRed</textarea>" in browser.sees(path)
    browser.submits(path, path, name="colour", kind="choice", choices="Navy blue")
    page = browser.sees("/settings/traits")
    assert "1 contact keeps “Red”, which is no choice any more." in page


def test_choices_that_are_wrong_are_said_beside_them_and_kept(browser: Any) -> None:
    place = "/settings/traits/add"
    answer = browser.submits(place, place, name="colour", kind="choice", choices="Red\nRED")
    assert answer.status_code == 422
    assert "RED is there twice: leave one of them out" in answer.text
    assert "Red\nRED</textarea>" in answer.text


def test_an_empty_list_leads_to_its_first_thing(browser: Any) -> None:
    page = browser.sees("/settings/traits")
    assert 'href="/settings/traits/add">Add the first</a>' in page
    assert 'type="search"' not in page
    assert 'type="search"' in browser.sees("/settings/traits?q=x")
    for path in ("/contacts/import", "/contacts/new"):
        assert f'href="{path}"' in browser.sees("/contacts").split("There is no contact yet")[1]
