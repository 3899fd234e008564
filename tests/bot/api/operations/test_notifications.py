"""What the key's agent is told, and has seen (W6, A11)."""

from datetime import date
from typing import Any

import pytest

from models.agents.agent import Agent
from tests.factories import make_agent, make_contact
from workers import reminders


@pytest.fixture
def ann(app: Any) -> Agent:
    """Two contacts of hers are overdue, and she was told."""
    ann = make_agent("Ann")
    for name in ("Dora", "Emil"):
        make_contact(name, owner=ann, closure_deadline=date(2020, 1, 15), traits={"budget": 1500})
    reminders.remind()
    return ann


def test_an_agent_reads_what_they_are_told(api_as: Any, ann: Agent) -> None:
    answer = api_as(ann).get("/notifications").json
    assert answer["total"] == 2
    first = answer["items"][-1]
    assert (first["kind"], first["read_at"]) == ("deadline", None)
    assert first["subject"].startswith("Dora is ")
    assert ["budget", "1500"] in first["facts"]
    assert first["link"].startswith("/contacts/")


def test_what_was_read_stays_read(api_as: Any, ann: Agent) -> None:
    api = api_as(ann)
    id = api.get("/notifications", unread="true").json["items"][0]["id"]
    first = api.post(f"/notifications/{id}/read")
    assert first.status_code == 200
    assert first.json["read_at"]
    assert api.post(f"/notifications/{id}/read").json == first.json
    assert id not in [one["id"] for one in api.get("/notifications", unread="true").json["items"]]
    assert [one["id"] for one in api.get("/notifications", unread="false").json["items"]] == [id]


def test_nobody_reads_what_others_are_told(api: Any, api_as: Any, ann: Agent) -> None:
    id = api_as(ann).get("/notifications").json["items"][0]["id"]
    bob = api_as(make_agent("Bob"))
    assert bob.get("/notifications").json["total"] == 0
    assert bob.post(f"/notifications/{id}/read").status_code == 404
    assert api.get("/notifications").status_code == 403
    assert api_as(ann).get("/notifications", unread="maybe").status_code == 422


def test_how_long_it_took_to_close_is_shown(api: Any, hold_clock: Any) -> None:
    """A12."""
    hold_clock("2026-06-01T12:00:00+00:00")
    dora = make_contact()
    assert api.get(f"/contacts/{dora.id}").json["seconds_to_close"] is None
    hold_clock("2026-06-03T12:00:30+00:00")
    shown = api.patch(f"/contacts/{dora.id}", json={"status": "Converted"}).json
    assert shown["closed_at"].startswith("2026-06-03T12:00:30")
    assert shown["seconds_to_close"] == 2 * 24 * 3600 + 30
