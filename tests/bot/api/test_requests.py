"""What every call has in common: keys, bodies, problems, pages, repetition."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient

from bot.api import unique
from models.agents.agent import Role
from models.agents.api_key import ApiKey
from models.clock import now
from models.idempotency import KeptAnswer, _lock
from models.settings.status import Status
from tests import factories
from tests.models.queries import counted

PATHS = (
    "/settings",
    "/statuses",
    "/sources",
    "/traits",
    "/agents",
    "/teams",
    "/rules",
    "/workflows",
    "/contacts",
    "/contacts/1",
    "/contacts/1/timeline",
    "/contacts/1/messages",
    "/contacts/1/assignments",
    "/backlog",
    "/inbox",
    "/outbox",
)


@pytest.mark.parametrize("path", PATHS)
def test_nobody_gets_in_without_a_key(client: FlaskClient, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eDp5"}):
        answer = client.get(f"/api/v1{path}", headers=headers)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_key_opens_nothing(api: Any) -> None:
    assert api.get("/settings").status_code == 200
    ApiKey.update(revoked_at=now()).execute()
    assert api.get("/settings").status_code == 401


def test_the_key_of_who_has_left_opens_nothing(api_as: Any) -> None:
    ann = factories.make_agent()
    key = api_as(ann)
    assert key.get("/settings").status_code == 200
    ann.active = False
    ann.save()
    assert key.get("/settings").status_code == 401


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"name": NaN}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 20_000, "application/json", 400),
        (b"9" * 10_000, "application/json", 400),
        (b"name=x", "application/x-www-form-urlencoded", 415),
        (b'{"name": "x"}', "text/plain", 415),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b"", "application/json", 422),
    ],
)
def test_bodies_that_are_no_objects_are_told_so(
    api: Any, body: bytes, content_type: str, status: int
) -> None:
    answer = api.send("POST", "/statuses", body, content_type)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["status"] == status
    assert answer.json["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"name": "a\\u0000b"}', "name"),
        (b'{"name": "a\\ud800b"}', "name"),
        (b'{"na\\u0000me": "x"}', "na\\0me"),
        (b'{"name": "x", "position": 1e999}', "position"),
        (b'{"name": "x", "position": 12345678901234567890123}', "position"),
        (b'{"name": ' + b"[" * 60 + b"]" * 60 + b"}", "name" + ".0" * 40),
    ],
)
def test_what_postgresql_cannot_keep_is_named(api: Any, body: bytes, field: str) -> None:
    answer = api.send("POST", "/statuses", body, "application/json")
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json["errors"]]


def test_each_wrong_field_is_named_with_its_remedy(api: Any) -> None:
    answer = api.post("/statuses", json={"color": "red", "position": "x", "colour": "#ffffff"})
    errors = {error["field"]: error["message"] for error in answer.json["errors"]}
    assert answer.status_code == 422
    assert errors["name"] == "is missing: give it"
    assert "#rrggbb" in errors["color"]
    assert "whole number" in errors["position"]
    assert "known are name, color, position, closure" in errors["colour"]


@pytest.mark.parametrize("query", ["page=0", "page=x", "page_size=201", "page=1.5", "nonsense=1"])
def test_a_wrong_page_is_named(api: Any, query: str) -> None:
    name, _, value = query.partition("=")
    answer = api.get("/statuses", **{name: value})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == name


def test_lists_come_in_pages(api: Any) -> None:
    first = api.get("/statuses", page_size=4).json
    second = api.get("/statuses", page_size=4, page=2).json
    assert (first["total"], first["page"], first["page_size"]) == (6, 1, 4)
    assert len(first["items"] + second["items"]) == 6
    assert api.get("/statuses", page=1_000_000, page_size=200).json["items"] == []


@pytest.mark.parametrize("id", ["0", "999999", "9" * 18, "9" * 30, "-1", "x", "1.5"])
def test_an_id_that_nothing_has_is_not_found(api: Any, id: str) -> None:
    for path in ("/contacts/{}", "/statuses/{}", "/inbox/{}", "/contacts/{}/messages"):
        assert api.get(path.format(id)).status_code == 404


def test_a_wrong_method_names_the_right_ones(api: Any) -> None:
    answer = api.put("/statuses", json={})
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "POST" in answer.headers["Allow"]


def test_too_large_a_body_is_a_problem(api: Any) -> None:
    answer = api.send("POST", "/statuses", b" " * 1_100_000, "application/json")
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")


def test_two_who_take_the_same_name_at_once(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index decides: whoever comes second is told so."""
    monkeypatch.setattr(unique, "check", lambda *args, **kwargs: None)
    answer = api.post("/sources", json={"name": "IMPORT"})
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert api.get("/sources").status_code == 200


KEY = {"Idempotency-Key": "a key"}


def test_a_repeated_post_is_done_once(api: Any) -> None:
    """X15."""
    first = api.post("/statuses", json={"name": "Called"}, headers=KEY)
    again = api.post("/statuses", json={"name": "Called"}, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Status.select().where(Status.name == "Called").count() == 1


def test_the_same_key_with_another_body_is_a_mistake(api: Any) -> None:
    api.post("/statuses", json={"name": "Called"}, headers=KEY)
    answer = api.post("/statuses", json={"name": "Met"}, headers=KEY)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "Idempotency-Key"


def test_what_was_refused_may_be_corrected_under_its_key(api: Any) -> None:
    assert api.post("/statuses", json={"name": ""}, headers=KEY).status_code == 422
    assert api.post("/statuses", json={"name": "Called"}, headers=KEY).status_code == 201


def test_keys_of_two_callers_are_two_keys(client: FlaskClient, api: Any, api_as: Any) -> None:
    api.post("/statuses", json={"name": "Called"}, headers=KEY)
    other = api_as(factories.make_agent(role=Role.ADMIN))
    assert other.post("/statuses", json={"name": "Met"}, headers=KEY).status_code == 201


def test_two_requests_under_one_key_at_the_same_time(api: Any, migrated: str) -> None:
    caller = ApiKey.select().get()
    with psycopg.connect(migrated) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (_lock(caller.id, "a key"),))
        answer = api.post("/statuses", json={"name": "Called"}, headers=KEY)
    assert answer.status_code == 409
    assert answer.headers["Retry-After"]
    assert not Status.select().where(Status.name == "Called").exists()


def test_a_nonsense_key_is_refused(api: Any) -> None:
    for key in ("", "x" * 256, "a\tb"):
        answer = api.post("/statuses", json={"name": "X"}, headers={"Idempotency-Key": key})
        assert answer.status_code == 422


def test_old_answers_are_forgotten(api: Any, hold_clock: Callable[[str], None]) -> None:
    hold_clock("2026-01-01T00:00:00+00:00")
    api.post("/statuses", json={"name": "Called"}, headers=KEY)
    hold_clock("2026-01-09T00:00:00+00:00")
    api.post("/statuses", json={"name": "Met"}, headers=KEY)
    assert [kept.key for kept in KeptAnswer.select()] == ["a key"]
    assert Status.select().where(Status.name == "Met").exists()


@pytest.mark.parametrize(
    ("path", "make"),
    [
        ("agents", factories.make_agent),
        ("teams", factories.make_team),
        ("tags", factories.make_tag),
    ],
)
def test_settings_are_locked_as_a_whole_before_the_one_that_changes(
    api: Any, monkeypatch: pytest.MonkeyPatch, path: str, make: Any
) -> None:
    """The order of batches: contacts, settings, the rest. Else an agent's switch and a new tag may
    wait for each other."""
    row = make("Before")
    with counted(monkeypatch) as asked:
        assert api.patch(f"/{path}/{row.id}", json={"name": "After"}).status_code == 200
    locks = [sql for sql in asked if "FOR UPDATE" in sql]
    assert '"organisation"' in locks[0], locks


@pytest.mark.parametrize("blank", [b"\t", b"\r\n", b"\xef\xbb\xbf"])
def test_blanks_are_no_json(api: Any, blank: bytes) -> None:
    """Where no body is needed, too. Found by the fuzzer."""
    for path in ("/outbox/retry", "/statuses"):
        assert api.send("POST", path, blank, "application/json").status_code == 400
    assert api.send("POST", "/outbox/retry", b"", "application/json").status_code == 200


def test_what_answers_carry_is_taken_as_they_carry_it(api: Any) -> None:
    """Found by the fuzzer."""
    path, status = f"/contacts/{factories.make_contact().id}", {"id": 1, "name": "New Lead"}
    assert api.patch(path, json={"status": status}).status_code == 200
    assert api.patch(path, json={"status": status | {"email": {}}}).status_code == 422
