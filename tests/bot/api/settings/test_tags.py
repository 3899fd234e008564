"""`/tags`: words that hang on contacts, added, renamed and deleted with a way out (M4's manner)."""

from typing import Any

from models.agents.agent import Role
from models.contact import Contact
from models.settings.tag import Tag
from tests import factories
from tests.models.acting import told


def id_of(name: str) -> int:
    return int(factories.find(Tag, name).id)


def test_tags_are_listed_with_how_many_have_them(api: Any) -> None:
    factories.make_contact(tags=["VIP", "New"])
    factories.make_contact(tags=["VIP"])
    assert api.post("/tags", json={"name": " Cold "}).status_code == 201
    listed = api.get("/tags").json["items"]
    assert [(one["name"], one["contacts"]) for one in listed] == [
        ("Cold", 0),
        ("New", 1),
        ("VIP", 2),
    ]
    assert api.get("/tags", q="v").json["total"] == 1


def test_who_sees_closed_contacts_only_is_told_of_no_others(api_as: Any) -> None:
    factories.make_contact(tags=["VIP"])
    support = factories.make_agent("Sue", role=Role.SUPPORT)
    assert api_as(support).get("/tags").json["items"][0]["contacts"] == 0


def test_a_name_is_taken_whatever_its_case(api: Any) -> None:
    factories.make_tag("VIP")
    factories.make_tag("Cold")
    assert api.post("/tags", json={"name": "vip"}).status_code == 409
    assert api.patch(f"/tags/{id_of('Cold')}", json={"name": "vip"}).status_code == 409
    assert api.patch(f"/tags/{id_of('VIP')}", json={"name": "Vip"}).status_code == 200


def test_contacts_follow_a_new_name(api: Any) -> None:
    dora = factories.make_contact(tags=["VIP"])
    assert api.patch(f"/tags/{id_of('VIP')}", json={"name": "Gold"}).json["contacts"] == 1
    assert [tag["name"] for tag in api.get(f"/contacts/{dora.id}").json["tags"]] == ["Gold"]


def test_a_tag_in_use_stays_until_it_is_said_what_becomes_of_it(api: Any) -> None:
    dora = factories.make_contact(tags=["VIP"])
    path = f"/tags/{id_of('VIP')}"
    refused = api.delete(path)
    assert refused.status_code == 409
    assert "?take_off=true" in refused.json["detail"]
    assert api.delete(path, take_off="true").status_code == 204
    assert api.get(f"/contacts/{dora.id}").json["tags"] == []
    assert told(dora) == ["contact.untagged"]


def test_contacts_get_another_tag_and_rules_are_tried(api: Any) -> None:
    ann = factories.make_agent("Ann")
    gold = [{"field": "tag", "op": "is", "value": "Gold"}]
    factories.make_rule("Gold", [ann], conditions=gold)
    dora = factories.make_contact(tags=["VIP"])
    factories.make_tag("Gold")
    assert api.delete(f"/tags/{id_of('VIP')}", move_to="gold").status_code == 204
    assert [tag["name"] for tag in api.get(f"/contacts/{dora.id}").json["tags"]] == ["Gold"]
    assert Contact.get_by_id(dora.id).owner == ann


def test_what_makes_no_sense_is_refused(api: Any) -> None:
    factories.make_contact(tags=["VIP"])
    path = f"/tags/{id_of('VIP')}"
    assert api.delete(path, move_to="Nowhere").status_code == 422
    assert api.delete(path, move_to="VIP").status_code == 409
    assert api.delete("/tags/999").status_code == 404
    assert api.post("/tags", json={"name": ""}).status_code == 422


def test_only_administrators_rename_and_delete(api_as: Any) -> None:
    factories.make_tag("VIP")
    ann = api_as(factories.make_agent("Ann"))
    path = f"/tags/{id_of('VIP')}"
    assert ann.patch(path, json={"name": "Gold"}).status_code == 403
    assert ann.delete(path).status_code == 403
