"""A person is erased while they write: it goes too, or it comes from somebody new. X19, W2."""

from collections.abc import Callable
from concurrent.futures import Future

import pytest

from models.base import database
from models.contact import Contact
from models.contact.message import Message
from models.contact.privacy import remains
from models.contact.privacy.erasing import erase
from models.queues.inbox import InboxItem
from tests.concurrency.apart import apart, somebody_waits, write
from tests.factories import make_contact
from tests.processes import eventually
from workers import inbox

__all__ = ["apart"]

Apart = Callable[[Callable[[], object]], Future[None]]


@pytest.fixture
def dora(committed: str) -> int:
    with database.connection_context():
        return int(make_contact(bsuid="GB.1").id)


def test_what_was_being_handled_is_erased_too(committed: str, dora: int, apart: Apart) -> None:
    with database.connection_context():
        write("GB.1", "Hi")
        with database.atomic():
            inbox.work_off()
            erased = apart(lambda: erase(dora, None, "test"))
            eventually(somebody_waits(committed))
        erased.result(30)
        while remains.search():
            pass
        assert (Contact.select().count(), Message.select().count()) == (0, 0)
        assert [row.payload for row in InboxItem.select()] == [""]


def test_what_comes_meanwhile_is_from_somebody_new(committed: str, dora: int, apart: Apart) -> None:
    with database.connection_context():
        with database.atomic():
            erase(dora, None, "test")
            arrived = apart(lambda: write("GB.1", "Hi"))
            arrived.result(30)
            drained = apart(inbox.work_off)
            eventually(somebody_waits(committed))
        drained.result(30)
        [one] = Contact.select()
        assert one.id != dora
        assert [message.contact_id for message in Message.select()] == [one.id]


def test_what_waits_is_cancelled_and_not_waited_for(
    committed: str, dora: int, apart: Apart
) -> None:
    """The drain skips what the erasure holds, and finds it done."""
    with database.connection_context():
        write("GB.1", "Hi")
        with database.atomic():
            erase(dora, None, "test")
            apart(inbox.work_off).result(30)
        assert inbox.work_off() == 0
        assert Contact.select().count() == 0
