"""`POST /contacts/change` and `/jobs`: one change of many contacts at once (C2)."""

import pytest

from models.agents.agent import Role
from models.bulk import changing
from models.contact import Contact
from tests.factories import make_agent, make_contact, make_rule, make_status
from tests.models.acting import told
from workers import jobs


def names_in(api, **wanted):
    return sorted(one["name"] for one in api.get("/contacts", **wanted).json["items"])


def test_named_contacts_are_changed_at_once(api):
    dora, eve, finn = (make_contact(name) for name in ("Dora", "Eve", "Finn"))
    asked = {"ids": [dora.id, eve.id], "changes": {"state": "CLIENT", "add_tags": ["Won"]}}
    answer = api.post("/contacts/change", json=asked)
    assert answer.status_code == 200
    job = answer.json
    assert (job["kind"], job["state"], job["total"], job["done"]) == ("change", "done", 2, 2)
    assert names_in(api, state="CLIENT") == names_in(api, tag="Won") == ["Dora", "Eve"]
    assert told(finn) == []


def test_a_filter_means_those_whom_it_finds_now(api):
    make_contact("Dora", status="Interested")
    make_contact("Eve")
    asked = {"filter": {"status": "Interested"}, "changes": {"status": "Negotiation"}}
    assert api.post("/contacts/change", json=asked).json["done"] == 1
    assert names_in(api, status="Negotiation") == ["Dora"]


def test_everything_that_can_be_changed_is(api):
    ann, dora = make_agent("Ann"), make_contact("Dora", tags=["Old", "Older"])
    changes = {
        "status": "Interested",
        "source": "API",
        "owner": ann.email,
        "traits": {"budget": 500},
        "add_tags": ["New"],
        "remove_tags": ["Old"],
        "closure_deadline": "2031-05-01",
        "opted_out": True,
    }
    api.post("/contacts/change", json={"ids": [dora.id], "changes": changes})
    shown = api.get(f"/contacts/{dora.id}").json
    assert (shown["status"]["name"], shown["source"]["name"]) == ("Interested", "API")
    assert (shown["owner"]["name"], shown["traits"]) == ("Ann", {"budget": 500})
    assert [tag["name"] for tag in shown["tags"]] == ["New", "Older"]
    assert (shown["closure_deadline"], shown["opted_out_at"] is None) == ("2031-05-01", False)


def test_rules_are_tried_for_each(api):
    ann, bob = make_agent("Ann"), make_agent("Bob")
    make_rule("VIP", [ann, bob], conditions=[{"field": "tag", "op": "is", "value": "VIP"}])
    ids = [make_contact().id for _ in range(4)]
    api.post("/contacts/change", json={"ids": ids, "changes": {"add_tags": ["VIP"]}})
    owners = [Contact.get_by_id(id).owner.name for id in ids]
    assert sorted(owners) == ["Ann", "Ann", "Bob", "Bob"]


def test_what_is_refused_says_why_and_the_rest_is_done(api_as):
    ann, bob = make_agent("Ann"), make_agent("Bob")
    mine, bobs = make_contact(owner=ann), make_contact(owner=bob)
    for changes in ({"state": "CLIENT"}, {"owner": None}):
        asked = {"ids": [mine.id, bobs.id], "changes": changes}
        job = api_as(ann).post("/contacts/change", json=asked).json
        assert (job["done"], job["refused"]) == (1, 1)
    [row] = api_as(ann).get(f"/jobs/{job['id']}/rows", state="refused").json["items"]
    assert row["contact"] == bobs.id
    assert "Bob has this contact" in row["reason"]


def test_a_value_that_does_not_suit_is_refused_contact_by_contact(api):
    make_contact("Dora", traits={"budget": 5})
    asked = {"filter": {}, "changes": {"traits": {"budget": "much"}, "state": "CLIENT"}}
    job = api.post("/contacts/change", json=asked).json
    assert (job["done"], job["refused"]) == (0, 1)
    assert names_in(api, state="CLIENT") == []


def test_only_what_one_may_see_is_changed(api_as):
    lost = make_status("Gone", closure=True)
    open_one, closed = make_contact("Dora"), make_contact("Eve", status=lost.name)
    support = api_as(make_agent("Sue", role=Role.SUPPORT))
    asked = {"ids": [open_one.id, closed.id], "changes": {"add_tags": ["Seen"]}}
    assert support.post("/contacts/change", json=asked).json["total"] == 1
    assert names_in(support, tag="Seen") == ["Eve"]


def test_a_job_is_shown_to_who_ordered_it_and_to_administrators(api, api_as):
    ann, bob = make_agent("Ann"), make_agent("Bob")
    dora = make_contact()
    job = api_as(ann).post(
        "/contacts/change", json={"ids": [dora.id], "changes": {"add_tags": ["A"]}}
    )
    path = f"/jobs/{job.json['id']}"
    assert api.get(path).json["agent"]["name"] == "Ann"
    assert api_as(ann).get("/jobs").json["total"] == 1
    assert api_as(bob).get("/jobs").json["total"] == 0
    assert api_as(bob).get(path).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {"changes": {"state": "CLIENT"}},
        {"ids": [], "changes": {"state": "CLIENT"}},
        {"ids": [1], "filter": {}, "changes": {"state": "CLIENT"}},
        {"filter": {"statsu": "New"}, "changes": {"state": "CLIENT"}},
        {"filter": 7, "changes": {"state": "CLIENT"}},
        {"ids": [1], "changes": {}},
        {"ids": [1], "changes": {"name": "Everybody"}},
        {"ids": [1], "changes": {"owner": "nobody@example.org"}},
        {"ids": [1]},
    ],
)
def test_what_makes_no_sense_is_refused(api, asked):
    assert api.post("/contacts/change", json=asked).status_code == 422


def test_many_go_on_as_a_job(api, rung, monkeypatch):
    monkeypatch.setattr(changing, "PORTION", 2)
    ids = [make_contact().id for _ in range(5)]
    asked = {"ids": ids, "changes": {"state": "PARTNER"}}
    answer = api.post("/contacts/change", json=asked)
    assert (answer.status_code, answer.json["state"], answer.json["done"]) == (202, "pending", 0)
    turns = 0
    while jobs.work_off():
        turns += 1
    job = api.get(f"/jobs/{answer.json['id']}").json
    assert (turns, job["state"], job["done"], job["ended_at"] is None) == (3, "done", 5, False)


def test_a_stopped_job_goes_no_further(api, monkeypatch):
    monkeypatch.setattr(changing, "PORTION", 1)
    asked = {"ids": [make_contact().id for _ in range(3)], "changes": {"state": "PARTNER"}}
    job = api.post("/contacts/change", json=asked).json
    jobs.work_off()
    assert api.post(f"/jobs/{job['id']}/stop").json["state"] == "stopped"
    assert jobs.work_off() == 0
    assert api.get("/contacts", state="PARTNER").json["total"] == 1
    assert api.post(f"/jobs/{job['id']}/stop").status_code == 409
