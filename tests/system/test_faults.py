"""Everything that was acknowledged is handled exactly once, whatever is killed meanwhile (W1, W2,
W5).

2,000 deliveries while workers are killed at random, Valkey is killed and comes back empty, and
PostgreSQL is
killed and started again. Nobody helps: within a minute of the last blow all is done.
"""

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
import requests

from bot.simulator import items, payloads
from models.assignment.assignment import Assignment
from models.base import database
from models.contact import Contact
from models.contact.message import Message
from models.notices.notification import Notification
from models.queues.inbox import InboxItem
from models.queues.outbox import OutboxItem
from models.simulated import SimulatedCustomer, SimulatedMessage
from tests.processes import eventually
from tests.system.house import House, house

PEOPLE, EACH = 500, 4
SEED = 20_261_121


@pytest.fixture
def usher(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path / "data") as built:
        yield built


def test_nothing_is_lost_and_nothing_happens_twice(usher: House) -> None:
    usher.connect()
    chance = random.Random(SEED)
    over = threading.Event()
    blows = threading.Thread(target=_strike, args=(usher, chance, over))
    blows.start()
    try:
        _write_everything(usher)
    finally:
        over.set()
        blows.join()
    eventually(usher.ready, 60)
    try:
        eventually(_nothing_due, 90)
    except AssertionError:
        pytest.fail(_state(usher))
    with database.connection_context():
        _assert_everything_once()


def _write_everything(usher: House) -> None:
    """Each of the people writes four messages, each after the one before was acknowledged."""
    people = [
        payloads.Person(bsuid=f"GB.9{n:09}", name=f"P{n}", phone=f"44790{n:07}")
        for n in range(PEOPLE)
    ]
    _introduce(people)
    with ThreadPoolExecutor(8) as writers:
        list(writers.map(lambda person: _write(usher, person), people))


def _introduce(people: list[payloads.Person]) -> None:
    """The stand-in for Meta knows them, and that they have just written."""
    with database.connection_context(), database.atomic():
        for person in people:
            customer = SimulatedCustomer.create(
                name=person.name, phone=person.phone, bsuid=person.bsuid
            )
            SimulatedMessage.create(
                customer=customer,
                number=payloads.PHONE_NUMBER_ID,
                wamid=payloads.fresh_wamid(),
                from_customer=True,
                type="text",
            )


def _write(usher: House, person: payloads.Person) -> None:
    with requests.Session() as session:
        for n in range(EACH):
            body = payloads.delivery(person, items.text(f"{n}"))
            usher.post(body, session)
            if n % 2:
                usher.post(body, session)


def _strike(usher: House, chance: random.Random, over: threading.Event) -> None:
    """Kill a worker every second; Valkey and PostgreSQL once each, well apart."""
    started = time.monotonic()
    servers = [("valkey-server", 5.0), ("postgres", 12.0)]
    while not over.wait(1.0):
        workers = usher.children("bot", "worker")
        if workers:
            _kill(chance.choice(workers))
        if servers and time.monotonic() - started > servers[0][1]:
            name, _ = servers.pop(0)
            for process in usher.family():
                if _named(process, name):
                    _kill(process)


def _kill(process: psutil.Process) -> None:
    try:
        process.send_signal(signal.SIGKILL)
    except psutil.NoSuchProcess:
        return


def _named(process: psutil.Process, name: str) -> bool:
    try:
        return process.name() == name and process.parent().name() != name
    except (psutil.Error, AttributeError):
        return False


def _nothing_due() -> bool:
    """Emails wait for a mail server here, and agents are told at WhatsApp's pace for one person."""
    with database.connection_context():
        inbox = InboxItem.select().where(InboxItem.state == "pending").count()
        outbox = (
            OutboxItem.select()
            .where(OutboxItem.state == "pending", OutboxItem.message.is_null(False))
            .count()
        )
    return inbox + outbox == 0


def _state(usher: House) -> str:
    """What still waits, why, and what the house said last."""
    with database.connection_context():
        waiting = [
            database.execute_sql(
                f"SELECT '{table}', state, last_error, count(*), min(due_at) - now(), "
                f"max(attempts) FROM {table} GROUP BY 2, 3 ORDER BY 4 DESC LIMIT 12"
            ).fetchall()
            for table in ("inbox_item", "outbox_item")
        ]
    rows = "\n".join(str(row) for rows in waiting for row in rows)
    return f"{rows}\n{usher.log.read_text()[-6000:]}"


def _assert_everything_once() -> None:
    assert InboxItem.select().where(InboxItem.state == "parked").count() == 0
    assert Contact.select().count() == PEOPLE
    said: dict[int, list[str]] = {}
    for contact, text in (
        Message.select(Message.contact, Message.text)
        .where(Message.author == "contact")
        .order_by(Message.contact, Message.id)
        .tuples()
    ):
        said.setdefault(contact, []).append(text)
    assert Counter(map(tuple, said.values())) == {tuple(str(n) for n in range(EACH)): PEOPLE}
    _assert_each_message_went_out_once()
    _assert_each_assignment_told_once()


def _assert_each_message_went_out_once() -> None:
    """By what the stand-in for Meta took: our mark on each bubble is its outbox row."""
    taken = Counter(
        mark
        for (mark,) in SimulatedMessage.select(SimulatedMessage.opaque)
        .where(~SimulatedMessage.from_customer)
        .tuples()
    )
    owed = OutboxItem.select(OutboxItem.id).where(OutboxItem.message.is_null(False)).tuples()
    assert {mark: taken[mark] for (id,) in owed if taken[mark := f"outbox:{id}"] != 1} == {}


def _assert_each_assignment_told_once() -> None:
    assigned = Assignment.select().where(Assignment.outcome == "assigned").count()
    assert Notification.select().count() == assigned
