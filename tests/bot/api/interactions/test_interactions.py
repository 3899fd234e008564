"""`/interactions` as programs and people use them. I1 to I5, I9 to I11."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.clock import now
from models.contact import Contact
from models.interactions.interaction import Interaction
from tests.bot.conftest import Api
from tests.factories import make_agent, make_contact, make_interaction, make_opportunity

TOMORROW = (now() + timedelta(days=1)).replace(microsecond=0)
YESTERDAY = TOMORROW - timedelta(days=2)


def asked(contact: Contact, **values: Any) -> dict[str, Any]:
    usual = {"type": "Call", "purpose": "Follow-up", "starts_at": TOMORROW.isoformat()}
    return {"contact": contact.id} | usual | values


def test_one_is_planned_and_belongs_to_its_maker(as_ann: Api, dora: Contact) -> None:
    made = as_ann.post("/interactions", json=asked(dora, tags=["VIP"], duration=45))
    assert made.status_code == 201
    told = made.json
    assert (told["state"], told["assignee"]["name"], told["duration"]) == ("open", "Ann", 45)
    assert (told["contact"]["name"], told["tags"][0]["name"]) == ("Dora", "VIP")
    assert (told["outcome"], told["next_action"]) == (None, None)


def test_a_past_one_is_logged_with_its_outcome_and_its_follow_up(
    as_ann: Api, dora: Contact
) -> None:
    body = asked(
        dora,
        starts_at=YESTERDAY.isoformat(),
        outcome="Successful",
        next_action="Send an offer",
        follow_up={"starts_at": TOMORROW.isoformat(), "type": "Visit"},
    )
    made = as_ann.post("/interactions", json=body).json
    assert (made["state"], made["next_action"]["name"]) == ("completed", "Send an offer")
    (follow_up,) = as_ann.get("/interactions", state="open").json["items"]
    assert (follow_up["follows"], follow_up["type"]["name"]) == (made["id"], "Visit")
    assert follow_up["purpose"]["name"] == "Follow-up"


def test_a_time_without_an_offset_is_by_the_makers_clock(as_ann: Api, dora: Contact) -> None:
    Agent.update(timezone="Asia/Tokyo").where(Agent.name == "Ann").execute()
    made = as_ann.post("/interactions", json=asked(dora, starts_at="2030-01-01T09:00")).json
    assert made["starts_at"] == "2030-01-01T00:00:00+00:00"


def test_it_is_completed_once_and_then_keeps_its_record(as_ann: Api, dora: Contact) -> None:
    id = as_ann.post("/interactions", json=asked(dora)).json["id"]
    done = as_ann.post(f"/interactions/{id}/complete", json={"outcome": "No answer"})
    assert (done.status_code, done.json["state"]) == (200, "completed")
    again = as_ann.post(f"/interactions/{id}/complete", json={"outcome": "Successful"})
    assert again.status_code == 409
    assert "cannot be undone" in again.json["detail"]
    assert as_ann.patch(f"/interactions/{id}", json={"note": "Other"}).status_code == 409
    assert as_ann.patch(f"/interactions/{id}", json={"tags": ["Cold"]}).status_code == 200


def test_completing_needs_an_outcome(as_ann: Api, dora: Contact) -> None:
    id = as_ann.post("/interactions", json=asked(dora)).json["id"]
    refused = as_ann.post(f"/interactions/{id}/complete", json={"note": "Fine"})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "outcome")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"type": "Pigeon"}, "type"),
        ({"starts_at": "2030-01-01"}, "starts_at"),
        ({"duration": 0}, "duration"),
        ({"contact": 999999999}, "contact"),
        ({"opportunities": [999]}, "opportunities"),
        ({"assignee": "nobody@example.org"}, "assignee"),
        ({"colour": "red"}, "colour"),
        ({"next_action": "Call again"}, "next_action"),
        ({"kind": "personal"}, "contact"),
    ],
)
def test_what_is_wrong_is_named_with_the_remedy(
    as_ann: Api, dora: Contact, wrong: dict[str, Any], field: str
) -> None:
    refused = as_ann.post("/interactions", json=asked(dora) | wrong)
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == field
    assert Interaction.select().count() == 0


def test_all_that_is_missing_is_named_at_once(as_ann: Api) -> None:
    refused = as_ann.post("/interactions", json={"starts_at": TOMORROW.isoformat()})
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json["errors"]] == ["contact", "type", "purpose"]


def test_a_personal_one_is_nobody_elses_business(
    as_ann: Api, ann: Agent, api_as: Callable[[Any], Api]
) -> None:
    body = {"kind": "personal", "starts_at": TOMORROW.isoformat(), "note": "Stamps"}
    id = as_ann.post("/interactions", json=body).json["id"]
    boss = api_as(make_agent("Mary", role=Role.SALES_MANAGER))
    assert boss.get("/interactions").json["total"] == 0
    assert boss.get(f"/interactions/{id}").status_code == 404
    assert as_ann.get(f"/interactions/{id}").json["contact"] is None


def test_colleagues_read_and_do_not_change(
    as_ann: Api, dora: Contact, api_as: Callable[[Any], Api]
) -> None:
    id = as_ann.post("/interactions", json=asked(dora)).json["id"]
    ben = api_as(make_agent("Ben"))
    assert ben.get(f"/interactions/{id}").json["may_change"] is False
    for answer in (
        ben.patch(f"/interactions/{id}", json={"note": "Mine"}),
        ben.delete(f"/interactions/{id}"),
        ben.post(f"/interactions/{id}/complete", json={"outcome": "Successful"}),
    ):
        assert answer.status_code == 409
    assert ben.post(f"/interactions/{id}/posts", json={"text": "Ask for me"}).status_code == 201
    assert ben.get(f"/interactions/{id}/posts").json["items"][0]["agent"]["name"] == "Ben"


def test_they_are_found_by_standing_time_and_contact(
    as_ann: Api, ann: Agent, dora: Contact
) -> None:
    make_interaction(dora, ann, YESTERDAY)
    make_interaction(dora, ann, YESTERDAY, outcome="Successful", note="Likes blue")
    make_interaction(make_contact("Eve"), ann, TOMORROW)
    for state in ("open", "missed", "completed"):
        assert as_ann.get("/interactions", state=state).json["total"] == 1
    day = TOMORROW.date().isoformat()
    assert as_ann.get("/interactions", starts_from=day, starts_to=day).json["total"] == 1
    assert as_ann.get("/interactions", q="BLUE").json["total"] == 1
    assert as_ann.get("/interactions", outcome="Successful").json["total"] == 1
    assert as_ann.get(f"/contacts/{dora.id}/interactions", state="completed").json["total"] == 1


def test_a_month_is_told_with_its_dots(as_ann: Api, ann: Agent, dora: Contact) -> None:
    make_interaction(dora, ann, datetime(2026, 5, 4, 9, tzinfo=UTC))
    make_interaction(dora, ann, datetime(2126, 5, 5, 9, tzinfo=UTC))
    past = as_ann.get("/interactions/calendar", day="2026-05-30").json
    assert past["counts"] == {"open": 0, "missed": 1, "completed": 0}
    assert [(one["day"], one["dot"]) for one in past["days"]] == [("2026-05-04", "missed")]
    coming = as_ann.get("/interactions/calendar", day="2126-05-01").json
    assert [one["dot"] for one in coming["days"]] == ["open"]
    assert as_ann.get("/interactions/calendar").json["counts"]["open"] == 0


def test_opportunities_hang_on_it(as_ann: Api, dora: Contact) -> None:
    chance = make_opportunity(dora, "Coats")
    made = as_ann.post("/interactions", json=asked(dora, opportunities=[chance.id])).json
    assert made["opportunities"] == [{"id": chance.id, "name": "Coats"}]


def test_deleted_it_is_gone_and_the_timeline_keeps_it(as_ann: Api, dora: Contact) -> None:
    id = as_ann.post("/interactions", json=asked(dora)).json["id"]
    assert as_ann.delete(f"/interactions/{id}").status_code == 204
    assert as_ann.get(f"/interactions/{id}").status_code == 404
    names = [one.get("name") for one in as_ann.get(f"/contacts/{dora.id}/timeline").json["items"]]
    assert "interaction.deleted" in names
