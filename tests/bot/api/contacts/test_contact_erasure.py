"""Erasing one person leaves nothing of them anywhere; exporting one tells everything. X19."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.outcomes import Refused, Unavailable
from bot.simulator import items, payloads
from models import retention
from models.agents.agent import Role
from models.base import database
from models.clock import now
from models.contact import Contact, IdentifierKind
from models.contact.merge import merging
from models.contact.message import Message
from models.contact.privacy import remains
from models.contact.privacy.dossier import SECTIONS
from models.contact.privacy.erasure import Erasure
from models.idempotency import DRAFT, KeptAnswer
from models.queues.inbox import InboxItem
from models.queues.item import WorkState
from models.queues.job import Job, JobKind, JobRow, RowState
from models.queues.outbox import OutboxItem
from models.webhooks.delivery import WebhookDelivery
from tests import factories
from tests.bot.api.canary import CANARIES, NAME, NOTE, PHONE, everywhere, rows_with
from tests.factories import make_agent, make_contact, make_identifier
from tests.story import Customer, receive
from workers import outbox, settling


@pytest.fixture
def zyx(api: Any, workshop: None) -> Contact:
    return everywhere(api)


def search() -> None:
    while remains.search():
        pass


def test_the_canary_sings_in_every_table_that_it_can(zyx: Contact) -> None:
    """Else the test below could not fail."""
    tables = {table for table, _ in rows_with(*CANARIES)}
    assert tables >= {
        *("contact", "identifier", "contact_trait", "message", "note", "event", "assignment"),
        *("notification", "outbox_item", "inbox_item", "backlog_item", "job", "job_row"),
        *("kept_answer", "webhook_delivery", "simulated_customer", "simulated_webhook"),
        *("company", "interaction", "post", "opportunity", "purchase", "purchase_item"),
    }
    states = {row.state for row in InboxItem.select()}
    assert states == {WorkState.PENDING, WorkState.DONE, WorkState.PARKED}
    many = "SELECT payload::text FROM notification WHERE contact_id IS NULL"
    assert any(NAME in text for (text,) in database.execute_sql(many))


def test_after_the_erasure_it_sings_nowhere(api: Any, zyx: Contact) -> None:
    answer = api.delete(f"/contacts/{zyx.id}", reason="asked for it")
    assert (answer.status_code, answer.json["done_at"]) == (200, None)
    search()
    assert rows_with(*CANARIES, *(PHONE[-9:],)) == []
    shown = api.get(f"/erasures/{answer.json['id']}").json
    assert shown["done_at"]
    assert shown["found"]["inbox"] > 5
    assert shown["found"]["job_rows"] == 2
    assert api.get(f"/contacts/{zyx.id}").status_code == 404


def test_what_reports_count_stays_without_a_name(api: Any, zyx: Contact) -> None:
    kept = api.delete(f"/contacts/{zyx.id}").json["kept"]
    assert kept["status"] == "Interested"
    assert kept["source"] == "WhatsApp"
    assert kept["created_on"] == now().date().isoformat()
    assert kept["messages_in"] > 5


def test_a_number_can_be_recognised_unless_it_is_to_be_forgotten(api: Any) -> None:
    for phone, forget in (("34600111222", "false"), ("34600333444", "true")):
        dora = make_contact(phone=phone)
        assert api.delete(f"/contacts/{dora.id}", forget=forget).status_code == 200
    search()
    assert api.get("/erasures", phone="+34 600 111 222").json["total"] == 1
    assert api.get("/erasures", phone="+34 600 333 444").json["total"] == 0
    assert [len(row.marks) for row in Erasure.select().order_by(Erasure.id)] == [1, 0]
    assert rows_with("34600111222", "34600333444") == []


def test_who_did_it_and_why_is_on_record(api_as: Any) -> None:
    ada = make_agent("Ada", role=Role.ADMIN)
    dora = make_contact()
    api_as(ada).delete(f"/contacts/{dora.id}", reason="asked by letter")
    [record] = api_as(ada).get("/erasures").json["items"]
    assert (record["contact"], record["agent"]["name"]) == (dora.id, "Ada")
    assert record["reason"] == "asked by letter"


@pytest.mark.parametrize("role", [Role.SALES_MANAGER, Role.SALES_AGENT, Role.SUPPORT])
def test_only_administrators_erase_and_export(api_as: Any, role: Role) -> None:
    dora = make_contact()
    caller = api_as(make_agent("Bob", role=role))
    calls = (caller.delete(f"/contacts/{dora.id}"), caller.get(f"/contacts/{dora.id}/export"))
    for answer in (*calls, caller.get("/erasures")):
        assert answer.status_code == 403
    assert Contact.select().count() == 1


def test_who_is_not_there_is_not_erased(api: Any) -> None:
    assert api.delete("/contacts/1000000").status_code == 404
    assert api.delete(f"/contacts/{make_contact().id}", why="x").status_code == 422


@pytest.fixture
def dora(workshop: None) -> Customer:
    return Customer(phone="447700900311").says("Hi")


def test_a_message_that_comes_later_makes_a_new_contact(api: Any, dora: Customer) -> None:
    former = dora.contact.id
    api.delete(f"/contacts/{former}")
    assert dora.says("Hello again").contact.id != former
    search()
    assert [one.text for one in Message.select()] == ["Hello again"]


def test_a_delivery_that_is_repeated_brings_nobody_back(api: Any, dora: Customer) -> None:
    body = payloads.delivery(dora.person, items.text("Once"))
    receive(body)
    api.delete(f"/contacts/{dora.contact.id}")
    search()
    receive(body)
    assert Contact.select().count() == 0
    assert {row.payload for row in InboxItem.select()} == {""}


def test_a_receipt_that_comes_later_is_not_kept(api: Any, dora: Customer) -> None:
    sent = factories.make_message(dora.contact, author="bot", wamid="wamid.x", delivery="sent")
    api.delete(f"/contacts/{dora.contact.id}")
    told = payloads.receipt(dora.person, sent.wamid, "read")
    receive(payloads.receipt_delivery(dora.person, told))
    search()
    assert {row.payload for row in InboxItem.select()} == {""}


def test_a_call_that_is_under_way_ends_without_harm(api: Any, dora: Customer) -> None:
    contact = dora.contact
    assert api.post(f"/contacts/{contact.id}/messages", json={"text": "Hi"}).status_code == 201
    [errand] = outbox.lease(1)
    api.delete(f"/contacts/{contact.id}")
    for result in ("wamid.1", Refused("131050", "stopped", opted_out=True), Unavailable("5", "x")):
        settling.settle(errand, result)
    assert (OutboxItem.select().count(), Message.select().count()) == (0, 0)


def test_a_row_of_an_import_that_waits_is_refused(api: Any, dora: Customer) -> None:
    """Else it would bring her back."""
    job = Job.create(kind=JobKind.IMPORT, cause="x", total=2)
    for number, phone in enumerate(("+44 7700 900311", "+44 7700 900999"), 1):
        JobRow.create(job=job, number=number, data=[phone, "Dora"])
    api.delete(f"/contacts/{dora.contact.id}")
    search()
    rows = [(row.state, row.data) for row in JobRow.select().order_by(JobRow.number)]
    assert rows == [(RowState.REFUSED, None), (RowState.PENDING, ["+44 7700 900999", "Dora"])]
    assert Job.get().refused == 1


def test_what_is_owed_is_not_sent(api: Any, dora: Customer) -> None:
    contact = dora.contact
    api.post(f"/contacts/{contact.id}/messages", json={"text": "Hi"})
    api.delete(f"/contacts/{contact.id}")
    assert outbox.lease(10) == []


def test_a_repeated_request_is_still_known(api: Any, dora: Customer) -> None:
    """X15: its answer told of somebody who is gone, but it is not done again."""
    call = f"/contacts/{dora.contact.id}/notes"
    key = {"Idempotency-Key": "once"}
    assert api.post(call, json={"text": "Tall"}, headers=key).status_code == 201
    api.delete(f"/contacts/{dora.contact.id}")
    assert api.post(call, json={"text": "Tall"}, headers=key).status_code == 410


def test_programs_that_were_told_of_them_are_told(api: Any, dora: Customer) -> None:
    """By the id alone; an endpoint that did not see them hears nothing."""
    eve = make_agent("Eve", role=Role.SUPPORT)
    everything = factories.make_endpoint()
    factories.make_endpoint(as_agent=eve)
    former = dora.contact.id
    api.delete(f"/contacts/{former}")
    [told] = WebhookDelivery.select().where(WebhookDelivery.type == "contact.erased")
    assert told.endpoint_id == everything.id
    assert json.loads(told.body)["data"]["contact"] == {"id": former}


def test_saved_views_do_not_search_for_them_any_more(api: Any, dora: Customer) -> None:
    """What else a view asks for stays, and so do words that are not only theirs."""
    contact = dora.contact
    Contact.update(name="Dora Meyer", email="dora@x.org").where(Contact.id == contact.id).execute()
    phone = "447700900311"
    queries = {
        "one": f"q=%2B{phone}&sort=name",
        "two": "q=dora++MEYER&status=New+Lead",
        "Dora Meyer": "q=dora%40x.org",
        "three": f"q={phone[-8:]}",
        "four": "q=dora&tag=Dora+Meyer",
    }
    for name, query in queries.items():
        assert api.post("/views", json={"name": name, "query": query}).status_code == 201
    api.delete(f"/contacts/{contact.id}")
    views = {one["name"]: one["query"] for one in api.get("/views").json["items"]}
    assert {"one": "sort=name", "two": "status=New+Lead", "three": ""}.items() <= views.items()
    assert views["four"] == "q=dora&tag=Dora+Meyer"
    assert "Dora Meyer" not in views
    assert len(views) == 5


def test_others_lose_nothing(api: Any, dora: Customer) -> None:
    """Not those whose number holds hers, nor who has a number that she had once."""
    heir = Customer(name="Heir", phone="447700900312").says("Mine now")
    longer = Customer(name="Longer", phone="4477009003115").says("Hello")
    make_identifier(dora.contact, IdentifierKind.PHONE, "447700900312", active=False)
    api.delete(f"/contacts/{dora.contact.id}")
    search()
    left = [row.payload for row in InboxItem.select() if row.payload]
    assert len(left) == 2
    assert {heir.contact.name, longer.contact.name} == {"Heir", "Longer"}


@pytest.mark.parametrize(("kind", "left"), [("message", 2), ("echo", 2), ("receipt", 1)])
def test_what_waits_and_was_said_by_or_to_somebody_else_is_kept(
    api: Any, dora: Customer, kind: str, left: int
) -> None:
    """Though it mentions her number; of other things nothing is lost that somebody said."""
    about = {"item": {"text": f"Ask Dora, +{dora.phone}"}}
    factories.make_inbox_item(kind=kind, payload=json.dumps(about))
    factories.make_inbox_item(payload='{"item": {}}')
    api.delete(f"/contacts/{dora.contact.id}")
    search()
    assert InboxItem.select().where(InboxItem.payload != "").count() == left


def test_old_deliveries_go_with_their_ids(api: Any, dora: Customer) -> None:
    """WhatsApp's ids hold the number: nine days later nobody delivers it again."""
    InboxItem.update(created_at=now() - timedelta(days=9)).execute()
    api.delete(f"/contacts/{dora.contact.id}")
    search()
    assert InboxItem.select().count() == 0


def test_ids_of_young_ones_leave_in_eight_days(api: Any, dora: Customer) -> None:
    api.delete(f"/contacts/{dora.contact.id}")
    search()
    for days, left in ((7, 1), (9, 0)):
        retention.clear_away(now() + timedelta(days=days))
        assert InboxItem.select().count() == left


def test_what_somebody_typed_and_did_not_save_names_them_no_more(api: Any) -> None:
    """Before anybody is chosen it is tied to nobody."""
    dora, ann = make_contact("Dora (Quist)"), make_agent("Ann")
    told = {"digest": "", "status": 200}
    for key, words in (("one", "Ask dora (quist) again"), ("two", "Ask Dora again")):
        KeptAnswer.keep(ann, key, **told, headers=DRAFT, body=words)
    KeptAnswer.keep(ann, "three", **told, headers={}, body="Dora (Quist) is another one")
    api.delete(f"/contacts/{dora.id}")
    search()
    left = {row.key for row in KeptAnswer.select() if row.body}
    assert left >= {"two", "three"}
    assert "one" not in left


def test_the_search_goes_on_in_steps(
    api: Any, dora: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in "abcde":
        dora.says(text)
    monkeypatch.setattr(remains, "STEP", 2)
    id = api.delete(f"/contacts/{dora.contact.id}").json["id"]
    assert remains.search() == 1
    assert api.get(f"/erasures/{id}").json["found"] == {"inbox": 2}
    assert remains.oldest_pending(now() + timedelta(hours=1)) > timedelta(minutes=59)
    search()
    assert api.get(f"/erasures/{id}").json["found"]["inbox"] == 6
    assert Erasure.get().sought is None


def test_the_export_tells_everything(api: Any, zyx: Contact) -> None:
    answer = api.get(f"/contacts/{zyx.id}/export")
    assert f'filename="contact-{zyx.id}.json"' in answer.headers["Content-Disposition"]
    told = answer.get_data(as_text=True)
    assert [one for one in CANARIES if one not in told] == []
    assert {name for name in SECTIONS if not answer.json[name]} == set()
    assert answer.json["notes"][0]["text"] == NOTE


def test_no_table_is_left_out_of_the_export_unasked() -> None:
    """What is not told says nothing new: places in line, keys, logs of what was told already."""
    told = {"identifier", "message", "note", "event", "assignment", "run", "notification"}
    told |= {"campaign_recipient", "job_row", "outbox_item"}
    told |= {"interaction", "opportunity", "purchase"}
    said_elsewhere = {
        "company",
        "backlog_item",
        "merged_contact",
        "kept_answer",
        "webhook_delivery",
    }
    tables = {column.model._meta.table_name for column in merging.referring()}
    assert tables == told | said_elsewhere


def test_the_job_that_imported_only_them_is_shown_without_its_order(api: Any) -> None:
    """X19: also its file of what was refused."""
    asked = {"contacts": [{"name": "Dora Quist", "phone": "+34600000001"}]}
    job = api.post("/contacts/bulk", json=asked).json
    [dora] = api.get("/contacts").json["items"]
    assert api.delete(f"/contacts/{dora['id']}").status_code == 200
    assert [one["id"] for one in api.get("/jobs").json["items"]] == [job["id"]]
    assert "Dora" not in api.get(f"/jobs/{job['id']}").text
    assert api.get(f"/jobs/{job['id']}/report").status_code == 200
