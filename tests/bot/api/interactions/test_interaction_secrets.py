"""Notes to oneself and secret addresses, asked for by everybody else. I2, I8, X13."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from models.agents.agent import Agent, Role
from models.clock import now
from tests.bot.conftest import Api
from tests.factories import make_agent, make_interaction

SECRET = "Chemotherapy"
TOMORROW = now() + timedelta(days=1)
LISTS = (
    "/interactions",
    "/opportunities",
    "/audit",
    "/reports/agents",
    "/notifications",
    "/events",
    "/outbox",
)


@pytest.mark.parametrize("role", list(Role))
def test_a_note_to_oneself_is_told_to_no_other_role(
    database: None, api_as: Callable[[Any], Api], role: Role
) -> None:
    ann = make_agent()
    one = make_interaction(None, ann, TOMORROW, note=SECRET)
    mine, other = api_as(ann), api_as(make_agent("Olga", role=role))
    assert mine.patch(f"/interactions/{one.id}", json={"duration": 60}).status_code == 200
    for path in LISTS:
        assert SECRET not in other.get(path).text
    path = f"/interactions/{one.id}"
    tried = [
        other.get(path),
        other.get(f"{path}/posts"),
        other.patch(path, json={"note": "Mine"}),
        other.post(f"{path}/complete", json={"outcome": "Successful"}),
        other.post(f"{path}/posts", json={"text": "Hello"}),
        other.post(f"{path}/read"),
        other.delete(path),
    ]
    assert {answer.status_code for answer in tried} == {404}
    asked = {"assignee": ann.email, "day": f"{TOMORROW:%Y-%m-%d}"}
    assert other.get("/interactions/calendar", **asked).json["days"] == []


def test_what_follows_a_note_of_somebody_else_does_not_exist(
    database: None, api_as: Callable[[Any], Api]
) -> None:
    one = make_interaction(None, make_agent(), TOMORROW, note=SECRET)
    body = {"kind": "personal", "starts_at": TOMORROW.isoformat(), "follows": one.id}
    refused = api_as(make_agent("Ben")).post("/interactions", json=body)
    assert (refused.status_code, SECRET in refused.text) == (422, False)


def test_who_has_left_has_no_calendar(
    client: FlaskClient, api_as: Callable[[Any], Api], api: Api, database: None
) -> None:
    ann = make_agent()
    address = api_as(ann).post(f"/agents/{ann.id}/calendar").json["address"]
    path = address.removeprefix("http://usher.test")
    shown = client.get(path)
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "private, no-cache")
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert api.patch(f"/agents/{ann.id}", json={"active": False}).status_code == 200
    assert client.get(path).status_code == 404
    assert Agent.get_by_id(ann.id).active is False
