"""Messages of ours by id, then the rows of the outbox that send them: whoever changes both takes
them in this order, or two of them wait for each other (W5, docs/architecture.md, "One order of
locks")."""

from collections.abc import Callable, Iterator
from threading import Thread

import pytest

from bot.outcomes import NeedsPerson
from models.base import database
from models.campaigns import halting
from models.campaigns.campaign import Campaign
from models.clock import now
from models.contact.holding import hold_conversations
from models.contact.message import Delivery, Message
from models.incoming import Receipt, Sender
from models.queues import receipts
from models.queues.outbox import OutboxItem, OutboxKind
from tests.conftest import make_config
from tests.factories import make_agent, make_campaign, make_contact, make_message, make_outbox_item
from tests.processes import eventually
from workers import context, jobs, outbox, settling
from workers.errand import Errand

PAUSED = NeedsPerson(132015, "the template is paused", for_all=True)


def owe(**values: object) -> tuple[Message, OutboxItem]:
    message = make_message(
        make_contact(), "Hello", author="bot", delivery=Delivery.QUEUED, wamid=None
    )
    item = make_outbox_item(
        kind=OutboxKind.WHATSAPP, message=message, payload=message.content, **values
    )
    return message, item


def owed(**values: object) -> Iterator[OutboxItem]:
    """The row of the lower id sends the message of the higher one."""
    later = make_outbox_item(kind=OutboxKind.WHATSAPP, **values)
    _, first = owe(**values)
    last = make_message(make_contact(), "Hello", author="bot", delivery=Delivery.QUEUED)
    OutboxItem.update(message=last).where(OutboxItem.id == later.id).execute()
    yield from (first, OutboxItem.get_by_id(later.id))


def receipt(item: OutboxItem, wamid: str) -> Receipt:
    return Receipt("1", wamid, "read", now(), Sender(), opaque=f"outbox:{item.id}")


def sent() -> Callable[[], object]:
    first, _ = owed(called_at=now())
    return lambda: settling.settle(Errand.of(first, {}, None), "wamid.1")


def parked() -> Callable[[], object]:
    first, _ = owed(called_at=now())
    return lambda: settling.park(first.id, first.message_id, "code", "reason")


def marked() -> Callable[[], object]:
    told = [receipt(item, f"wamid.{item.id}") for item in owed(called_at=now())]
    return lambda: receipts.settle(told[::-1])


def known() -> Callable[[], object]:
    items = list(owed(called_at=now()))
    for item in items:
        Message.update(wamid=f"wamid.{item.id}").where(Message.id == item.message_id).execute()
    told = [receipt(item, f"wamid.{item.id}") for item in items]
    return lambda: receipts.settle(told[::-1])


def moved() -> Callable[[], object]:
    contacts = [item.message.contact_id for item in owed()]
    OutboxItem.update(contact=contacts[0]).execute()
    return lambda: hold_conversations(contacts[::-1])


def tried_again() -> Callable[[], object]:
    first, _ = owed(state="parked")
    return lambda: OutboxItem.retry(first.id)


def taken_back() -> Callable[[], object]:
    campaign = make_campaign([make_contact() for _ in range(3)], make_agent("Meg"))
    jobs.work_off()
    return lambda: halting.pause(Campaign.get_by_id(campaign.id))


def refused() -> Callable[[], object]:
    """Of three owed ones the last that was tried."""
    make_campaign([make_contact() for _ in range(3)], make_agent("Meg"))
    jobs.work_off()
    errand = max(outbox.lease(3), key=lambda one: one.message_id or 0)
    OutboxItem.update(called_at=None).where(OutboxItem.id != errand.id).execute()
    return lambda: settling.settle(errand, PAUSED)


@pytest.fixture(autouse=True)
def worker(committed: str, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "_contexts", [context._Context(make_config(tmp_path), None)])


WAYS = (sent, parked, marked, known, moved, tried_again, taken_back, refused)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_who_waits_for_the_first_message_holds_nothing_that_comes_behind_it(way) -> None:
    with database.connection_context():
        work = way()
        with database.atomic():
            database.execute_sql(FIRST)
            thread = Thread(target=_in_a_transaction, args=(work,))
            thread.start()
            eventually(_somebody_waits)
            database.execute_sql("SELECT 1 FROM message FOR UPDATE NOWAIT")
            database.execute_sql("SELECT 1 FROM outbox_item FOR UPDATE NOWAIT")
        thread.join(30)
        assert not thread.is_alive()


def test_all_that_is_parked_is_tried_again_but_what_somebody_holds() -> None:
    with database.connection_context():
        first, later = owed(state="parked")
        letter = make_outbox_item(state="parked")
        tried: list[int] = []
        with database.atomic():
            database.execute_sql(FIRST)
            work = lambda: tried.extend(OutboxItem.retry_parked(None, 9))  # noqa: E731
            thread = Thread(target=_in_a_transaction, args=(work,))
            thread.start()
            thread.join(30)
        assert sorted(tried) == sorted([later.id, letter.id])
        assert OutboxItem.get_by_id(first.id).state.value == "parked"


FIRST = "SELECT 1 FROM message WHERE id = (SELECT min(id) FROM message) FOR UPDATE"


def _in_a_transaction(work: Callable[[], object]) -> None:
    with database.connection_context(), database.atomic():
        work()


def _somebody_waits() -> bool:
    return database.execute_sql("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone() is not None
