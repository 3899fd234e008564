"""Contacts become one while messages for both arrive: nothing is lost, nobody comes back to life.
X6, W2."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from peewee import OperationalError

from models.base import database
from models.batch import unit_of_work
from models.contact import Contact
from models.contact.finding import search
from models.contact.merge import merging
from models.contact.message import Message
from models.queues.inbox import InboxItem
from models.queues.item import WorkState
from tests.concurrency.apart import apart, somebody_waits, write
from tests.concurrency.crew import crew
from tests.factories import make_contact
from tests.processes import eventually
from workers import inbox

__all__ = ["apart"]

PAIRS, EACH = 30, 4
Apart = Callable[[Callable[[], object]], Future[None]]


def merge(this: int, other: int) -> None:
    with unit_of_work("test") as batch:
        merging.load(batch, [this, other])
        merging.merge(batch.contacts[this], batch.contacts[other], {}, None)


def test_a_message_that_waited_for_the_merge_goes_to_the_one_contact(
    committed: str, apart: Apart
) -> None:
    with database.connection_context():
        this, other = (make_contact(bsuid=f"GB.{n}").id for n in (1, 2))
        write("GB.2", "Hi")
        with database.atomic():
            merge(this, other)
            drained = apart(inbox.work_off)
            eventually(somebody_waits(committed))
        drained.result(30)
        assert [one.id for one in Contact.select()] == [this]
        assert [(one.text, one.contact_id) for one in Message.select()] == [("Hi", this)]
        assert InboxItem.get().state is WorkState.DONE


def test_a_merge_that_waited_for_a_message_takes_it_along(committed: str, apart: Apart) -> None:
    with database.connection_context():
        this, other = (make_contact(bsuid=f"GB.{n}").id for n in (1, 2))
        write("GB.2", "Hi")
        with database.atomic():
            inbox.work_off()
            merged = apart(lambda: merge(this, other))
            eventually(somebody_waits(committed))
        merged.result(30)
        assert [one.id for one in Contact.select()] == [this]
        assert [one.contact_id for one in Message.select()] == [this]


def test_a_merge_waits_for_nobody_who_renews_what_searches_look_at(
    committed: str, apart: Apart
) -> None:
    """They hold the notes of what changed, and want the contacts next."""
    with database.connection_context():
        this, other = (make_contact(bsuid=f"GB.{n}").id for n in (1, 2))
        with database.atomic():
            database.execute_sql("DELETE FROM contact_stale")
            apart(lambda: merge(this, other)).result(20)
        while search.refresh():
            pass
        assert [one.contact_id for one in search.ContactSearch.select()] == [this]


def test_nothing_is_lost_while_both_write_and_are_merged(committed: str, tmp_path: Path) -> None:
    """Two real drains; either side of a deadlock tries again."""
    with database.connection_context():
        pairs = [
            tuple(make_contact(bsuid=f"GB.{n}{side}").id for side in "ab") for n in range(PAIRS)
        ]
        for place in range(EACH):
            for n in range(PAIRS):
                for side in "ab":
                    write(f"GB.{n}{side}", f"{n}{side}{place}")
        with crew(committed, tmp_path, 2):
            eventually(lambda: Message.select().count())
            for this, other in pairs:
                until_done(this, other)
        assert sorted(one.id for one in Contact.select()) == sorted(this for this, _ in pairs)
        for n, (this, _) in enumerate(pairs):
            heard = [one.text for one in Message.select().where(Message.contact == this)]
            assert sorted(heard) == [f"{n}{side}{place}" for side in "ab" for place in range(EACH)]
        assert {one.state for one in InboxItem.select()} == {WorkState.DONE}


def until_done(this: int, other: int) -> None:
    while True:
        try:
            return merge(this, other)
        except OperationalError:
            assert Contact.get_or_none(Contact.id == other)
