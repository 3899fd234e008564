"""Automations by status, through the API (M5, C2)."""

from typing import Any

import pytest

from models.agents.agent import Role
from models.catalogue import Catalogue
from models.settings.automation import Automation
from tests import factories

TEXT = {"send": {"text": "Welcome, {name}!"}}
TEMPLATE = {"send": {"template": {"name": "offer", "language": "en", "parameters": ["{name}"]}}}
ACTIONS = [
    TEXT,
    TEMPLATE,
    {"tag": "Won"},
    {"untag": "New"},
    {"state": "CLIENT"},
    {"notify": "owner"},
]


def made(api: Any, **asked: Any) -> Any:
    return api.post("/automations", json={"status": "Converted", "actions": ACTIONS} | asked)


def test_it_is_made_shown_changed_and_removed(api: Any) -> None:
    answer = made(api)
    assert answer.status_code == 201
    shown = answer.json
    assert (shown["status"]["name"], shown["actions"], shown["active"]) == (
        "Converted",
        ACTIONS,
        True,
    )
    path = f"/automations/{shown['id']}"
    assert api.get(path).json == shown
    assert api.get("/automations").json["items"] == [shown]
    changed = api.patch(path, json={"active": False, "actions": [{"tag": "Lost"}]}).json
    assert (changed["active"], changed["actions"]) == (False, [{"tag": "Lost"}])
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404


def test_it_is_stored_as_the_outbox_takes_it(api: Any) -> None:
    id = made(api, actions=[TEXT, TEMPLATE]).json["id"]
    text, template = (one["send"] for one in Automation.get_by_id(id).actions)
    assert text == {"type": "text", "text": "Welcome, {name}!"}
    assert template["type"] == "template"


def test_decisions_see_the_change_at_once(api: Any) -> None:
    id = made(api).json["id"]
    status = Automation.get_by_id(id).status_id
    assert Catalogue.current().automations[status].id == id
    api.patch(f"/automations/{id}", json={"active": False})
    assert Catalogue.current().automations == {}


def test_a_status_has_one(api: Any) -> None:
    made(api)
    answer = made(api)
    assert answer.status_code == 409
    assert "change that one" in answer.json["detail"]


@pytest.mark.parametrize(
    ("actions", "field", "message"),
    [
        ([], "actions", "1 to 20"),
        ([{"tag": "x"}] * 21, "actions", "1 to 20"),
        ([{}], "actions.0.send", "give one of"),
        ([{"tag": "a", "state": "CLIENT"}], "actions.0.send", "give one of"),
        ([{"state": "FRIEND"}], "actions.0.state", "PROSPECT"),
        ([{"notify": "everybody"}], "actions.0.notify", "owner, managers"),
        ([{"assign": "ann"}], "actions.0.assign", "not known"),
        ([{"send": {}}], "actions.0.send.text", "give one of"),
        ([{"send": {"text": "{name"}}], "actions.0.send.text", "without its partner"),
        ([{"send": {"text": "{name.__class__}"}}], "actions.0.send.text", "no placeholder"),
        ([{"send": {"text": "{name}"}}], "actions.0.send.text", "may come out empty"),
        ([{"send": {"text": "{a}" * 41 + "x"}}], "actions.0.send.text", "shorten it"),
        (
            [{"send": {"template": {"name": "Big Offer", "language": "en"}}}],
            "actions.0.send.template",
            "lowercase",
        ),
        (
            [{"send": {"template": {"name": "a", "language": "en", "parameters": ["{"]}}}],
            "actions.0.send.template.parameters.0",
            "without its partner",
        ),
        ([{"send": {"text": "Dear {nmae}"}}], "actions.0.send.text", "there are {name}, {size}"),
        (
            [{"send": {"template": {"name": "a", "language": "en", "parameters": ["{nmae}"]}}}],
            "actions.0.send.template.parameters.0",
            "no trait 'nmae'",
        ),
    ],
)
def test_what_is_wrong_is_named(api: Any, actions: list, field: str, message: str) -> None:
    factories.make_trait("size")
    answer = made(api, actions=actions)
    assert answer.status_code == 422
    assert field in {one["field"] for one in answer.json["errors"]}
    assert message in answer.json["detail"]


def test_an_unknown_status_is_named(api: Any) -> None:
    assert "there are New Lead" in made(api, status="Gone").json["detail"]


def test_only_administrators_change_them(api: Any, api_as: Any) -> None:
    id = made(api).json["id"]
    ann = api_as(factories.make_agent("Ann"))
    assert ann.get(f"/automations/{id}").status_code == 200
    assert made(ann, status="Lost").status_code == 403
    assert ann.patch(f"/automations/{id}", json={"active": False}).status_code == 403
    assert ann.delete(f"/automations/{id}").status_code == 403
    admin = api_as(factories.make_agent("Ada", role=Role.ADMIN))
    assert made(admin, status="Lost").status_code == 201
