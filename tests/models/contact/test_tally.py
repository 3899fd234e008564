"""Figures of messages count each once, however they are counted, and never go down (X17)."""

from datetime import timedelta

import pytest

from models.clock import now
from models.contact import Contact, tally
from models.contact.message import Author, Delivery, Message
from models.contact.tally import MessageTally
from tests.factories import make_contact, make_message

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def dora() -> Contact:
    return make_contact("Dora")


def say(dora: Contact, age: timedelta, **values: object) -> Message:
    message = make_message(dora, **values)
    Message.update(created_at=now() - age).where(Message.id == message.id).execute()
    return message


def talk(dora: Contact) -> None:
    """Two are heard, three are said, of which two fail."""
    for days in (3, 0):
        say(dora, timedelta(days=days))
    for days in (3, 2, 0):
        failed = {"delivery": Delivery.FAILED if days != 2 else Delivery.READ}
        say(dora, timedelta(days=days), author=Author.BOT, **failed)


def keep_all() -> None:
    while tally.keep(now()):
        pass


def test_they_are_the_same_before_while_and_after_they_are_kept(
    dora: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally, "STEP", 2)
    talk(dora)
    assert tally.told() == (2, 3, 2)
    while tally.keep(now()):
        assert tally.told() == (2, 3, 2)
    assert MessageTally.get().said == 2


def test_what_is_new_is_left_for_later(dora: Contact) -> None:
    """Somebody may still write an earlier id, or learn of a failure."""
    said = say(dora, timedelta(hours=1), author=Author.BOT, delivery=Delivery.SENT)
    latest = say(dora, timedelta(seconds=5))
    keep_all()
    kept = MessageTally.get()
    assert (kept.counted_to, kept.said, kept.heard, kept.settled_to) == (said.id, 1, 0, 0)
    Message.update(delivery=Delivery.FAILED).where(Message.id == said.id).execute()
    assert tally.told() == (1, 1, 1)
    tally.keep(now() + timedelta(days=2))
    assert MessageTally.get().settled_to == latest.id
    assert tally.told() == (1, 1, 1)


def test_what_is_erased_later_has_been_counted(dora: Contact) -> None:
    talk(dora)
    tally.keep(now() + timedelta(days=2))
    Message.delete().execute()
    assert tally.told() == (2, 3, 2)
    assert tally.keep(now()) == 0
