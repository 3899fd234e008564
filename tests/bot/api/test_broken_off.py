"""A request that PostgreSQL breaks off, so that another can go on, is done once more (X13, R11)."""

from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from flask import Flask

from bot.api import contacts
from models.base import database
from models.contact import Contact
from models.settings.organisation import Organisation
from tests.bot.conftest import Api
from tests.factories import make_api_key, make_contact

OTHER_WAY_ROUND = "SET deadlock_timeout = '1min'; SELECT 1 FROM organisation FOR UPDATE"


class Opponent(Thread):
    """Holds the settings, then wants the contact, which the request holds: it never gives in."""

    def __init__(self, url: str, contact: int) -> None:
        super().__init__()
        self._url, self._contact = url, contact
        self.holds = Event()

    def run(self) -> None:
        with psycopg.connect(self._url) as connection:
            connection.execute(OTHER_WAY_ROUND)
            self.holds.set()
            connection.execute("SELECT 1 FROM contact WHERE id = %s FOR UPDATE", (self._contact,))


@pytest.fixture
def dora(committed: str) -> Contact:
    with database.connection_context():
        return make_contact("Dora")


def test_it_is_done_once_more(
    committed: str, built: Flask, dora: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.connection_context():
        api = Api(built.test_client(), make_api_key())
    opponent, tries, apply = Opponent(committed, dora.id), [], contacts.apply

    def collide(contact: Contact, *asked: Any) -> None:
        tries.append(contact.id)
        if len(tries) == 1:
            opponent.start()
            opponent.holds.wait()
            Organisation.hold()
        apply(contact, *asked)

    monkeypatch.setattr(contacts, "apply", collide)
    answer = api.patch(f"/contacts/{dora.id}", json={"name": "Dora Quist"})
    opponent.join()
    assert (answer.status_code, answer.json["name"]) == (200, "Dora Quist")
    assert len(tries) == 2
