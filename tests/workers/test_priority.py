"""What a campaign sends waits behind whatever somebody waits for, and never holds it up; within a
lane nothing overtakes (C4)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from models import sets
from models.base import database
from models.batch import unit_of_work
from models.clock import now
from models.contact import Contact
from models.queues import pace
from models.queues.outbox import PATIENT, PROMPT, OutboxItem, OutboxKind
from models.queues.pace import Paces
from tests.factories import NUMBER, heard, make_contact, make_outbox_item
from workers import outbox

pytestmark = pytest.mark.usefixtures("workshop")


def owe_patient(contact: Contact) -> OutboxItem:
    """A message of a campaign that waits."""
    lane, payload = f"contact:{contact.id}", {"type": "text", "text": "Sale"}
    whatsapp = {"kind": OutboxKind.WHATSAPP, "lane": lane, "payload": payload, "number": NUMBER}
    return make_outbox_item(**whatsapp, priority=PATIENT, contact=contact)


def owe_many(count: int) -> None:
    plain = {"state": "pending", "attempts": 0, "due_at": now(), "created_at": now()}
    plain |= {"kind": "whatsapp", "payload": {"type": "text"}, "number": NUMBER}
    rows = [{**plain, "lane": f"lane-{n}", "priority": PATIENT} for n in range(count)]
    sets.insert(OutboxItem, rows)


def reply(contact: Contact) -> None:
    with unit_of_work("test") as batch:
        batch.load([contact.id])
        batch.contacts[contact.id].say({"type": "text", "text": "Here you are"})


def test_an_answer_overtakes_a_thousand_messages_of_a_campaign() -> None:
    owe_many(1000)
    dora = make_contact(**heard())
    reply(dora)
    assert [errand.contact_id for errand in outbox.lease(1)] == [dora.id]
    assert all(errand.patient for errand in outbox.lease(16))


def test_within_a_lane_what_was_owed_first_goes_first_and_hurries_for_who_waits() -> None:
    owe_many(1000)
    dora = make_contact(**heard())
    first = owe_patient(dora)
    reply(dora)
    assert OutboxItem.get_by_id(first.id).priority == PROMPT
    assert [errand.id for errand in outbox.lease(1)] == [first.id]
    assert [errand.patient for errand in outbox.lease(1)] == [True], "the answer waits for it"
    OutboxItem.update(state="done").where(OutboxItem.id == first.id).execute()
    assert [errand.contact_id for errand in outbox.lease(1)] == [dora.id]


def test_a_campaign_in_another_lane_is_not_hurried() -> None:
    waiting = owe_patient(make_contact())
    reply(make_contact(**heard()))
    assert OutboxItem.get_by_id(waiting.id).priority == PATIENT


def test_a_campaign_leaves_half_of_the_burst_to_answers() -> None:
    key, moment = pace.number_key(NUMBER), now()
    paces = Paces([key], moment)
    went = 0
    while not paces.take({key: pace.PATIENT_NUMBER}):
        went += 1
    assert went == pace.NUMBER.burst // 2
    assert not paces.take({key: pace.NUMBER})


def test_a_slow_campaign_leaves_threads_free(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, taken = Event(), []
    monkeypatch.setattr(outbox, "_fulfil", lambda errand: go_on.wait(30))
    lease = outbox.lease

    def remember(limit: int, patient: int | None = None) -> list[outbox.Errand]:
        errands = lease(limit, patient)
        taken.extend(errands)
        return errands

    monkeypatch.setattr(outbox, "lease", remember)
    owe_many(100)
    with ThreadPoolExecutor(outbox.THREADS) as threads:
        pipeline = outbox.Pipeline(threads)
        pipeline.turn()
        reply(make_contact(**heard()))
        pipeline.turn()
        go_on.set()
    assert [errand.patient for errand in taken] == [True] * outbox.PATIENT_THREADS + [False]


def test_the_claims_are_answered_by_their_index() -> None:
    owe_many(1000)
    database.execute_sql("ANALYZE outbox_item")
    database.execute_sql("SET LOCAL enable_seqscan = off")
    due = "SELECT id FROM outbox_item WHERE state = 'pending' AND priority = 0 ORDER BY id"
    plan = "\n".join(line for (line,) in database.execute_sql(f"EXPLAIN {due} LIMIT 16").fetchall())
    assert "outbox_item_pending" in plan
    assert "Sort" not in plan
