"""The OpenAPI document and the page to read it."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from bot.api.specification import PREFIX


def test_every_call_is_in_the_document(app: Flask, client: FlaskClient) -> None:
    document = client.get(f"{PREFIX}/openapi.json").json
    documented = {
        (method.upper(), path)
        for path, item in document["paths"].items()
        for method in item
        if method != "parameters"
    }
    served = {
        (method, rule.rule.replace("<id:", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX)
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    docs = {("GET", f"{PREFIX}/openapi.json"), ("GET", f"{PREFIX}/docs")}
    assert documented == served - docs
    assert len(documented) > 50


def test_errors_are_documented_as_problems(client: FlaskClient) -> None:
    document = client.get(f"{PREFIX}/openapi.json").json
    default = document["components"]["responses"]["DEFAULT_ERROR"]
    assert list(default["content"]) == ["application/problem+json"]
    assert document["security"] == [{"key": []}]


def calls(client: FlaskClient) -> list[dict[str, Any]]:
    document = client.get(f"{PREFIX}/openapi.json").json
    return [
        call
        for item in document["paths"].values()
        for method, call in item.items()
        if method != "parameters"
    ]


def test_every_call_says_what_it_does_and_for_whom(client: FlaskClient) -> None:
    """X13: as bot/access/ has it."""
    described = {call["operationId"]: call["description"] for call in calls(client)}
    assert all(call.get("summary") for call in calls(client))
    assert all(told.startswith("For ") for told in described.values()), described
    assert described["reports.rules"] == "For managers; a key needs the scope `read`."
    assert "closed ones of sales" in described["care.claim"]


SPEAKS = {"name", "email", "description", "reason", "active", "password", "town", "postcode"}
"""What needs no word more."""


def test_every_field_of_a_body_says_what_it_means(client: FlaskClient) -> None:
    document = client.get(f"{PREFIX}/openapi.json").json
    taken = {schema_of(call.get("requestBody", {})) for call in calls(client)} - {None}
    unsaid = {
        (name, field)
        for name in taken
        for field, one in document["components"]["schemas"][name].get("properties", {}).items()
        if field not in SPEAKS and not one.get("description") and not one.get("enum")
    }
    assert len(taken) > 30
    assert unsaid == {
        ("NoteText", "text"),
        ("PostText", "text"),
        ("NewStatus", "color"),
        ("StatusChange", "color"),
    }


def schema_of(body: dict[str, Any]) -> str | None:
    schema = body.get("content", {}).get("application/json", {}).get("schema", {})
    return str(schema["$ref"]).rpartition("/")[2] if "$ref" in schema else None


def test_every_parameter_says_what_it_means(client: FlaskClient) -> None:
    unsaid = {
        (call["operationId"], one["name"])
        for call in calls(client)
        for one in call.get("parameters", [])
        if not one.get("description", one["schema"].get("description"))
    }
    assert unsaid == set()


def test_the_page_lists_every_call_without_a_login(client: FlaskClient) -> None:
    document = client.get(f"{PREFIX}/openapi.json").json
    page = client.get(f"{PREFIX}/docs").text
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page
    assert "&#34;name&#34;: &#34;Spring fair&#34;" in page


def test_where_no_body_is_needed_the_document_says_so(api: Any) -> None:
    """Found by the fuzzer."""
    document = api.get("/openapi.json").json
    for path in (
        "/rules/preview/recent",
        "/inbox/retry",
        "/outbox/retry",
        "/contacts/bulk/files/1",
    ):
        call = document["paths"][PREFIX + path.replace("/1", "/{id}")]["post"]
        assert not call["requestBody"].get("required")
        assert api.post(path).status_code in {200, 404}
