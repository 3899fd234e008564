"""Somebody who went through everything that keeps something of a person: each of their marks can be
looked for in every column of every table."""

import json
from datetime import timedelta
from typing import Any

from bot.simulator import items, payloads
from bot.simulator.people import add as add_customer
from bot.whatsapp.envelope import split
from models.agents import parting
from models.base import database
from models.batch import unit_of_work
from models.clock import now
from models.contact import Contact, IdentifierKind
from models.contact.merge import merging
from models.queues.backlog import BacklogItem
from models.queues.inbox import InboxItem
from models.queues.job import Job, JobKind, JobRow, RowState
from models.reminders import digest, first_reply
from models.simulated import SimulatedCustomer, SimulatedWebhook
from tests import factories
from tests.factories import make_agent, make_contact, make_identifier, set_organisation
from tests.handlers.receiving import receipt
from tests.story import receive

NAME, FORMER_NAME = "Zyxomma Quill", "Zyx Formerly"
PHONE, BSUID, PARENT = "34611999333", "ES.77777000077777", "ES.ENT.880088"
USERNAME, EXTERNAL = "zyxo.quill", "crm-ZYX-1"
TEXT, NOTE, TRAIT, EMAIL = "Xylograph secret", "Gossypine note", "Trophallaxis", "zyx@quill.example"
COMPANY, TOWN, POSTCODE = "Quillworks", "Zyxford", "ZX99Q"
CANARIES = (
    *(NAME, FORMER_NAME, PHONE, BSUID, PARENT, USERNAME, EXTERNAL, TEXT, NOTE, TRAIT, EMAIL),
    *(COMPANY, TOWN, POSTCODE),
)

WORKFLOW = "name: Ask\nsteps:\n  taste:\n    ask: 'Which, {name}?'\n    set: taste\n"


def everywhere(api: Any) -> Contact:
    """What every table may keep of one person."""
    ann = make_agent("Ann", whatsapp="447700900001")
    set_organisation(digest_at="00:00", first_reply_minutes=1)
    factories.make_endpoint()
    factories.make_rule("All", [ann])
    factories.make_workflow(WORKFLOW)
    factories.make_automation(
        "Interested", {"send": {"type": "text", "text": "Dear {name}"}}, {"notify": "owner"}
    )
    contact = speak()
    change(api, contact)
    tell(contact, ann)
    work_on(api, contact)
    return Contact.get_by_id(contact.id)


def speak() -> Contact:
    """Everything that WhatsApp can bring."""
    person = payloads.Person(BSUID, FORMER_NAME, PHONE, USERNAME, parent_bsuid=PARENT)
    said = items.text(TEXT)
    receive(payloads.delivery(person, items.text("Hi"), said))
    contact = Contact.get()
    receive(
        payloads.delivery(
            person,
            items.text(TRAIT),
            items.media("image", caption=TEXT),
            items.location(1.5, 2.5, name=TEXT),
            items.contact_card(NAME, f"+{PHONE}"),
            items.edit(said["id"], f"{TEXT}!"),
            items.revoke(said["id"]),
            items.text("agent"),
        )
    )
    sent = factories.make_message(contact, TEXT, author="bot", wamid="wamid.sent", delivery="sent")
    for status in ("delivered", "failed"):
        receive(
            payloads.receipt_delivery(
                person, payloads.receipt(person, sent.wamid, status, error=None)
            )
        )
    receive(receipt("wamid.unknown", "read"))
    preferred = {"wa_id": PHONE, "user_id": BSUID, "category": "marketing_messages"}
    value = payloads.messages_value(person, [], factories.NUMBER)
    value |= {"user_preferences": [preferred | {"detail": TEXT, "value": "resume"}]}
    receive(payloads.encode(payloads.envelope(value, field="user_preferences")))
    InboxItem.receive(split(payloads.encode(payloads.envelope({"who": PHONE}, field="news"))))
    InboxItem.receive(split(f'{{"broken": "{PHONE}", "text": "{TEXT}'.encode()))
    foreign = payloads.delivery(person, items.text(TEXT), number="100000000000404")
    receive(foreign)
    InboxItem.receive(split(payloads.delivery(person, items.text(f"{TEXT}, not read yet"))))
    return contact


def change(api: Any, contact: Contact) -> None:
    """What colleagues and programs do, each POST with a key that keeps its answer."""
    make_identifier(contact, IdentifierKind.EXTERNAL, EXTERNAL)
    path = f"/contacts/{contact.id}"
    asked = {"name": NAME, "email": EMAIL, "traits": {"word": TRAIT}, "status": "Interested"}
    asked |= {"tags": ["VIP"], "company": COMPANY, "town": TOWN, "postcode": POSTCODE}
    assert api.patch(path, json=asked).status_code == 200
    for number, (to, body) in enumerate(
        [
            (f"{path}/messages", {"text": TEXT}),
            (f"{path}/notes", {"text": NOTE}),
            ("/rules/preview", {"contact": contact.id}),
            (f"{path}/claim", {"agent": "ann@example.org"}),
        ]
    ):
        answer = api.post(to, json=body, headers={"Idempotency-Key": f"key-{number}"})
        assert answer.status_code < 300, answer.json
    meet(api, contact)
    story = f"DETAIL: Key (value)=({PHONE}) of {NAME} already exists."
    job = Job.create(kind=JobKind.IMPORT, cause="x", total=2, last_error=story)
    JobRow.create(job=job, number=1, contact=contact, data=[NAME, EMAIL], reason=NOTE)
    spelled = f"+{PHONE[:2]} {PHONE[2:5]} {PHONE[5:8]} {PHONE[8:]}"
    for number, phone in ((2, spelled), (3, f"{PHONE[2:5]}-{PHONE[5:8]}-{PHONE[8:]}")):
        JobRow.create(
            job=job, number=number, state=RowState.REFUSED, data=[phone, NAME], reason=TEXT
        )
    one = Job.create(kind=JobKind.CHANGE, cause="x", total=1, order={"changes": {"x": TRAIT}})
    JobRow.create(job=one, number=1, contact=contact)


def meet(api: Any, contact: Contact) -> None:
    """Interactions, what is said about them, and what was bought."""
    key = {"Idempotency-Key": "met"}
    met = {"contact": contact.id, "type": "Call", "purpose": "Follow-up", "note": NOTE}
    met |= {"starts_at": "2030-01-01T09:00:00Z", "assignee": "ann@example.org"}
    answer = api.post("/interactions", json=met, headers=key)
    path = f"/interactions/{answer.json['id']}"
    chance = {"contact": contact.id, "name": NOTE, "value": 1}
    bought = {"contact": str(contact.id), "items": [{"name": TRAIT, "price": 1}], "note": NOTE}
    day = {"group": "customers", "day": "2030-01-02", "start": "09:00", "count": 1}
    day |= {"type": "Call", "assignee": "ann@example.org", "note": NOTE}
    for number, (to, body) in enumerate(
        [
            (f"{path}/posts", {"text": NOTE}),
            (f"{path}/complete", {"outcome": "Successful", "note": NOTE}),
            ("/opportunities", chance | {"interaction": answer.json["id"]}),
            ("/purchases", bought),
            ("/interactions/generate", day),
        ]
    ):
        answer = api.post(to, json=body, headers={"Idempotency-Key": f"met-{number}"})
        assert answer.status_code < 300, answer.json


def tell(contact: Contact, ann: Any) -> None:
    """Letters to colleagues, about one contact and about many."""
    late = now() + timedelta(hours=1)
    Contact.update(reply_due_at=now(), closure_deadline=now().date()).execute()
    with unit_of_work("digest") as batch:
        digest.write(batch, digest.due(late, 10))
    with unit_of_work("reminder") as batch:
        first_reply.chase(batch, batch.load([contact.id]))
    parting.stop(ann, {"active": False}, make_agent("Heir"), "test")


def work_on(api: Any, contact: Contact) -> None:
    other = make_contact(FORMER_NAME, traits={"word": TRAIT})
    with unit_of_work("test") as batch:
        merging.load(batch, [contact.id, other.id])
        merging.merge(batch.contacts[contact.id], batch.contacts[other.id], {}, None)
    place = {"pool_kind": "fallback", "pool_of": 0, "trigger": "fallback", "cause": "x"}
    facts = {"name": NAME, "traits": {"word": TRAIT}}
    BacklogItem.create(contact=contact, lane="x", facts=facts, **place)
    factories.make_campaign([contact])
    customer = add_customer(NAME, PHONE, USERNAME)
    assert customer
    SimulatedCustomer.update(bsuid=BSUID).execute()
    SimulatedWebhook.create(body=json.dumps({"to": PHONE, "text": TEXT}))


def rows_with(*words: str) -> list[tuple[str, str]]:
    """Table and row of whatever holds one of them, in any column."""
    tables = [
        table
        for (table,) in database.execute_sql(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
    ]
    pattern = "|".join(words).replace(".", "[.]")
    found = []
    for table in tables:
        sql = f'SELECT to_jsonb(t)::text FROM "{table}" t WHERE to_jsonb(t)::text ~* %s'
        found += [(table, row) for (row,) in database.execute_sql(sql, (pattern,))]
    return found
