"""Whatever a field is given: an answer, never a fault of ours."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from bot.api.specification import PREFIX
from models.agents.agent import Agent
from models.contact.company import Company
from models.settings.option import OptionKind
from tests import factories

NASTY: list[Any] = [
    None,
    True,
    0,
    -1,
    2**31,
    2**63,
    10**30,
    1e308,
    -0.5,
    "",
    " ",
    "\u202e\U0001f600",
    "%_\\'\";--",
    "1" * 5000,
    "١٢٣",
    [],
    [[]],
    [None],
    ["x"] * 300,
    [2**63],
    {},
    {"id": 1},
    {"a": {"b": [1, {"c": None}]}},
]
WRITES = [
    ("patch", "/settings"),
    ("post", "/statuses"),
    ("patch", "/statuses/{status}"),
    ("post", "/statuses/order"),
    ("post", "/sources"),
    ("patch", "/sources/{source}"),
    ("post", "/traits"),
    ("patch", "/traits/{trait}"),
    ("post", "/agents"),
    ("patch", "/agents/{agent}"),
    ("post", "/teams"),
    ("patch", "/teams/{team}"),
    ("post", "/rules"),
    ("patch", "/rules/{rule}"),
    ("post", "/rules/order"),
    ("post", "/rules/preview"),
    ("post", "/workflows"),
    ("put", "/workflows/{workflow}"),
    ("patch", "/workflows/{workflow}"),
    ("post", "/options"),
    ("patch", "/options/{option}"),
    ("post", "/options/order"),
    ("post", "/interactions"),
    ("patch", "/interactions/{interaction}"),
    ("post", "/interactions/{interaction}/complete"),
    ("post", "/interactions/{interaction}/posts"),
    ("post", "/interactions/generate"),
    ("post", "/opportunities"),
    ("patch", "/opportunities/{opportunity}"),
    ("post", "/purchases"),
    ("post", "/automations"),
    ("patch", "/automations/{automation}"),
    ("post", "/companies"),
    ("patch", "/companies/{company}"),
    ("post", "/contacts"),
    ("put", "/contacts"),
    ("post", "/webhook-endpoints"),
    ("patch", "/webhook-endpoints/{endpoint}"),
    ("post", "/webhook-endpoints/{endpoint}/replay"),
    ("patch", "/contacts/{contact}"),
    ("post", "/contacts/bulk"),
    ("post", "/contacts/bulk/guess"),
    ("post", "/contacts/{contact}/messages"),
    ("post", "/campaigns"),
    ("post", "/campaigns/preview"),
]
RIGHT: dict[str, dict[str, Any]] = {
    "/statuses": {"name": ""},
    "/contacts/bulk": {"contacts": [{"phone": "+34600111222"}]},
    "/contacts/bulk/guess": {"contacts": [{"phone": "+34600111222"}]},
    "/sources": {"name": ""},
    "/traits": {"name": ""},
    "/agents": {"name": "", "email": ""},
    "/teams": {"name": ""},
    "/rules": {"name": "", "trigger": "contact_updated", "agents": ["ann@example.org"]},
    "/rules/preview": {"facts": {}},
    "/companies": {"name": ""},
    "/opportunities": {"contact": 10**9, "name": "", "value": 1},
    "/purchases": {"contact": 10**9, "items": [{"name": "Coat", "price": 1}]},
    "/contacts": {"phone": "34600999888"},
    "/campaigns": {"filter": {}, "content": {"text": "Hi"}},
    "/campaigns/preview": {"filter": {}, "content": {"text": "Hi"}},
    "/webhook-endpoints": {"url": "https://receiver.example/hook", "active": False},
    "/automations": {"status": "Met", "actions": [{"tag": "Met"}]},
}
"""What makes a request right but for the field that is tried; names and emails are always new."""
READS = [
    "/webhook-endpoints/{endpoint}/deliveries",
    "/statuses",
    "/contacts",
    "/contacts/{contact}/timeline",
    "/contacts/{contact}/snapshot",
    "/opportunities",
    "/purchases",
    "/inbox",
    "/outbox",
]


@pytest.fixture
def ids(database: None) -> dict[str, int]:
    """One row of each kind, with which a right request would succeed."""
    ann: Agent = factories.make_agent("Ann")
    team = factories.make_team("Fashion", [ann])
    return {
        "status": factories.make_status("Met").id,
        "source": factories.find(factories.Source, "Import").id,
        "trait": factories.make_trait("budget", 5).id,
        "agent": ann.id,
        "team": team.id,
        "rule": factories.make_rule("Rule", [ann]).id,
        "workflow": factories.make_workflow("name: Hi\nsteps:\n  a:\n    say: Hello\n").id,
        "option": factories.make_option(OptionKind.STAGE, "Met").id,
        "interaction": factories.make_interaction(
            factories.make_contact(), factories.make_agent("Ida"), factories.now()
        ).id,
        "opportunity": factories.make_opportunity(factories.make_contact()).id,
        "automation": factories.make_automation("Lost", {"tag": "Lost"}).id,
        "endpoint": factories.make_endpoint().id,
        "company": Company.create(name="Acme").id,
        "contact": factories.make_contact(id=10**9, **factories.heard()).id,
    }


SCALARS = {"boolean", "integer", "number", "string", "null"}


def fields(app: Flask, method: str, path: str) -> Iterator[tuple[str, Any]]:
    """Each field of a call's body with something nasty, alone and inside what it holds."""
    document = app.extensions["usher_api"].spec.to_dict()
    call = document["paths"][PREFIX + re.sub(r"{\w+}", "{id}", path)][method]
    reference = call["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    schema = document["components"]["schemas"][reference.rsplit("/", 1)[-1]]
    for field, described in schema["properties"].items():
        for value in NASTY:
            yield field, value
        for value in NASTY if holds_something(described) else NASTY[:1]:
            yield field, {"name": value, "type": value, "text": value, "traits": value}
            yield field, [{"field": value, "op": "is", "value": value}]


def holds_something(field: dict[str, Any]) -> bool:
    """A scalar is not looked into: it refuses every list and every object alike."""
    types = field.get("type", "object")
    return not set([types] if isinstance(types, str) else types) <= SCALARS


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_no_value_of_any_field_is_a_fault(
    app: Flask, api: Any, ids: dict[str, int], method: str, path: str
) -> None:
    tried = 0
    for field, value in fields(app, method, path):
        right = RIGHT.get(path, {}) | {"name": f"Name {tried}", "email": f"a{tried}@example.org"}
        body = {name: right[name] for name in right if name in RIGHT.get(path, {})} | {field: value}
        answer = getattr(api, method)(path.format(**ids), json=body)
        assert answer.status_code < 500, (field, value, answer.text)
        tried += 1
    assert tried > 20


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize(
    "name",
    [
        "page",
        "q",
        "status",
        "owner",
        "tag",
        "sort",
        "state",
        "kind",
        "created_from",
        "value_from",
        "bought_to",
        "months",
        "trait.budget",
        "trait.budget.gte",
        "not.status",
        "closed",
        "updated_from",
        "deadline_to",
        "postcode",
        "after",
    ],
)
def test_no_query_is_a_fault(api: Any, ids: dict[str, int], path: str, name: str) -> None:
    for value in NASTY:
        answer = api.get(path.format(**ids), **{name: str(value)[:3000]})
        assert answer.status_code < 500, (name, value, answer.text)
