"""Messages to a selection by the API: who gets one and who does not, results contact by contact,
stopping (C4, X10)."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import peewee
import pytest
import time_machine

from models.agents.agent import Role
from models.campaigns import ordering
from models.campaigns.campaign import Campaign, CampaignRecipient
from models.clock import now
from models.contact import Contact, Identifier
from models.contact.message import Author, Delivery, Message
from models.queues.item import WorkState
from models.queues.job import Job
from models.queues.outbox import OutboxItem
from tests.factories import NUMBER, heard, make_agent, make_contact, make_message, make_trait
from workers import jobs

HELLO = {"name": "hello", "language": "en", "parameters": ["{name}"]}
TEXT = {"text": "Hello {name}, we are open."}


def order(api: Any, contacts: list[Contact], **asked: Any) -> Any:
    message = {} if "content" in asked else {"template": HELLO}
    ids = [contact.id for contact in contacts]
    return api.post("/campaigns", json={"ids": ids, **message, **asked})


def withheld(answer: Any) -> dict[str, int]:
    return {one["reason"]: one["count"] for one in answer.json["withheld"]}


def send() -> None:
    """What is due now is owed."""
    jobs.work_off()


def test_a_template_goes_to_a_list_of_contacts(api):
    dora, dan = make_contact("Dora"), make_contact("Dan")
    answer = order(api, [dora, dan], name="Spring")
    assert answer.status_code == 201
    assert (answer.json["name"], answer.json["state"]) == ("Spring", "running")
    assert (answer.json["total"], answer.json["counts"]["pending"]) == (2, 2)
    send()
    owed = {item.contact_id: item.payload for item in OutboxItem.select()}
    assert owed[dora.id]["parameters"] == ["Dora"]
    assert owed[dan.id]["parameters"] == ["Dan"]


def test_it_goes_to_whom_a_filter_finds(api):
    make_contact("Dora", state="CLIENT")
    make_contact("Dan")
    answer = api.post("/campaigns", json={"filter": {"state": "CLIENT"}, "template": HELLO})
    assert answer.json["total"] == 1


def test_recipients_are_written_in_the_order_in_which_contacts_are_locked(api):
    """Each holds its contact: in another order two requests would wait for each other."""
    dora, dan = make_contact("Dora"), make_contact("Dan")
    Contact.update(town="Leeds").where(Contact.id == dora.id).execute()  # Its row lies behind now.
    order(api, [dora, dan])
    written = CampaignRecipient.select(CampaignRecipient.contact).order_by(peewee.SQL("ctid"))
    assert [id for (id,) in written.tuples()] == [dora.id, dan.id]


def test_a_scheduled_one_is_refused_by_the_name_that_is_shown(api):
    answer = order(api, [make_contact()], start_at=(now() + timedelta(days=2)).isoformat())
    refused = api.post(f"/campaigns/{answer.json['id']}/resume")
    assert refused.json["detail"] == "this campaign is scheduled: only a paused one is let go on"


def test_a_sales_manager_may_and_an_agent_may_not(api_as):
    dora = make_contact()
    assert order(api_as(make_agent("Meg", role=Role.SALES_MANAGER)), [dora]).status_code == 201
    assert order(api_as(make_agent("Ann")), [dora]).status_code == 403


def test_who_does_not_get_it_is_told_with_the_reason(api):
    opted_out = make_contact("Dora", opted_out_at=now())
    nameless = make_contact("")
    unreachable = make_contact("Dan")
    Identifier.delete().where(Identifier.contact == unreachable).execute()
    answer = order(api, [opted_out, nameless, unreachable, make_contact("Eve")])
    assert withheld(answer) == {"opted_out": 1, "unreachable": 1, "no_value:name": 1}
    assert (answer.json["counts"]["pending"], answer.json["counts"]["withheld"]) == (1, 3)
    assert all(one["sentence"] for one in answer.json["withheld"])


def test_who_has_only_a_whatsapp_id_gets_it(api):
    dora = make_contact("Dora", bsuid="GB.1")
    Identifier.delete().where(Identifier.kind == "phone").execute()
    assert order(api, [dora]).json["counts"]["pending"] == 1


def test_who_has_never_written_is_written_to_from_our_first_number(api):
    dora = make_contact("Dora", number=None)
    order(api, [dora])
    send()
    assert OutboxItem.get().number == NUMBER


def test_a_default_stands_for_who_has_no_value(api):
    make_trait("budget", 5)
    rich, poor = make_contact("Dora", traits={"budget": 1500}), make_contact("Dan")
    template = HELLO | {"parameters": ["{budget}"]}
    assert withheld(order(api, [rich, poor], template=template)) == {"no_value:budget": 1}
    answer = order(api, [rich, poor], template=template, defaults={"Budget": "yours"}, name="2")
    assert withheld(answer) == {}
    assert answer.json["counts"]["pending"] == 2


def test_a_default_is_what_they_read(api):
    order(api, [make_contact("")], defaults={"name": "there"})
    send()
    assert OutboxItem.get().payload["parameters"] == ["there"]


def test_free_text_goes_to_open_windows_only(api):
    recent = make_contact("Dora", **heard())
    old = make_contact("Dan", **heard(now() - timedelta(hours=25)))
    answer = order(api, [recent, old, make_contact("Eve")], content=TEXT)
    assert withheld(answer) == {"window_closed": 2}
    send()
    assert OutboxItem.get().payload["text"] == "Hello Dora, we are open."


def test_whom_we_wrote_to_lately_is_left_out(api):
    dora, dan, eve = make_contact("Dora"), make_contact("Dan"), make_contact("Eve")
    make_message(dora, author=Author.BOT, delivery=Delivery.SENT)
    old = {"created_at": now() - timedelta(days=8), "delivery": Delivery.SENT}
    make_message(dan, author=Author.AGENT, **old)
    make_message(eve, author=Author.BOT, delivery=Delivery.FAILED)
    answer = order(api, [dora, dan, eve], exclude={"contacted_within_days": 7})
    assert withheld(answer) == {"contacted": 1}


def test_who_got_another_campaign_is_left_out(api):
    dora = make_contact("Dora")
    first = order(api, [dora]).json["id"]
    send()
    answer = order(api, [dora], name="Second", exclude={"campaigns": [first]})
    assert withheld(answer) == {"got_other": 1}


def test_what_changes_before_their_turn_counts(api):
    dora, dan = make_contact("Dora"), make_contact("Dan")
    id = order(api, [dora, dan]).json["id"]
    Contact.update(opted_out_at=now()).where(Contact.id == dora.id).execute()
    send()
    assert withheld(api.get(f"/campaigns/{id}")) == {"opted_out": 1}
    assert [item.contact_id for item in OutboxItem.select()] == [dan.id]


def test_a_preview_changes_nothing_and_shows_what_they_would_read(api):
    dora = make_contact("Dora")
    asked = {"ids": [dora.id, make_contact("").id], "template": HELLO}
    answer = api.post("/campaigns/preview", json=asked)
    assert (answer.json["total"], answer.json["gets_it"], answer.json["minutes"]) == (2, 1, 1)
    assert answer.json["withheld"][0]["reason"] == "no_value:name"
    [sample] = answer.json["samples"]
    assert sample["contact"] == {"id": dora.id, "name": "Dora"}
    assert sample["content"]["parameters"] == ["Dora"]
    assert not Campaign.select().exists()
    assert not CampaignRecipient.select().exists()


def test_a_campaign_begins_at_its_time(api):
    later = (now() + timedelta(hours=2)).isoformat()
    answer = order(api, [make_contact()], start_at=later)
    assert answer.json["state"] == "scheduled"
    send()
    assert not OutboxItem.select().exists()


def test_while_it_is_quiet_it_tells_until_when_it_waits(api):
    """X9."""
    night = {"timezone": "Europe/Berlin", "quiet_from": "20:00", "quiet_to": "07:30"}
    assert api.patch("/settings", json=night).status_code == 200
    with time_machine.travel(datetime(2025, 3, 1, 22, tzinfo=UTC), tick=False):
        answer = order(api, [make_contact("Dora")], name="Waits")
        assert (answer.json["state"], answer.json["quiet_hours"]) == ("running", True)
        assert answer.json["waits_until"] == "2025-03-02T06:30:00+00:00"
        send()
        assert not OutboxItem.select().exists()
        assert api.get("/campaigns").json["items"][0]["waits_until"] == answer.json["waits_until"]
        loud = order(api, [make_contact("Dan")], name="Goes", quiet_hours=False)
        assert (loud.json["waits_until"], loud.json["quiet_hours"]) == (None, False)
        api.post(f"/campaigns/{answer.json['id']}/pause")
        assert api.get(f"/campaigns/{answer.json['id']}").json["waits_until"] is None


def test_the_same_request_twice_is_one_campaign(api):
    dora = make_contact("Dora")
    later = (now() + timedelta(hours=2)).isoformat()
    assert order(api, [dora], start_at=later).status_code == 201
    again = order(api, [dora], start_at=later)
    assert (again.status_code, again.json["errors"][0]["field"]) == (409, "name")
    assert Campaign.select().count() == 1


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"template": HELLO | {"parameters": ["{nmae}"]}}, "template.parameters.0"),
        ({"template": HELLO | {"parameters": ["{name"]}}, "template.parameters.0"),
        ({"template": HELLO | {"name": "Hello!"}}, "template"),
        ({"template": HELLO, "content": TEXT}, "template"),
        ({"content": {"text": "{name}"}}, "content.text"),
        ({"defaults": {"nmae": "there"}}, "defaults.nmae"),
        ({"rate": 0}, "rate"),
        ({"rate": 4801}, "rate"),
        ({"start_at": "2026-01-01"}, "start_at"),
        ({"start_at": "2020-01-01T09:00:00+00:00"}, "start_at"),
        ({"exclude": {"contacted_within_days": 0}}, "exclude.contacted_within_days"),
        ({"exclude": {"campaigns": [10**6]}}, "exclude.campaigns.0"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_makes_no_sense_names_the_field(api, asked, field):
    answer = order(api, [make_contact()], **asked)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == field
    assert not Campaign.select().exists()


def test_a_placeholder_that_is_no_trait_needs_a_default(api):
    content = {"text": "Hello {nmae}, how are you?"}
    asked = {"ids": [make_contact().id], "content": content}
    refused = api.post("/campaigns/preview", json=asked)
    assert "there is no trait 'nmae': there are {name}" in refused.json["detail"]
    asked["defaults"] = {"nmae": "friend"}
    assert api.post("/campaigns/preview", json=asked).status_code == 200


def test_too_many_at_once_are_refused(api, monkeypatch):
    monkeypatch.setattr(ordering, "MOST", 1)
    answer = order(api, [make_contact(), make_contact()])
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "filter")


def test_progress_counts_each_recipient_once(api):
    people = [make_contact(f"P{n}") for n in range(5)]
    id = order(api, people).json["id"]
    send()
    messages = {message.contact_id: message for message in Message.select()}
    came = [Delivery.SENT, Delivery.DELIVERED, Delivery.PLAYED, Delivery.FAILED, Delivery.QUEUED]
    for person, delivery in zip(people, came, strict=True):
        Message.update(delivery=delivery).where(Message.id == messages[person.id].id).execute()
    make_message(people[2], "Thank you")
    Contact.update(opted_out_at=now()).where(Contact.id == people[1].id).execute()
    counts = api.get(f"/campaigns/{id}").json["counts"]
    assert counts == {
        **{"pending": 1, "sent": 1, "delivered": 1, "read": 1, "failed": 1, "withheld": 0},
        **{"erased_or_merged": 0, "replied": 1, "opted_out": 1},
    }


PARTS = ("pending", "sent", "delivered", "read", "failed", "withheld", "erased_or_merged")


@pytest.mark.parametrize("sent", [False, True])
def test_figures_add_up_when_recipients_were_erased_and_merged(api, sent):
    """X6, X19: before their turn, and after it."""
    gone, dora, same, nameless = (make_contact(name) for name in ("Al", "Dora", "Do", ""))
    id = order(api, [gone, dora, same, nameless]).json["id"]
    if sent:
        send()
    assert api.delete(f"/contacts/{gone.id}").status_code == 200
    assert api.post(f"/contacts/{dora.id}/merge", json={"with": same.id}).status_code == 200
    shown = api.get(f"/campaigns/{id}").json
    assert (shown["total"], shown["counts"]["erased_or_merged"]) == (4, 2)
    assert sum(shown["counts"][part] for part in PARTS) == 4
    assert api.get("/campaigns").json["items"][0]["total"] == 4
    api.post(f"/campaigns/{id}/stop")
    job = api.get(f"/jobs/{shown['job']}").json
    assert job["done"] + job["refused"] == job["total"] == 4


def test_a_campaign_whose_recipients_are_gone_is_done(api):
    dora, dan = make_contact("Dora"), make_contact("Dan")
    id = order(api, [dora, dan]).json["id"]
    api.delete(f"/contacts/{dan.id}")
    send()
    OutboxItem.update(state=WorkState.DONE).execute()
    Job.update(due_at=now()).execute()
    send()
    shown = api.get(f"/campaigns/{id}").json
    job = api.get(f"/jobs/{shown['job']}").json
    assert (shown["state"], job["done"], job["refused"]) == ("done", 1, 1)


def test_recipients_are_told_one_by_one(api):
    dora, nameless = make_contact("Dora"), make_contact("")
    id = order(api, [dora, nameless]).json["id"]
    send()
    make_message(dora, "Yes")
    page = api.get(f"/campaigns/{id}/recipients", state="pending").json
    assert [(one["contact"]["name"], one["replied"]) for one in page["items"]] == [("Dora", True)]
    [refused] = api.get(f"/campaigns/{id}/recipients", state="withheld").json["items"]
    assert refused["contact"]["id"] == nameless.id
    assert refused["reason"] == "nothing is known of them for {name}: give a default"


def test_recipients_come_as_a_file_that_is_no_formula(api, monkeypatch):
    monkeypatch.setattr("bot.api.campaigns.campaigns.LINES", 1)
    id = order(api, [make_contact("=1+1", phone="34600111222"), make_contact("Dan")]).json["id"]
    answer = api.get(f"/campaigns/{id}/recipients.csv")
    assert answer.content_type.startswith("text/csv")
    assert f"campaign-{id}.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["name"] for row in rows] == ["'=1+1", "Dan"]
    assert (rows[0]["phone"], rows[0]["state"]) == ("34600111222", "pending")


def test_a_stopped_campaign_takes_back_what_has_not_been_tried(api):
    dora, dan = make_contact("Dora"), make_contact("Dan")
    id = order(api, [dora, dan], rate=6).json["id"]
    send()
    answer = api.post(f"/campaigns/{id}/stop")
    assert (answer.json["state"], withheld(answer)) == ("stopped", {"stopped": 2})
    assert not OutboxItem.select().exists()
    assert not Message.select().exists()
    send()
    assert not OutboxItem.select().exists()
    assert api.post(f"/campaigns/{id}/stop").status_code == 409


def test_what_is_being_sent_is_not_taken_back(api):
    dora = make_contact("Dora")
    id = order(api, [dora]).json["id"]
    send()
    OutboxItem.update(called_at=now(), attempts=1).execute()
    answer = api.post(f"/campaigns/{id}/stop")
    assert answer.json["counts"]["pending"] == 1
    assert OutboxItem.get().contact_id == dora.id


def test_a_paused_campaign_goes_on_where_it_was(api):
    dora = make_contact("Dora")
    id = order(api, [dora]).json["id"]
    send()
    assert api.post(f"/campaigns/{id}/pause").json["state"] == "paused"
    assert not OutboxItem.select().exists()
    send()
    assert not OutboxItem.select().exists()
    assert api.post(f"/campaigns/{id}/resume").json["state"] == "running"
    send()
    assert OutboxItem.get().contact_id == dora.id
    assert api.post(f"/campaigns/{id}/resume").status_code == 409


def test_its_job_is_stopped_by_the_campaign(api):
    answer = order(api, [make_contact()])
    job = api.get("/jobs").json["items"][0]
    assert job["kind"] == "campaign"
    assert api.post(f"/jobs/{job['id']}/stop").status_code == 409
    assert api.get("/campaigns").json["items"][0]["id"] == answer.json["id"]


def test_the_timeline_tells_of_it(api):
    dora = make_contact("Dora")
    order(api, [dora], name="Spring")
    send()
    entries = api.get(f"/contacts/{dora.id}/timeline").json["items"]
    told = {one["name"]: one["sentence"] for one in entries if one["kind"] == "event"}
    assert told["campaign.sent"] == "Gets the campaign Spring"
