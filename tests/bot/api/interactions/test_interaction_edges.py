"""Interactions at the edges: nights on which the clocks change, days that are filled twice, notes
that are nobody else's. I1, I2, I7, X13, X15."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from models.agents.agent import Agent, Role
from models.clock import now
from models.contact import Contact
from models.interactions.interaction import Interaction, InteractionOpportunity
from tests.bot.conftest import Api
from tests.factories import make_agent, make_contact, make_interaction, make_opportunity

TOMORROW = (now() + timedelta(days=1)).replace(microsecond=0)


@pytest.fixture
def ann(database: None) -> Agent:
    return make_agent(timezone="Europe/Madrid")


def asked(contact: Contact, starts_at: str, **values: Any) -> dict[str, Any]:
    usual = {"type": "Call", "purpose": "Follow-up", "starts_at": starts_at}
    return {"contact": contact.id} | usual | values


@pytest.mark.parametrize(
    ("starts_at", "duration", "begins", "ends"),
    [
        ("2027-03-28T02:30", 30, "01:30", "02:00"),
        ("2027-03-28T01:00", 180, "00:00", "03:00"),
        ("2027-10-31T02:30", 30, "00:30", "01:00"),
        ("2027-10-31T01:00", 180, "23:00", "02:00"),
        ("2028-02-29T23:45", 30, "22:45", "23:15"),
    ],
)
def test_it_lasts_as_long_as_said_also_when_the_clocks_change(
    as_ann: Api, dora: Contact, starts_at: str, duration: int, begins: str, ends: str
) -> None:
    made = as_ann.post("/interactions", json=asked(dora, starts_at, duration=duration))
    assert made.status_code == 201, made.text
    shown = as_ann.get(f"/interactions/{made.json['id']}").json
    assert (shown["starts_at"][11:16], shown["ends_at"][11:16]) == (begins, ends)
    assert made.json["duration"] == shown["duration"] == duration


def test_moved_into_such_a_night_it_lasts_as_long_as_before(as_ann: Api, dora: Contact) -> None:
    id = as_ann.post("/interactions", json=asked(dora, "2027-01-01T09:00")).json["id"]
    moved = as_ann.patch(f"/interactions/{id}", json={"starts_at": "2027-03-28T02:30"})
    assert (moved.status_code, moved.json["duration"]) == (200, 30)


def test_a_day_is_filled_a_second_time_with_others(as_ann: Api, ann: Agent) -> None:
    body = {"group": "prospects", "start": "08:00", "count": 5, "type": "Call"}
    with time_machine.travel(datetime(2027, 5, 3, 5, tzinfo=UTC), tick=False):
        make_contact("Dora")
        body["day"] = "2027-05-03"
        assert as_ann.post("/interactions/generate", json=body).json["made"] == 1
    with time_machine.travel(datetime(2027, 5, 3, 12, tzinfo=UTC), tick=False):
        body["start"] = "16:00"
        none = as_ann.post("/interactions/generate", json=body)
        assert (none.status_code, "that day" in none.json["detail"]) == (409, True), none.text
        make_contact("Eve")
        again = as_ann.post("/interactions/generate", json=body)
    assert [one["contact"]["name"] for one in again.json["interactions"]] == ["Eve"]


def test_a_note_to_oneself_is_not_handed_to_others(as_ann: Api, ann: Agent) -> None:
    ben = make_agent("Ben")
    note = {"kind": "personal", "starts_at": TOMORROW.isoformat(), "note": "Stamps"}
    for refused in (
        as_ann.post("/interactions", json=note | {"assignee": ben.email}),
        as_ann.patch(
            f"/interactions/{make_interaction(None, ann, TOMORROW).id}",
            json={"assignee": ben.email},
        ),
    ):
        assert refused.status_code in (409, 422), refused.text
        assert "assignee" in refused.text
    assert Interaction.select().where(Interaction.assignee == ben).count() == 0


def test_programs_leave_agents_a_note(api: Api, ann: Agent) -> None:
    note = {"kind": "personal", "starts_at": TOMORROW.isoformat(), "note": "Stamps"}
    assert api.post("/interactions", json=note | {"assignee": ann.email}).status_code == 201


def test_who_does_not_see_the_contact_any_more_reads_nothing_of_what_it_may_buy(
    api_as: Callable[[Any], Api], dora: Contact
) -> None:
    carl = make_agent("Carl", role=Role.SUPPORT)
    one = make_interaction(dora, carl, TOMORROW)
    InteractionOpportunity.create(interaction=one, opportunity=make_opportunity(dora, "Coats"))
    shown = api_as(carl).get(f"/interactions/{one.id}").json
    assert (shown["contact"], shown["opportunities"]) == (None, [])


def test_handed_on_by_who_does_not_see_it_any_more_it_is_answered(
    api_as: Callable[[Any], Api], ann: Agent, dora: Contact
) -> None:
    carl = make_agent("Carl", role=Role.SUPPORT)
    one = make_interaction(dora, carl, TOMORROW)
    handed = api_as(carl).patch(f"/interactions/{one.id}", json={"assignee": ann.email})
    assert (handed.status_code, handed.json["assignee"]["name"]) == (200, "Ann"), handed.text


@pytest.mark.parametrize(
    ("wrong", "field", "status"),
    [
        ({"type": "Dance"}, "follow_up.type", 422),
        ({"assignee": "gone@x.example"}, "follow_up.assignee", 422),
        ({"opportunities": [987654]}, "follow_up.opportunities", 422),
        ({"starts_at": "2030-13-01"}, "follow_up.starts_at", 422),
        ({"next_action": "Meet"}, "follow_up.next_action", 422),
    ],
)
def test_what_is_wrong_with_a_follow_up_is_named_by_its_path(
    as_ann: Api, ann: Agent, dora: Contact, wrong: dict[str, Any], field: str, status: int
) -> None:
    one = make_interaction(dora, ann, now())
    asked = {"outcome": "Successful", "follow_up": {"starts_at": TOMORROW.isoformat()} | wrong}
    answer = as_ann.post(f"/interactions/{one.id}/complete", json=asked)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (status, field)


def test_a_follow_up_of_who_has_left_needs_another_assignee(
    api_as: Callable[[Any], Api], ann: Agent, dora: Contact
) -> None:
    as_mary = api_as(make_agent("Mary", role=Role.SALES_MANAGER))
    one = make_interaction(dora, make_agent("Ben", active=False), now())
    path, follow_up = f"/interactions/{one.id}/complete", {"starts_at": TOMORROW.isoformat()}
    answer = as_mary.post(path, json={"outcome": "Successful", "follow_up": follow_up})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "follow_up.assignee")
    follow_up["assignee"] = ann.email
    again = as_mary.post(path, json={"outcome": "Successful", "follow_up": follow_up})
    assert again.status_code == 200


def test_a_follow_up_of_what_is_gone_is_refused(as_ann: Api, ann: Agent, dora: Contact) -> None:
    one = make_interaction(dora, ann, TOMORROW)
    assert as_ann.delete(f"/interactions/{one.id}").status_code == 204
    body = asked(dora, TOMORROW.isoformat(), follows=one.id)
    assert as_ann.post("/interactions", json=body).status_code == 422
    for path in ("complete", "posts"):
        said = {"outcome": "Successful"} if path == "complete" else {"text": "Hello"}
        assert as_ann.post(f"/interactions/{one.id}/{path}", json=said).status_code == 404


def test_a_follow_up_is_with_the_same_contact(as_ann: Api, ann: Agent, dora: Contact) -> None:
    with_dora, note = make_interaction(dora, ann, TOMORROW), make_interaction(None, ann, TOMORROW)
    for before in (with_dora, note):
        body = asked(make_contact("Eva"), TOMORROW.isoformat(), follows=before.id)
        refused = as_ann.post("/interactions", json=body)
        assert (refused.status_code, refused.json["errors"][0]["field"]) == (409, "follows")
    assert Interaction.select().count() == 2


def test_a_generated_one_without_a_purpose_is_completed_with_a_follow_up(
    as_ann: Api, ann: Agent, dora: Contact
) -> None:
    one = make_interaction(dora, ann, TOMORROW, purpose=None)
    said = {"outcome": "Successful", "follow_up": {"starts_at": TOMORROW.isoformat()}}
    assert as_ann.post(f"/interactions/{one.id}/complete", json=said).status_code == 200
    (follow_up,) = as_ann.get("/interactions", state="open").json["items"]
    assert (follow_up["follows"], follow_up["purpose"]) == (one.id, None)


def test_nothing_is_less_than_nothing(as_ann: Api, dora: Contact) -> None:
    for value in ("-0", -0.0):
        body = {"contact": dora.id, "name": "Coats", "value": value}
        made = as_ann.post("/opportunities", json=body)
        assert (made.status_code, made.json["value"]) == (201, "0.00")
    told = as_ann.get(f"/contacts/{dora.id}/timeline").text
    assert "-0.00" not in told


@pytest.mark.parametrize(
    "wrong", [0.005, 10**12, -1, "NaN", "Infinity", "1,00", "", [], True, "1_000", "١٢", None]
)
def test_what_is_no_money_is_refused(as_ann: Api, dora: Contact, wrong: Any) -> None:
    body = {"contact": dora.id, "name": "Coats", "value": wrong}
    assert as_ann.post("/opportunities", json=body).status_code == 422
    item = {"contact": dora.id, "items": [{"name": "Coat", "price": wrong}]}
    assert as_ann.post("/purchases", json=item).status_code == 422


@pytest.mark.parametrize("year", [1970, 2200])
def test_the_first_and_the_last_year_have_calendars(as_ann: Api, year: int) -> None:
    for day in (f"{year}-01-01", f"{year}-12-31"):
        assert as_ann.get("/interactions/calendar", day=day).status_code == 200
        assert as_ann.get("/interactions", starts_from=day, starts_to=day).status_code == 200


def test_the_document_says_in_numbers_how_much_an_opportunity_may_be_worth(api: Api) -> None:
    """Readers of the document refuse a maximum that is a text."""
    schemas = api.get("/openapi.json").json["components"]["schemas"]
    asked = schemas["Generation"]["properties"]
    for name in ("value_above", "value_below"):
        assert [type(one.get("maximum", 0.0)) for one in asked[name]["anyOf"]] == [float, float]


@pytest.mark.parametrize(("day", "status"), [("2027-05-03", 200), ("2027-05-02", 422)])
def test_a_day_is_over_by_the_clock_of_whose_it_is(
    api_as: Callable[[Any], Api], dora: Contact, day: str, status: int
) -> None:
    """At 20:00 on the third in Los Angeles it is the fourth in Tokyo."""
    mary = make_agent("Mary", role=Role.SALES_MANAGER, timezone="Asia/Tokyo")
    luz = make_agent("Luz", timezone="America/Los_Angeles")
    Contact.update(owner=luz).where(Contact.id == dora.id).execute()
    body = {"group": "prospects", "start": "21:00", "count": 1, "type": "Call", "day": day}
    with time_machine.travel(datetime(2027, 5, 4, 3, tzinfo=UTC), tick=False):
        made = api_as(mary).post("/interactions/generate", json=body | {"assignee": luz.email})
    assert made.status_code == status, made.text
