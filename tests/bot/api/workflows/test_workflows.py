"""Definitions of workflows: every save a new version. W3, X11."""

from typing import Any

import pytest

from models.agents.agent import Role
from models.contact.event import Event
from models.settings import channels
from models.settings.tag import Tag
from models.settings.trait import Trait
from models.workflow.tables import Run, Workflow, WorkflowVersion
from tests import factories
from tests.story import Customer

GREETING = """
# A comment of its author
name: Greeting
steps:
  hello:
    say: "Hello {name}"
"""


def save(api: Any, definition: Any = GREETING, **asked: Any) -> Any:
    return api.post("/workflows", json={"definition": definition, **asked})


def test_a_definition_becomes_a_workflow(api: Any) -> None:
    made = save(api)
    assert made.status_code == 201
    assert (made.json["name"], made.json["active"], made.json["version"]) == ("Greeting", True, 1)
    assert made.json["definition"] == GREETING
    listed = api.get("/workflows").json["items"]
    assert [one["id"] for one in listed] == [made.json["id"]]
    assert "definition" not in listed[0]


def test_an_object_and_bare_yaml_serve_as_well(api: Any) -> None:
    steps = {"hello": {"say": "Hello"}}
    assert save(api, {"name": "As object", "steps": steps}).status_code == 201
    for content_type in ("text/yaml", "application/yaml"):
        answer = api.send("POST", "/workflows", GREETING.encode(), content_type)
        assert answer.status_code in (200, 201)
    assert [one.name for one in Workflow.select().order_by(Workflow.id)] == [
        "As object",
        "Greeting",
    ]


def test_every_save_is_a_new_version(api: Any) -> None:
    """X11."""
    id = save(api).json["id"]
    again = save(api, GREETING.replace("Hello", "Good day"))
    assert (again.status_code, again.json["id"], again.json["version"]) == (200, id, 2)
    renamed = GREETING.replace("name: Greeting", "name: Welcome")
    put = api.put(f"/workflows/{id}", json={"definition": renamed, "active": False}).json
    assert (put["name"], put["version"], put["active"]) == ("Welcome", 3, False)
    assert [one["number"] for one in put["versions"]] == [1, 2, 3]
    first = api.get(f"/workflows/{id}/versions/1").json
    assert first["definition"] == GREETING
    assert api.get(f"/workflows/{id}/versions/9").status_code == 404
    assert api.get(f"/workflows/{id}/versions/{10**15}").status_code == 404


LEAD = """
name: Lead
steps:
  size: {ask: "Which size?", set: size, next: budget}
  budget: {ask: "Budget, size {size}?", kind: number, set: budget, next: thanks}  # in EUR
  thanks: {say: "{size} for {budget}.", tag: Lead}
"""


def test_what_is_read_and_saved_unchanged_after_renames_goes_on_as_before(
    api: Any, workshop: None
) -> None:
    """M1, M6, X11: also when something new bears the name that it was written with."""
    id = save(api, LEAD).json["id"]
    dora = Customer().says("Hi").says("M")
    channels.rename_trait(factories.find(Trait, "size"), "fit")
    factories.make_tag("Lead")
    channels.rename_tag(factories.find(Tag, "Lead"), "Warm")
    read = api.get(f"/workflows/{id}").json["definition"]
    new = LEAD.replace("set: size", "set: fit").replace("{size}", "{fit}")
    assert read == new.replace("tag: Lead", "tag: Warm")
    factories.make_trait("size", "other")
    saved = api.put(f"/workflows/{id}", json={"definition": read}).json
    assert (saved["version"], saved["definition"]) == (2, read)
    eve = Customer("Eve").says("Hi").says("S").says("5")
    assert (eve.traits, eve.tags) == ({"fit": "S", "budget": 5}, {"Warm"})
    assert (dora.says("7").traits, dora.tags) == ({"fit": "M", "budget": 7}, {"Warm"})
    assert api.get(f"/workflows/{id}/versions/1").json["definition"] == LEAD


def test_a_workflow_is_switched_off_and_on(api: Any) -> None:
    id = save(api, active=False).json["id"]
    assert Workflow.get_by_id(id).active is False
    assert api.patch(f"/workflows/{id}", json={"active": True}).json["active"] is True
    assert WorkflowVersion.select().count() == 1


def test_a_name_is_not_taken_from_another_workflow(api: Any) -> None:
    save(api)
    other = save(api, GREETING.replace("Greeting", "Other")).json["id"]
    answer = api.put(f"/workflows/{other}", json={"definition": GREETING})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "name")


def test_every_wrong_step_is_named(api: Any) -> None:
    wrong = """
name: Wrong
steps:
  first:
    ask: "Which?"
    next: nowhere
  orphan:
    say: "Never said"
    colour: red
"""
    answer = save(api, wrong)
    assert answer.status_code == 422
    assert {"first", "orphan"} <= {error["field"] for error in answer.json["errors"]}
    assert not Workflow.select().exists()


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/yaml", 422),
        (b"\xff\xfe\xff", "application/yaml", 400),
        (b"", "application/yaml", 422),
        (b"a: &a [*a]", "application/yaml", 422),
        (b'name: "a\\0b"\nsteps: {a: {say: hi}}', "application/yaml", 422),
        (b'name: x\nsteps: {a: {say: "\\ud800"}}', "application/yaml", 422),
        (b"!!python/object/apply:os.getcwd []", "application/yaml", 422),
        (b'{"definition": 5}', "application/json", 422),
        (b'{"definition": null}', "application/json", 422),
        (b"{}", "application/json", 422),
        (b'{"definition": "name: x", "colour": 1}', "application/json", 422),
        (b"definition=x", "application/x-www-form-urlencoded", 415),
    ],
)
def test_what_is_no_definition_is_told_so(
    api: Any, body: bytes, content_type: str, status: int
) -> None:
    answer = api.send("POST", "/workflows", body, content_type)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert not Workflow.select().exists()


def test_a_definition_is_judged_without_being_saved(api: Any) -> None:
    wrong = GREETING.replace("say:", "sing:")
    found = api.post("/workflows/check", json={"definition": wrong}).json
    assert [(one["step"], one["line"]) for one in found["problems"]] == [("hello", 6)]
    assert "unknown key 'sing'" in found["problems"][0]["message"]
    assert api.post("/workflows/check", json={"definition": GREETING}).json == {
        "problems": [],
        "advice": [],
    }
    asking = GREETING.replace("say:", "ask:")
    [advice] = api.post("/workflows/check", json={"definition": asking}).json["advice"]
    assert (advice["step"], advice["line"]) == ("hello", 5)
    assert Workflow.select().count() == 0


def test_a_new_workflow_takes_no_others_name(api: Any) -> None:
    assert save(api, new=True).status_code == 201
    again = save(api, GREETING.replace("Greeting", "GREETING"), new=True)
    assert (again.status_code, again.json["errors"][0]["field"]) == (409, "name")
    assert Workflow.get().version.number == 1


def test_the_list_says_what_starts_each_and_when_it_was_changed(api: Any) -> None:
    save(api, GREETING + "start: {on: keyword, words: [hi]}\n")
    [listed] = api.get("/workflows").json["items"]
    assert listed["start"] == {"on": "keyword", "words": ["hi"]}
    assert listed["changed_at"] >= listed["created_at"]


def test_it_is_known_who_saved_a_version(api: Any, api_as: Any) -> None:
    ann = factories.make_agent("Ann", role=Role.ADMIN)
    id = save(api).json["id"]
    api_as(ann).put(f"/workflows/{id}", json={"definition": GREETING})
    versions = api.get(f"/workflows/{id}").json["versions"]
    assert [one["saved_by"] and one["saved_by"]["name"] for one in versions] == [None, "Ann"]
    assert [one["actor"].partition(":")[0] for one in versions] == ["api_key", "api_key"]
    assert api.get(f"/workflows/{id}/versions/2").json["saved_by"]["id"] == ann.id


def test_a_workflow_that_is_off_is_deleted(api: Any) -> None:
    id = save(api, active=False).json["id"]
    save(api, GREETING.replace("Hello", "Good day"), active=False)
    assert api.delete(f"/workflows/{id}").status_code == 204
    assert api.get(f"/workflows/{id}").status_code == 404
    assert not WorkflowVersion.select().exists()


def test_one_that_is_on_is_not_deleted(api: Any) -> None:
    answer = api.delete(f"/workflows/{save(api).json['id']}")
    assert answer.status_code == 409
    assert "switch it off first" in answer.json["detail"]


def test_who_is_in_the_midst_of_it_is_let_go_when_that_is_said(api: Any, workshop: None) -> None:
    id = save(api, ASKING).json["id"]
    dora, finn = Customer("Dora").says("Hi"), Customer("Finn").says("Hi").says("Bonn")
    api.patch(f"/workflows/{id}", json={"active": False})
    refused = api.delete(f"/workflows/{id}")
    assert refused.status_code == 409
    assert "1 contact is in the midst of it" in refused.json["detail"]
    assert api.delete(f"/workflows/{id}", end_running="true").status_code == 204
    assert not Run.select().exists()
    assert finn.traits == {"town": "Bonn"}
    [ended] = Event.select().where(Event.name == "workflow.taken_over")
    assert (ended.contact_id, ended.data["reason"]) == (dora.contact.id, "the workflow was deleted")


ASKING = "name: Asking\nsteps:\n  town: {ask: Which town?, set: town}\n"
