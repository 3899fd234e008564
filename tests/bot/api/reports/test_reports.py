"""Reports by the API: what is asked for, JSON and CSV, and who sees what (A12, M8, M9, C5, X13,
X16). That the figures are right is shown in tests/models/reports."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from models.agents.agent import Agent, Role
from models.assignment.assignment import Assignment, Outcome
from models.contact import Contact
from models.settings.status import Status
from models.workflow.tables import Run
from tests import factories
from tests.handlers.talking import SIZE

REPORTS = ["pipeline", "funnel", "sources", "agents", "workflows", "rules"]
NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(database: None) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ann(clock: None) -> Agent:
    return factories.make_agent("Ann")


def make_closed(owner: Agent, days: int = 1, **values: Any) -> Contact:
    """Came some days ago and was lost just now."""
    at = NOON - timedelta(days=days)
    return factories.make_contact(
        status="Lost",
        passed=[factories.find(Status, "New Lead").id],
        owner=owner,
        closer=owner,
        closed_at=NOON,
        created_at=at,
        **values,
    )


def give(contact: Contact, agent: Agent, **values: Any) -> None:
    plain = {"outcome": Outcome.ASSIGNED, "trigger": "fallback", "cause": "test"}
    Assignment.create(contact=contact, agent=agent, **plain | values)


def table(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.text.startswith("\ufeff"), "or Excel takes it for something else than UTF-8"
    return list(csv.DictReader(answer.text.removeprefix("\ufeff").splitlines()))


@pytest.mark.parametrize("name", REPORTS)
def test_an_empty_database_has_figures_of_nothing(api: Any, name: str) -> None:
    assert api.get(f"/reports/{name}").json["series"] == []
    assert api.get(f"/reports/{name}", format="csv").status_code == 200
    for by, spans in (("day", 30), ("week", 5), ("month", 2)):
        series = api.get(f"/reports/{name}", by=by).json["series"]
        assert [span["items"] for span in series] == [[]] * spans


@pytest.mark.parametrize("name", REPORTS)
def test_without_a_period_the_last_thirty_days_are_meant(api: Any, name: str) -> None:
    factories.set_organisation(timezone="Pacific/Auckland")
    found = api.get(f"/reports/{name}", by="month").json
    assert (found["from"], found["to"]) == ("2026-03-01", "2026-03-30")
    assert found["timezone"] == "Pacific/Auckland"
    assert [span["from"] for span in found["series"]] == ["2026-03-01"]


def test_the_pipeline_is_of_all_time_unless_a_period_is_named(api: Any, ann: Agent) -> None:
    make_closed(ann, days=400)
    whole, now = api.get("/reports/pipeline").json, api.get("/reports/pipeline", by="day").json
    assert (whole["from"], whole["to"], whole["total"]) == (None, None, 1)
    assert (now["from"], now["total"]) == ("2026-02-28", 0)


def test_the_pipeline_tells_of_each_status_in_its_order(api: Any, ann: Agent) -> None:
    """M9, C5."""
    for days in (1, 2, 6):
        since = NOON - timedelta(days=days)
        factories.make_contact(status="Interested", status_since=since, state="CLIENT")
    found = api.get("/reports/pipeline").json
    names = [one["status"]["name"] for one in found["items"]]
    assert names == ["New Lead", "Interested", "Negotiation", "Converted", "Lost", "Invalid"]
    second = found["items"][1]
    assert second["status"]["color"] == "#6f42c1"
    assert (second["count"], second["average_days"], second["median_days"]) == (3, 3.0, 2.0)
    assert second["states"] == {"PROSPECT": 0, "PARTNER": 0, "CLIENT": 3, "OTHER": 0}
    assert found["items"][0]["median_days"] is None


def test_the_pipeline_counts_what_the_list_of_contacts_counts(api: Any, ann: Agent) -> None:
    make_closed(ann)
    factories.make_contact(source="Import", state="CLIENT")
    for query in ({}, {"source": "Import"}, {"state": "CLIENT"}, {"owner": "none"}):
        listed = api.get("/contacts", **query).json["total"]
        assert api.get("/reports/pipeline", **query).json["total"] == listed


def test_the_funnel_knows_what_a_contact_has_passed(api: Any, ann: Agent) -> None:
    make_closed(ann)
    items = {one["status"]["name"]: one for one in api.get("/reports/funnel").json["items"]}
    assert [items[name]["reached"] for name in ("New Lead", "Interested", "Lost")] == [1, 0, 1]
    assert items["Lost"]["previous"]["name"] == "Negotiation"


def test_sources_tell_what_they_brought_and_closed(api: Any, ann: Agent) -> None:
    """M8, A12."""
    make_closed(ann, days=2)
    factories.make_contact()
    items = {one["source"]["name"]: one for one in api.get("/reports/sources").json["items"]}
    found = items["WhatsApp"]
    assert (found["brought"], found["open"], found["closing_rate"]) == (2, 1, 0.5)
    assert found["median_seconds_to_close"] == 2 * 24 * 3600
    closed_as = {one["status"]["name"]: one["count"] for one in found["closed_as"]}
    assert closed_as == {"Converted": 0, "Lost": 1, "Invalid": 0}
    assert items["Import"]["closing_rate"] is None


def test_ads_and_links_are_told_apart(api: Any, ann: Agent) -> None:
    """M7."""
    spring = {"source_type": "ad", "source_id": "7", "headline": "Spring"}
    make_closed(ann, origin=spring)
    make_closed(ann, origin=spring | {"ctwa_clid": "another click"})
    factories.make_contact(origin={"source_url": "https://shop.example/offer"})
    ad, link = api.get("/reports/sources", group="origin").json["items"]
    assert ad["origin"] == {"type": "ad", "id": "7", "url": None, "headline": "Spring"}
    assert (ad["brought"], ad["closed"]) == (2, 2)
    assert (link["origin"]["url"], link["open"]) == ("https://shop.example/offer", 1)


def test_agents_tell_how_soon_they_answered(api: Any, ann: Agent) -> None:
    """X16: both figures, whatever is set now."""
    bob, contact = factories.make_agent("Bob"), factories.make_contact()
    late = {"created_at": NOON - timedelta(hours=2), "replied_at": NOON, "in_time": False}
    give(contact, ann, replied_at=NOON, in_time=True)
    give(contact, ann, **late)
    give(contact, bob, trigger="manual")
    first, second = api.get("/reports/agents").json["items"]
    assert first["agent"]["email"] == "ann@example.org"
    assert (first["given"], first["answered"], first["answered_in_time"]) == (2, 2, 1)
    assert (first["median_first_reply_seconds"], first["share"]) == (3600, 0.6667)
    assert second["given_by"] == {
        "rules": 0,
        "fallback": 0,
        "hand": 1,
        "returned": 0,
        "no_reply": 0,
    }


def test_agents_are_chosen_by_owner_or_team(api: Any, ann: Agent) -> None:
    bob = factories.make_agent("Bob")
    factories.make_team("Fashion", [bob])

    def names(**query: str) -> list[str]:
        return [one["agent"]["name"] for one in api.get("/reports/agents", **query).json["items"]]

    assert names() == ["Ann", "Bob"]
    assert names(owner="ann@example.org") == ["Ann"]
    assert names(team="Fashion") == ["Bob"]
    assert names(team="Fashion", owner="ann@example.org") == []


def test_rules_tell_whom_they_chose_and_what_they_left(api: Any, ann: Agent) -> None:
    rule, contact = factories.make_rule("Men", [ann]), factories.make_contact()
    give(contact, ann, trigger="contact_updated", rule=rule)
    give(contact, ann, trigger="contact_updated", rule=None)
    give(contact, ann, trigger="no_reply")
    for _ in range(2):
        give(contact, None, trigger="contact_updated", outcome=Outcome.UNMATCHED)
    give(contact, None, trigger="fallback", outcome=Outcome.NOBODY)
    found = api.get("/reports/rules").json
    men, gone = found["items"]
    assert (men["rule"]["name"], men["taken"], men["share"]) == ("Men", 1, 0.3333)
    assert men["agents"][0]["agent"]["email"] == "ann@example.org"
    assert (gone["rule"], gone["taken"]) == (None, 1)
    assert (found["fallback"]["nobody"], found["no_reply"]["taken"]) == (1, 1)
    assert found["unmatched"] == {"times": 2, "contacts": 1}


def test_workflows_tell_where_people_were_lost(api: Any) -> None:
    """X11."""
    version = factories.make_workflow(SIZE).version
    trail = {"size": {"asked": 2, "reasked": 1}}
    for state in ("done", "timed_out"):
        contact = factories.make_contact()
        Run.create(contact=contact, version=version, state=state, step="size", trail=trail)
    [found] = api.get("/reports/workflows").json["items"]
    assert (found["started"], found["finished"], found["finishing_rate"]) == (2, 1, 0.5)
    size = found["steps"][0]
    assert (size["runs"], size["asked"], size["lost"], size["drop_out"]) == (2, 4, 1, 0.5)


WRONG = [
    ({"from": "2026-03-02", "to": "2026-03-01"}, "from"),
    ({"from": "yesterday"}, "from"),
    ({"by": "hour"}, "by"),
    ({"from": "2020-01-01", "by": "day"}, "by"),
    ({"format": "pdf"}, "format"),
    ({"sauce": "Fair"}, "sauce"),
    *(({field: "Nonsense"}, field) for field in ("source", "state", "owner", "team")),
]


@pytest.mark.parametrize("name", REPORTS)
def test_what_cannot_be_asked_is_named(api: Any, name: str) -> None:
    for query, field in WRONG:
        answer = api.get(f"/reports/{name}", **query)
        assert answer.status_code == 422
        assert [one["field"] for one in answer.json["errors"]] == [field]


def test_a_series_is_not_told_by_origin(api: Any) -> None:
    answer = api.get("/reports/sources", group="origin", by="day")
    assert answer.json["errors"][0]["field"] == "by"


@pytest.mark.parametrize("how", ["accept", "format"])
def test_every_report_is_a_table_too(api: Any, ann: Agent, how: str) -> None:
    give(make_closed(ann), ann)
    query, headers = ({"format": "csv"}, {}) if how == "format" else ({}, {"Accept": "text/csv"})
    for name, column in zip(
        REPORTS, ("status", "status", "source", "agent", "workflow", "way"), strict=True
    ):
        rows = table(api.get(f"/reports/{name}", headers=headers, **query))
        assert column in (rows[0] if rows else {"workflow": ""})


def test_json_is_answered_to_who_takes_anything(api: Any) -> None:
    for accept in ("*/*", "application/json", "text/csv;q=0.5, application/json", "text/html"):
        answer = api.get("/reports/pipeline", headers={"Accept": accept})
        assert answer.mimetype == "application/json"
    answer = api.get("/reports/pipeline", headers={"Accept": "text/csv"}, format="json")
    assert answer.mimetype == "application/json"


def test_a_table_tells_what_the_report_tells(api: Any, ann: Agent) -> None:
    make_closed(ann, days=2, origin={"source_type": "ad", "source_id": "7", "headline": "Spring"})
    source = next(row for row in table(api.get("/reports/sources", format="csv")) if row["open"])
    assert source["source"] == "WhatsApp"
    assert (source["brought"], source["closed as Lost"], source["closing_rate"]) == (
        "1",
        "1",
        "1.0",
    )
    [ad] = table(api.get("/reports/sources", group="origin", format="csv"))
    assert (ad["id"], ad["headline"], ad["median_seconds_to_close"]) == ("7", "Spring", "172800")


def test_a_series_is_a_table_with_every_span(api: Any, ann: Agent) -> None:
    make_closed(ann, days=1)
    rows = table(api.get("/reports/agents", by="day", to="2026-03-30", format="csv"))
    assert len(rows) == 30
    filled = next(row for row in rows if row["from"] == "2026-03-29")
    assert (filled["to"], filled["agent"], filled["closed"]) == ("2026-03-29", "Ann", "1")
    assert rows[0]["agent"] == ""


def test_no_name_is_a_formula_in_a_table(api: Any) -> None:
    factories.make_agent("=1+1", email="x@example.org")
    factories.Source.create(name="@SUM(A1)")
    factories.make_status("+won", closure=True)
    assert table(api.get("/reports/agents", format="csv"))[0]["agent"] == "'=1+1"
    sources = table(api.get("/reports/sources", format="csv"))
    assert sources[-1]["source"] == "'@SUM(A1)"
    assert "closed as +won" in sources[0]
    assert table(api.get("/reports/pipeline", format="csv"))[-1]["status"] == "'+won"


def test_a_sales_agent_sees_their_own_figures_only(api_as: Any, ann: Agent) -> None:
    """X13."""
    bob = factories.make_agent("Bob")
    give(factories.make_contact(owner=bob), bob)
    [mine] = api_as(ann).get("/reports/agents", by="day").json["items"]
    assert (mine["agent"]["name"], mine["given"], mine["share"]) == ("Ann", 0, None)
    assert api_as(ann).get("/reports/agents", owner="bob@example.org").json["items"] == []
    assert api_as(ann).get("/reports/pipeline").json["total"] == 1
    assert api_as(ann).get("/reports/rules").status_code == 403
    assert api_as(ann).get("/reports/workflows").status_code == 403


def test_who_does_not_sell_sees_closed_contacts_only(api_as: Any, ann: Agent) -> None:
    """X13, A6."""
    sue = factories.make_agent("Sue", role=Role.SUPPORT)
    make_closed(ann)
    factories.make_contact(owner=sue)
    support = api_as(sue)
    assert support.get("/reports/pipeline").json["total"] == 1
    assert support.get("/reports/funnel").json["total"] == 1
    brought = [one["brought"] for one in support.get("/reports/sources").json["items"]]
    assert sum(brought) == 1
    [mine] = support.get("/reports/agents").json["items"]
    assert (mine["agent"]["name"], mine["open"]) == ("Sue", 0)


def test_who_manages_sees_all(api_as: Any, ann: Agent) -> None:
    max_ = factories.make_agent("Max", role=Role.SALES_MANAGER)
    give(make_closed(ann), ann)
    manager = api_as(max_)
    assert [one["share"] for one in manager.get("/reports/agents").json["items"]] == [1.0]
    assert {manager.get(f"/reports/{name}").status_code for name in REPORTS} == {200}
