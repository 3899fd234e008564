"""Sources (M6, M7) and definitions of traits."""

from typing import Any

import pytest

from models.assignment.rule import Rule
from models.settings.source import Source
from models.settings.trait import Trait
from tests import factories


def source(name: str) -> int:
    return int(factories.find(Source, name).id)


def test_sources_are_added_renamed_and_deleted(api: Any) -> None:
    made = api.post("/sources", json={"name": "Fair"})
    assert made.status_code == 201
    path = f"/sources/{made.json['id']}"
    assert api.patch(path, json={"name": "Trade fair"}).json["name"] == "Trade fair"
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404


@pytest.mark.parametrize("name", ["import", "IMPORT", " Import"])
def test_a_source_is_unique_whatever_its_case(api: Any, name: str) -> None:
    """M6."""
    answer = api.post("/sources", json={"name": name})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "name")


def test_a_source_in_use_cannot_be_deleted(api: Any) -> None:
    """M6."""
    factories.make_contact(source="Import")
    answer = api.delete(f"/sources/{source('Import')}")
    assert answer.status_code == 409
    assert "1 contact has" in answer.json["detail"]


def test_the_source_of_whatsapp_contacts_stays(api: Any) -> None:
    """M7."""
    path = f"/sources/{source('WhatsApp')}"
    assert api.delete(path).status_code == 409
    assert api.patch(path, json={"name": "WA"}).status_code == 409


def test_rules_follow_the_name_of_a_source(api: Any) -> None:
    rule = factories.make_rule(conditions=[{"field": "source", "op": "is_not", "value": "import"}])
    path = f"/sources/{source('Import')}"
    api.patch(path, json={"name": "Lists"})
    assert Rule.get_by_id(rule.id).conditions[0]["value"] == "Lists"
    assert api.delete(path).status_code == 409


def test_traits_are_defined_with_a_kind(api: Any) -> None:
    made = api.post("/traits", json={"name": "Budget", "kind": "number"})
    assert (made.status_code, made.json["kind"]) == (201, "number")
    assert api.post("/traits", json={"name": "budget"}).status_code == 409
    assert api.post("/traits", json={"name": "size", "kind": "huge"}).status_code == 422
    assert api.post("/traits", json={"name": "a:b"}).status_code == 422


def test_a_trait_with_values_keeps_its_kind_and_its_definition(api: Any) -> None:
    factories.make_contact(traits={"budget": 5})
    path = f"/traits/{factories.find(Trait, 'budget').id}"
    assert api.patch(path, json={"kind": "text"}).status_code == 409
    assert api.delete(path).status_code == 409
    assert api.patch(path, json={"name": "Budget in euros"}).status_code == 200


def test_rules_follow_the_name_of_a_trait(api: Any) -> None:
    trait = factories.make_trait("budget", 5)
    rule = factories.make_rule(conditions=[{"field": "trait:Budget", "op": "set"}])
    api.patch(f"/traits/{trait.id}", json={"name": "money"})
    assert Rule.get_by_id(rule.id).conditions[0]["field"] == "trait:money"
    assert api.delete(f"/traits/{trait.id}").status_code == 409
    Rule.delete().execute()
    assert api.delete(f"/traits/{trait.id}").status_code == 204


COLOURS = {"name": "colour", "kind": "choice", "choices": ["Navy blue", "Red", "Grün"]}


def test_a_trait_keeps_its_choices_in_their_order(api: Any) -> None:
    made = api.post("/traits", json=COLOURS)
    assert (made.status_code, made.json["choices"]) == (201, ["Navy blue", "Red", "Grün"])
    path = f"/traits/{made.json['id']}"
    assert api.patch(path, json={"choices": ["Red", "Navy blue"]}).json["warnings"] == []
    assert api.get(path).json["choices"] == ["Red", "Navy blue"]
    assert api.patch(path, json={"choices": None}).json["choices"] is None


@pytest.mark.parametrize("spelled", ["navy BLUE", " Navy  blue ", "Navy blue"])
def test_a_choice_is_understood_whatever_its_case(api: Any, spelled: str) -> None:
    api.post("/traits", json=COLOURS)
    made = api.post("/contacts", json={"name": "Dora", "traits": {"Colour": spelled}})
    assert made.json["traits"] == {"colour": "Navy blue"}


def test_what_is_no_choice_is_refused_with_what_there_is(api: Any) -> None:
    api.post("/traits", json=COLOURS)
    answer = api.post("/contacts", json={"name": "Dora", "traits": {"colour": "Pink"}})
    [wrong] = answer.json["errors"]
    assert (answer.status_code, wrong["field"]) == (422, "traits.colour")
    remedy = "give one of Navy blue, Red, Grün, or add it to the choices of colour"
    assert wrong["message"] == remedy


def test_a_choice_without_a_list_takes_any_text(api: Any) -> None:
    api.post("/traits", json={"name": "colour", "kind": "choice"})
    made = api.post("/contacts", json={"name": "Dora", "traits": {"colour": "Pink"}})
    assert made.json["traits"] == {"colour": "Pink"}


@pytest.mark.parametrize(
    "choices",
    [
        [],
        ["x" * 101],
        [str(n) for n in range(101)],
        ["Red", "RED"],
        ["a", "a"],
        [""],
        [None],
        "Red",
    ],
)
def test_choices_are_a_short_list_of_different_texts(api: Any, choices: Any) -> None:
    answer = api.post("/traits", json=COLOURS | {"choices": choices})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"].startswith("choices")


def test_only_the_kind_choice_has_choices(api: Any) -> None:
    answer = api.post("/traits", json=COLOURS | {"kind": "text"})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "choices")
    path = f"/traits/{api.post('/traits', json=COLOURS).json['id']}"
    changed = api.patch(path, json={"kind": "number"}).json
    assert (changed["kind"], changed["choices"]) == ("number", None)


def test_a_choice_that_is_taken_away_stays_where_it_is_and_is_counted(api: Any) -> None:
    path = f"/traits/{api.post('/traits', json=COLOURS).json['id']}"
    dora = api.post("/contacts", json={"name": "Dora", "traits": {"colour": "Red"}}).json["id"]
    changed = api.patch(path, json={"choices": ["Navy blue"]}).json
    assert changed["warnings"] == ["1 contact keeps “Red”, which is no choice any more"]
    again = api.patch(f"/contacts/{dora}", json={"name": "D", "traits": {"colour": "Red"}})
    assert (again.status_code, again.json["traits"]) == (200, {"colour": "Red"})
    assert api.patch(f"/contacts/{dora}", json={"traits": {"colour": "Grün"}}).status_code == 422
