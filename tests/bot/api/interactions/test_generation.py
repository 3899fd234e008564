"""`/interactions/generate`: a day of interactions at once. I7."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.agents.agent import Agent, Leave, Role
from models.clock import now
from models.contact import Contact, State
from models.contact.event import Event
from models.interactions.interaction import Interaction
from tests.bot.conftest import Api
from tests.factories import make_agent, make_contact, make_interaction, make_opportunity

DAY = date(2090, 5, 9)
DRY = {"dry_run": True}
NINE = datetime(2090, 5, 9, 9, tzinfo=UTC)


def generate(api: Api, **wanted: Any) -> Any:
    usual = {
        "group": "prospects",
        "day": DAY.isoformat(),
        "start": "09:00",
        "count": 5,
        "duration": 30,
        "gap": 10,
        "type": "Call",
    }
    return api.post("/interactions/generate", json=usual | wanted)


def people(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["contact"]["name"] for one in answer.json["interactions"]]


def test_one_follows_the_other_with_those_longest_not_contacted(as_ann: Api) -> None:
    for name, days in (("Lately", 3), ("Once", 300), ("Never", None)):
        since = now() - timedelta(days=days) if days else None
        make_contact(name, last_contacted_at=since)
    made = generate(as_ann)
    assert people(made) == ["Never", "Once", "Lately"]
    starts = [one["starts_at"][11:16] for one in made.json["interactions"]]
    assert (starts, made.json["made"]) == (["09:00", "09:40", "10:20"], 3)
    assert Event.select().where(Event.name == "interaction.planned").count() == 3


def test_a_dry_run_says_whom_and_changes_nothing(as_ann: Api) -> None:
    make_contact()
    assert people(generate(as_ann, dry_run=True)) == ["Dora"]
    assert Interaction.select().count() == 0


def test_nobody_is_planned_twice(as_ann: Api, ann: Agent) -> None:
    make_contact("Dora")
    make_interaction(make_contact("Eve"), ann, NINE + timedelta(days=1))
    assert people(generate(as_ann)) == ["Dora"]
    again = generate(as_ann, day="2090-05-10")
    assert (again.status_code, Interaction.select().count()) == (409, 2)
    assert "With each of 2 prospects an interaction is planned already" in again.json["detail"]


def test_no_time_is_taken_twice(as_ann: Api, ann: Agent) -> None:
    make_interaction(None, ann, NINE, minutes=45, note="Dentist")
    make_contact()
    assert generate(as_ann).json["interactions"][0]["starts_at"][11:16] == "10:20"


def test_customers_are_clients_and_partners_also_closed_ones(as_ann: Api) -> None:
    make_contact("Prospect")
    make_contact("Client", state=State.CLIENT, status="Converted", closed_at=now())
    make_contact("Partner", state=State.PARTNER)
    make_contact("Lost", status="Lost", closed_at=now())
    assert people(generate(as_ann, group="customers")) == ["Client", "Partner"]
    assert people(generate(as_ann)) == ["Prospect"]


def test_a_colleagues_contacts_are_left_to_them(as_ann: Api, ann: Agent) -> None:
    make_contact("Ben's", owner=make_agent("Ben"))
    refused = generate(as_ann)
    assert "all of them with colleagues of Ann" in refused.json["detail"]
    make_contact("Mine", owner=ann)
    assert people(generate(as_ann)) == ["Mine"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"contacted_within": 30}, ["Rich", "Poor"]),
        ({"value_above": "1000"}, ["Rich"]),
        ({"value_below": 1000}, ["Poor"]),
        ({"value_above": 100, "value_below": 6000}, ["Rich", "Poor"]),
        ({"town": "leeds"}, ["Poor"]),
        ({"postcode": "ls"}, ["Poor"]),
    ],
)
def test_who_does_not_fit_is_left_out(as_ann: Api, filters: dict, found: list[str]) -> None:
    make_opportunity(make_contact("Rich"), value=5000)
    make_opportunity(make_contact("Poor", town="Leeds", postcode="LS1 4AP"), value=500)
    make_contact("Lately", last_contacted_at=now(), town="York", postcode="YO1")
    assert people(generate(as_ann, **filters)) == found


@pytest.mark.parametrize(
    ("filters", "reason"),
    [
        ({}, "There are no open prospects yet"),
        ({"group": "customers", "contacted_within": 9}, "contacted within 9 days"),
        ({"group": "customers", "value_above": 9}, "None of 1 customer has an open opportunity"),
        ({"group": "customers", "town": "Ulm"}, "choose another place, or everywhere"),
    ],
)
def test_none_is_told_with_the_reason(as_ann: Api, filters: dict, reason: str) -> None:
    make_contact("Client", state=State.CLIENT, last_contacted_at=now())
    refused = generate(as_ann, **filters)
    assert refused.status_code == 409
    assert reason in refused.json["detail"]


def test_only_managers_fill_a_colleagues_day(as_ann: Api, api_as: Any) -> None:
    make_contact()
    ben = make_agent("Ben")
    assert generate(as_ann, assignee=ben.email).status_code == 422
    mary = api_as(make_agent("Mary", role=Role.SALES_MANAGER))
    made = generate(mary, assignee=ben.email).json["interactions"]
    assert (made[0]["assignee"]["name"], made[0]["creator"]["name"]) == ("Ben", "Mary")


def test_who_is_on_leave_is_given_none(as_ann: Api, ann: Agent) -> None:
    make_contact()
    Leave.create(agent=ann, first_day=DAY, last_day=DAY)
    assert "Ann is on leave" in generate(as_ann).json["detail"]


def test_a_day_that_is_full_or_over_is_refused(as_ann: Api, ann: Agent) -> None:
    make_contact()
    make_interaction(None, ann, NINE, minutes=14 * 60, note="Travelling")
    full = generate(as_ann, duration=120)
    assert (full.status_code, full.json["errors"][0]["field"]) == (409, "start")
    assert generate(as_ann, day="2020-01-01").json["errors"][0]["field"] == "day"


def test_times_are_by_the_assignees_clock(as_ann: Api, ann: Agent) -> None:
    Agent.update(timezone="America/New_York").where(Agent.id == ann.id).execute()
    make_contact()
    made = generate(as_ann).json["interactions"]
    assert made[0]["starts_at"] == "2090-05-09T13:00:00+00:00"


def test_support_is_given_closed_contacts_only(api_as: Any) -> None:
    sue = api_as(make_agent("Sue", role=Role.SUPPORT))
    owner = make_agent("Ben")
    make_contact("Open", state=State.CLIENT)
    make_contact("Won", state=State.CLIENT, status="Converted", closed_at=now(), owner=owner)
    assert people(generate(sue, group="customers")) == ["Won"]
    assert Contact.select().count() == 2


def test_repeated_under_its_key_it_is_made_once_and_names_nobody_any_more(as_ann: Api) -> None:
    """X15, X19: somebody of them may have been erased since."""
    make_contact("Dora")
    key = {"headers": {"Idempotency-Key": "a day"}}
    body = {"group": "prospects", "day": DAY.isoformat(), "start": "09:00", "count": 5}
    body |= {"type": "Call"}
    for names in (["Dora"], ["Dora", "Eve"]):
        assert people(as_ann.post("/interactions/generate", json=body | DRY, **key)) == names
        make_contact("Eve")
    first, second = (as_ann.post("/interactions/generate", json=body, **key) for _ in range(2))
    assert len(people(first)) == Interaction.select().count() == 3
    assert second.json == first.json | {"interactions": None}
