"""Each body that the OpenAPI document shows is taken by the demo shop."""

from typing import Any

import pytest
from flask import Flask

from bot.api.examples import EXAMPLES
from bot.simulator import demo
from models.assignment.rule import Rule
from models.settings.option import OptionKind
from models.settings.organisation import Organisation
from models.settings.trait import Trait
from tests import factories
from tests.bot.conftest import Api


def calls(app: Flask) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """By operation id: method, path and body, of the calls that take JSON."""
    document = app.extensions["usher_api"].spec.to_dict()
    return {
        call["operationId"]: (method, path.removeprefix("/api/v1"), body)
        for path, item in document["paths"].items()
        for method, call in item.items()
        if method != "parameters" and (body := json_of(call)) is not None
    }


def json_of(call: dict[str, Any]) -> dict[str, Any] | None:
    found: dict[str, Any] = call.get("requestBody", {}).get("content", {})
    return found.get("application/json")


@pytest.fixture
def ids(database: None) -> dict[str, int]:
    """The demo shop, with Dora and somebody else in it."""
    demo.load()
    mia = factories.Agent.get(factories.Agent.email == "mia@example.com")
    dora = factories.make_contact("Dora", owner=mia, status="Interested", **factories.heard())
    return {
        "/contacts": dora.id,
        "/agents": mia.id,
        "/statuses": Organisation.the().default_status_id,
        "/sources": factories.find(factories.Source, "Import").id,
        "/tags": factories.make_tag("Old").id,
        "/traits": factories.find(Trait, "audience").id,
        "/teams": factories.find(factories.Team, "Menswear").id,
        "/rules": Rule.get().id,
        "/workflows": factories.Workflow.get().id,
        "/options": factories.make_option(OptionKind.TYPE, "Call").id,
        "/interactions": factories.make_interaction(dora, mia, factories.now()).id,
        "/opportunities": factories.make_opportunity(dora).id,
        "/automations": factories.make_automation("Lost", {"tag": "Lost"}).id,
    }


def test_every_call_that_takes_a_body_shows_one(built: Flask) -> None:
    assert set(calls(built)) == set(EXAMPLES)
    assert all("example" in body for _, _, body in calls(built).values())


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_shown_is_taken(built: Flask, api: Api, ids: dict[str, int], name: str) -> None:
    method, path, body = calls(built)[name]
    if "{id}" in path:
        path = path.replace("{id}", str(id_for(api, path, ids)))
    answer = getattr(api, method)(path, json=shown(body["example"]))
    assert answer.status_code < 300, answer.text


def id_for(api: Api, path: str, ids: dict[str, int]) -> int:
    kind = path[: path.index("/{id}")]
    if kind not in ids:
        made = {
            "/companies": "companies.create",
            "/contacts/bulk/files": "kept_files.keep",
            "/views": "views.create",
            "/webhook-endpoints": "webhooks.create",
        }
        return int(api.post(kind, json=EXAMPLES[made[kind]]).json["id"])
    return ids[kind]


def shown(example: dict[str, Any]) -> dict[str, Any]:
    """With ids that are there: the document can only show some."""
    if "rules" in example:
        return {"rules": [rule.id for rule in Rule.select()]}
    if "group" in example:
        factories.make_contact("Eve")
    if "contact" in example and "starts_at" in example:
        return example | {
            "contact": factories.make_contact("Eve").id,
            "assignee": "mia@example.com",
        }
    if "contact" in example and {"value", "items"} & example.keys():
        return example | {"contact": factories.make_contact("Eve").id}
    return example | ({"with": factories.make_contact("Eve").id} if "with" in example else {})
