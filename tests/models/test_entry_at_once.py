"""Several programs, and WhatsApp, that bring one new person at the same moment. W2, X6, X15."""

from threading import Thread
from typing import Any

import pytest

from models.base import database
from models.batch import Batch
from models.contact import Contact, Identifier, entry
from models.contact.identity.directory import Directory
from models.incoming import Sender
from models.refusal import Refusal
from tests.factories import make_agent, make_rule
from tests.models.test_at_once import together

pytestmark = pytest.mark.usefixtures("committed")

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def test_programs_that_upsert_the_same_new_phone_make_one_contact_and_all_succeed() -> None:
    answers: list[tuple[int, bool]] = []

    def upsert(wish: dict[str, Any]) -> None:
        contact, new = entry.found_or_made("test", lambda batch: entry.put(batch, wish, None))
        answers.append((contact.id, new))

    with database.connection_context():
        make_rule("All", [make_agent("Ann"), make_agent("Bob")])
        wishes = [{"phone": "5511987654321"}, {"phone": "551187654321", "external_id": "7"}] * 4
        together(*(lambda wish=wish: upsert(wish) for wish in wishes))
        assert Contact.select().count() == 1
        assert Identifier.select().count() == 2
        assert [new for _, new in answers].count(True) == 1
        assert len({id for id, _ in answers}) == 1


def test_of_two_who_add_the_same_phone_one_is_told_who_has_it() -> None:
    told: list[Any] = []

    def add() -> None:
        try:
            entry.found_or_made(
                "test", lambda batch: entry.add(batch, {"phone": "34600111222"}, None)
            )
        except Refusal as refusal:
            told.append(refusal.facts["contacts"])

    with database.connection_context():
        together(add, add, add)
        dora = Contact.get()
        assert told == [[{"id": dora.id, "name": ""}]] * 2


def test_who_writes_on_whatsapp_at_that_moment_is_found_and_changed() -> None:
    """The index lets the message win; the upsert is done anew and finds the contact."""
    answers: list[bool] = []

    def upsert() -> None:
        with database.connection_context():
            wish = {"phone": "34600111222", "email": "dora@example.org"}
            answers.append(
                entry.found_or_made("test", lambda batch: entry.put(batch, wish, None))[1]
            )

    with database.connection_context():
        with database.atomic():
            batch = Batch("test")
            sender = Sender(phone="34600111222", name="Dora")
            Directory(batch, [sender]).admit(sender)
            batch.complete()
            program = Thread(target=upsert)
            program.start()
            while not database.execute_sql(WAITING).fetchone()[0]:
                assert program.is_alive()
        program.join()
        assert answers == [False]
        assert [(one.name, one.email) for one in Contact.select()] == [("Dora", "dora@example.org")]
