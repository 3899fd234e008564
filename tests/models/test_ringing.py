"""The bell rings when there is work, and only once everybody can see it (W5)."""

from collections.abc import Iterator

import pytest

from models.base import database
from models.batch import unit_of_work
from models.contact import Contact
from models.queues import bell
from tests.factories import make_contact

Rings = list[tuple[str, bool]]


@pytest.fixture
def rings(committed: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rings]:
    """What rang, and whether a transaction was still open then."""
    rung: Rings = []

    def ring(queue: str) -> None:
        rung.append((queue, database.in_transaction()))

    monkeypatch.setattr(bell, "_listener", ring)
    with database.connection_context():
        yield rung


def greet(contact: Contact, fail: bool = False) -> None:
    with unit_of_work("test") as batch:
        loaded = batch.contact(contact.id)
        assert loaded is not None
        loaded.say({"type": "text", "text": "Hello"})
        if fail:
            raise RuntimeError("the plug was pulled")


def test_what_is_owed_rings_after_the_commit(rings: Rings) -> None:
    greet(make_contact("Dora"))
    assert rings == [("outbox", False)]


def test_what_came_to_nothing_rings_nobody(rings: Rings) -> None:
    with pytest.raises(RuntimeError):
        greet(make_contact("Dora"), fail=True)
    assert rings == []


def test_a_change_that_owes_nothing_rings_nobody(rings: Rings) -> None:
    dora = make_contact("Dora")
    with unit_of_work("test") as batch:
        loaded = batch.contact(dora.id)
        assert loaded is not None
        loaded.rename("Dora Quist")
    assert rings == []
