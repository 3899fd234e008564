"""Every refusal of A5, M4, M6 and C2, by each way that leads to it: named, with a way out, and
nothing changed (A1, M1). What the rules of a resource allow stands in its own tests."""

from typing import Any

import psycopg
import pytest
from flask import Flask

from models.base import database
from models.contact import Contact
from models.queues.job import Job
from models.settings.source import Source
from models.settings.status import Status
from tests.bot.api.contacts.test_contact_import import upload
from tests.bot.api.refused import refused
from tests.bot.conftest import Api
from tests.concurrency.apart import somebody_waits
from tests.factories import (
    find,
    make_api_key,
    make_automation,
    make_contact,
    make_rule,
    make_workflow,
)
from tests.processes import eventually

STATES = "PROSPECT, PARTNER, CLIENT, OTHER"
RICH = {"state": "RICH"}
LEAD = "name: Lead\nsteps: {a: {say: Hi, status: Negotiation, source: Import}}"


def id_of(name: str, model: Any = Status) -> int:
    return int(find(model, name).id)


def closures(api: Any) -> list[str]:
    return [one["name"] for one in api.get("/settings").json["closure_statuses"]]


def conflict(answer: Any) -> str:
    """What a 409 says."""
    assert answer.status_code == 409, answer.text
    return str(answer.json["detail"])


@pytest.fixture
def lost(api: Any) -> str:
    """The address of the last closure status."""
    assert api.patch("/settings", json={"closure_statuses": ["Lost"]}).status_code == 200
    return f"/statuses/{id_of('Lost')}"


@pytest.mark.parametrize("wish", [[], None, "", {}, [None], [""], ["Nowhere"]])
def test_a5_the_settings_name_at_least_one_closure_status(api: Any, wish: Any) -> None:
    """A5: not emptied by `PATCH /settings`, in whatever way nothing is written."""
    answer = api.patch("/settings", json={"closure_statuses": wish, "closure_days": 3})
    assert {field.partition(".")[0] for field in refused(answer)} == {"closure_statuses"}
    assert closures(api) == ["Converted", "Lost", "Invalid"]
    assert api.get("/settings").json["closure_days"] == 14


@pytest.mark.parametrize("wish", [None, "", {}, "Nowhere", 0, 10**9])
def test_a1_the_default_status_is_never_empty(api: Any, wish: Any) -> None:
    """A1."""
    assert "default_status" in refused(api.patch("/settings", json={"default_status": wish}))
    assert api.get("/settings").json["default_status"]["name"] == "New Lead"


def test_a5_the_last_closure_status_does_not_stop_to_close(api: Any, lost: str) -> None:
    """A5: by `PATCH /statuses/{id}`; after another one closes it does."""
    assert "make another one a closure status first" in conflict(
        api.patch(lost, json={"closure": False, "name": "Gone"})
    )
    assert (closures(api), api.get(lost).json["name"]) == (["Lost"], "Lost")
    api.patch(f"/statuses/{id_of('Invalid')}", json={"closure": True})
    assert api.patch(lost, json={"closure": False}).json["closure"] is False


@pytest.mark.parametrize("query", [{}, {"move_to": "New Lead"}, {"move_to": "Invalid"}])
def test_a5_the_last_closure_status_is_not_deleted(
    api: Any, lost: str, query: dict[str, str]
) -> None:
    """A5, M4: not even when its contacts are moved."""
    make_contact("Dora", status="Lost")
    assert "make another one a closure status first" in conflict(api.delete(lost, **query))
    assert api.get(lost).json["contacts"] == 1


@pytest.mark.parametrize(
    ("path", "wish", "field"),
    [
        ("/settings", {"closure_statuses": ["New Lead"]}, "closure_statuses"),
        ("/settings", {"closure_statuses": ["Lost", "new lead"]}, "closure_statuses"),
        ("/settings", {"default_status": "Lost"}, "default_status"),
        ("/statuses/{default}", {"closure": True}, "closure"),
    ],
)
def test_a5_the_default_status_closes_nobody(
    api: Any, path: str, wish: dict[str, Any], field: str
) -> None:
    """A5, A1: or whoever comes would be closed at once, and nothing would be open."""
    answer = api.patch(path.format(default=id_of("New Lead")), json=wish)
    assert "choose another default first" in conflict(answer)
    assert answer.json["errors"][0]["field"] == field
    assert closures(api) == ["Converted", "Lost", "Invalid"]


def test_a5_of_two_who_take_the_last_two_away_at_once_one_is_refused(
    committed: str, built: Flask
) -> None:
    """A5: whoever comes second sees what the first did."""
    with database.connection_context():
        api = Api(built.test_client(), make_api_key())
        api.patch("/settings", json={"closure_statuses": ["Converted", "Lost"]})
        path = f"/statuses/{id_of('Converted')}"
    first = "UPDATE status SET closure = false WHERE name = 'Lost'"
    assert "closure status" in conflict(_meanwhile(committed, first, api, "patch", path))
    with database.connection_context():
        assert closures(api) == ["Converted"]


def test_m4_a_status_that_somebody_gets_meanwhile_stays(committed: str, built: Flask) -> None:
    """M4."""
    with database.connection_context():
        api = Api(built.test_client(), make_api_key())
        dora = make_contact("Dora")
        path = f"/statuses/{id_of('Negotiation')}"
    moved = "UPDATE contact SET status_id = (SELECT id FROM status WHERE name = 'Negotiation')"
    assert "1 contact has" in conflict(_meanwhile(committed, moved, api, "delete", path))
    with database.connection_context():
        assert Contact.get_by_id(dora.id).status.name == "Negotiation"


def test_m6_of_two_who_add_one_name_at_once_one_is_refused(committed: str, built: Flask) -> None:
    """M6: the index decides."""
    with database.connection_context():
        api = Api(built.test_client(), make_api_key())
    first = "INSERT INTO source (name) VALUES ('Fair')"
    answer = _meanwhile(committed, first, api, "post", "/sources", {"name": "FAIR"})
    assert "Fair exists already" in conflict(answer)


def _meanwhile(
    url: str, sql: str, api: Api, method: str, path: str, wish: dict[str, Any] | None = None
) -> Any:
    """The answer to a request that begins while another transaction has done `sql`, and that sees
    it committed when it goes on."""
    from concurrent.futures import ThreadPoolExecutor

    wish = wish or ({"closure": False} if method == "patch" else None)
    with ThreadPoolExecutor(1) as threads, psycopg.connect(url) as other:
        other.execute("SELECT 1 FROM organisation FOR UPDATE")
        other.execute(sql)
        asked = threads.submit(getattr(api, method), path, json=wish)
        eventually(somebody_waits(url))
        other.commit()
        return asked.result()


@pytest.mark.parametrize("query", [{}, {"move_to": "Interested"}])
def test_m4_the_default_status_is_not_deleted(api: Any, query: dict[str, str]) -> None:
    """M4: with its contacts moved or not."""
    answer = api.delete(f"/statuses/{id_of('New Lead')}", **query)
    assert "choose another default first" in conflict(answer)


def test_m4_a_status_in_use_is_not_deleted(api: Any) -> None:
    """M4: open or closed; told how many, and how they are moved."""
    for name in ("Negotiation", "Invalid"):
        make_contact("Dora", status=name)
        make_contact("Eve", status=name)
        told = conflict(api.delete(f"/statuses/{id_of(name)}"))
        assert f"2 contacts have the status {name}: move them with ?move_to=" in told
    assert Contact.select().where(Contact.status == id_of("Negotiation")).count() == 2


@pytest.mark.parametrize("itself", ["Negotiation", "NEGOTIATION", "id"])
def test_m4_contacts_are_not_moved_to_the_status_that_goes(api: Any, itself: str) -> None:
    """M4."""
    make_contact("Dora", status="Negotiation")
    id = id_of("Negotiation")
    answer = api.delete(f"/statuses/{id}", move_to=str(id) if itself == "id" else itself)
    assert "another status" in conflict(answer)
    assert answer.json["errors"][0]["field"] == "move_to"


def test_m4_contacts_are_moved_to_a_status_that_there_is(api: Any) -> None:
    """M4."""
    make_contact("Dora", status="Negotiation")
    for nowhere in ("Nowhere", "", str(10**9)):
        answer = api.delete(f"/statuses/{id_of('Negotiation')}", move_to=nowhere)
        assert "move_to" in refused(answer)


@pytest.mark.parametrize(("kind", "name"), [(Status, "Negotiation"), (Source, "Import")])
def test_m4_m6_what_rules_or_workflows_look_at_is_not_deleted(
    api: Any, kind: Any, name: str
) -> None:
    """M4, M6: told which."""
    path = f"/{'statuses' if kind is Status else 'sources'}/{id_of(name, kind)}"
    field = kind.__name__.lower()
    rule = make_rule("Hot", conditions=[{"field": field, "op": "is", "value": name.upper()}])
    assert "rules look at it (Hot)" in conflict(api.delete(path))
    api.delete(f"/rules/{rule.id}")
    workflow = make_workflow(LEAD)
    assert "workflows name it (Lead)" in conflict(api.delete(path))
    api.patch(f"/workflows/{workflow.id}", json={"active": False})
    assert api.delete(path).status_code == 204


@pytest.mark.parametrize("path", ["/statuses", "/sources"])
def test_m1_m6_a_name_is_taken_whatever_its_case(api: Any, path: str) -> None:
    """M1, M6: in every script, for what is new and for what is renamed; what looks the same is."""
    for name, others in {
        "Möbelmesse": ["möbelmesse", "MÖBELMESSE", " Möbelmesse "],
        "ЯРМАРКА": ["ярмарка"],
        "Trade fair": ["trade  FAIR", "Trade\u00a0fair", "trade\tfair"],
        "Café": ["Cafe\u0301", "CAFE\u0301"],
    }.items():
        assert api.post(path, json={"name": name}).status_code == 201
        beside = api.post(path, json={"name": f"{name} 2"}).json["id"]
        for other in others:
            for answer in (
                api.post(path, json={"name": other}),
                api.patch(f"{path}/{beside}", json={"name": other}),
            ):
                assert f"{name} exists already" in conflict(answer)
                assert answer.json["errors"][0]["field"] == "name"


@pytest.mark.parametrize("path", ["/statuses", "/sources"])
@pytest.mark.parametrize("name", ["", "  ", None, "x" * 201, 7, ["Fair"], "a\0b"])
def test_m1_m6_a_name_is_a_text_of_some_length(api: Any, path: str, name: Any) -> None:
    """M1, M6."""
    assert "name" in refused(api.post(path, json={"name": name}))


def test_m6_a_source_in_use_is_not_deleted(api: Any) -> None:
    """M6: not while a contact has it, whoever may see that one; afterwards it is."""
    path = f"/sources/{id_of('Import', Source)}"
    dora = make_contact("Dora", source="Import")
    assert "1 contact has the source Import: give them another" in conflict(api.delete(path))
    assert api.get(path).json["contacts"] == 1
    api.patch(f"/contacts/{dora.id}", json={"source": "API"})
    assert api.delete(path).status_code == 204


def test_m6_the_source_of_whatsapp_stays_by_its_name(api: Any) -> None:
    """M6, M7: new contacts get it by itself."""
    path = f"/sources/{id_of('WhatsApp', Source)}"
    assert "so it stays" in conflict(api.delete(path))
    assert "it keeps its name" in conflict(api.patch(path, json={"name": "WA"}))


@pytest.mark.parametrize(
    ("method", "path", "wish", "field"),
    [
        ("post", "/contacts", {"name": "Eve"} | RICH, "state"),
        ("put", "/contacts", {"phone": "+34600111999"} | RICH, "state"),
        ("patch", "/contacts/{dora}", RICH | {"name": "Eve"}, "state"),
        ("patch", "/contacts/{dora}", {"state": None}, "state"),
        ("patch", "/contacts/{dora}", {"state": ["CLIENT"]}, "state"),
        ("post", "/contacts/change", {"filter": {}, "changes": RICH}, "changes.state"),
        ("post", "/contacts/change", {"filter": RICH, "changes": {}}, "filter.state"),
        ("post", "/contacts/bulk", {"contacts": [{"name": "Eve"}]} | RICH, "state"),
        ("post", "/automations", {"status": "Lost", "actions": [RICH]}, "actions.0.state"),
        ("patch", "/automations/{automation}", {"actions": [RICH]}, "actions.0.state"),
        ("post", "/rules/preview", {"facts": RICH}, "facts.state"),
        ("post", "/campaigns/preview", {"filter": RICH, "content": {"text": "x"}}, "filter.state"),
    ],
)
def test_c2_a_state_that_there_is_not_is_refused(
    api: Any, method: str, path: str, wish: dict[str, Any], field: str
) -> None:
    """C2, C4: by form, API, upsert, for a selection, by import and by an automation."""
    dora = make_contact("Dora")
    automation = make_automation("Converted", {"state": "CLIENT"})
    path = path.format(dora=dora.id, automation=automation.id)
    told = refused(getattr(api, method)(path, json=wish))
    assert wish.get("state", "RICH") != "RICH" or STATES in told[field]
    assert field in told
    assert [(one.name, one.state) for one in Contact.select()] == [("Dora", "PROSPECT")]
    assert Job.select().count() == 0


@pytest.mark.parametrize("path", ["/contacts", "/contacts/export", "/reports/funnel"])
def test_c4_a_state_that_there_is_not_finds_nothing_in_silence_nowhere(api: Any, path: str) -> None:
    """C4."""
    assert STATES in refused(api.get(path, state="RICH"))["state"]


def test_c2_a_row_with_a_state_that_there_is_not_is_refused_alone(api: Any) -> None:
    """C2: new and known contacts; the other rows are done."""
    make_contact("Dora", phone="34600111222")
    file = "phone;state\n+34600111222;RICH\n+34600111333;poor\n+34600111444;client\n"
    job = upload(api, file).json
    assert (job["done"], job["refused"]) == (1, 2)
    rows = api.get(f"/jobs/{job['id']}/rows", state="refused").json["items"]
    assert all(STATES in one["reason"] for one in rows)
    assert sorted(one.state for one in Contact.select()) == ["CLIENT", "PROSPECT"]


def test_c2_a_workflow_that_sets_a_state_that_there_is_not_is_refused(api: Any) -> None:
    """C2, W3."""
    wish = {"definition": "name: Lead\nsteps: {hot: {say: Hi, state: RICH}}"}
    assert STATES in refused(api.post("/workflows", json=wish))["hot"]
