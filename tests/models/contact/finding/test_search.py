"""What searches look at follows what changes, and misses nothing."""

from threading import Thread
from typing import Any

import psycopg
import pytest

from models.base import database
from models.batch import unit_of_work
from models.contact.finding import search
from models.contact.finding.search import ContactSearch, ContactStale
from models.queues.inbox import InboxItem
from tests import factories
from workers import search as worker


def documents() -> str:
    return " ".join(row.document for row in ContactSearch.select())


def test_whoever_changes_is_noted_and_renewed(database: None) -> None:
    dora = factories.make_contact("Dora", phone="34600111222")
    assert worker.work_off() > 0
    row = ContactSearch.get()
    assert (row.has_phone, row.unanswered, row.last_heard_at) == (True, False, None)
    factories.make_message(dora, "I want a jacket")
    assert search.refresh() == 1
    assert ContactSearch.get().unanswered
    assert "'jacket'" in documents()
    assert worker.work_off() == 0


def test_every_change_of_what_is_known_is_noted(database: None) -> None:
    dora = factories.make_contact("Dora")
    search.refresh()
    with unit_of_work("test") as batch:
        contact = batch.contact(dora.id)
        assert contact is not None
        contact.set_trait("city", "Leeds")
        contact.add_tag("VIP")
    assert search.refresh() > 0
    assert {"'leeds'", "'vip'"} <= set(documents().split())


def test_what_was_taken_back_or_deleted_is_not_found(database: None) -> None:
    dora = factories.make_contact("Dora")
    message = factories.make_message(dora, "jacket")
    other = factories.make_message(dora, "trousers")
    search.refresh()
    message.revoked_at = message.created_at
    message.save()
    other.delete_instance()
    search.refresh()
    assert "jacket" not in documents()
    assert "trousers" not in documents()
    dora.delete_instance(recursive=True)
    assert not ContactSearch.select().exists()


def test_who_goes_meanwhile_holds_up_nobody(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.connection_context():
        dora, _ = factories.make_contact("Dora"), factories.make_contact("Eve")
        row = search._row

        def meanwhile(*known: Any) -> Any:
            with psycopg.connect(committed) as other:
                other.execute("DELETE FROM contact WHERE id = %s", (dora.id,))
            return row(*known)

        monkeypatch.setattr(search, "_row", meanwhile)
        assert worker.work_off() > 0
        assert "'eve'" in documents()
        assert "'dora'" not in documents()


def test_a_stranger_with_an_endless_name_holds_up_nobody(database: None) -> None:
    factories.make_contact(" ".join(f"name{n}" for n in range(200_000)))
    factories.make_contact("Dora")
    assert search.refresh() > 0
    assert "'dora'" in documents()
    assert "'name9'" in documents()


def test_one_that_postgresql_does_not_take_holds_up_nobody(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["Dora", "Eve", "Finn"]
    for name in names:
        factories.make_contact(name)
    whole = search.vector
    monkeypatch.setattr(search, "vector", lambda words: "'" if "eve" in words else whole(words))
    search.refresh()
    assert ContactSearch.select().count() == 2
    assert not ContactStale.select().exists()


def test_receipts_change_nothing_that_is_searched(database: None) -> None:
    message = factories.make_message(factories.make_contact())
    search.refresh()
    message.delivery = "sent"
    message.save(only=["delivery"])
    assert not ContactStale.select().exists()


def test_messages_go_first(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hot path must not wait for searches, nor these for ever."""
    factories.make_contact()
    monkeypatch.setattr(InboxItem, "oldest_due", lambda moment: 2 * worker.PATIENCE)
    monkeypatch.setattr(worker, "SHARE", 0.0)
    assert worker.work_off() == 0
    monkeypatch.setattr(worker, "SHARE", worker.CYCLE)
    assert worker.work_off() > 0


def test_a_change_while_another_is_renewed_is_not_lost(committed: str) -> None:
    """One process at a time: who comes second reads what is true then."""
    with database.connection_context():
        dora = factories.make_contact("Dora")
        with database.atomic():
            database.execute_sql(search.ALONE)
            second = Thread(target=_refresh)
            second.start()
            dora.name = "Renamed"
            dora.save()
        second.join()
        assert "'renamed'" in documents()


def _refresh() -> None:
    with database.connection_context():
        search.refresh()
