"""A request that PostgreSQL breaks off, so that another can go on, or that another outruns, is done
once more; what is read is of one moment (X13, R11, C2)."""

from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from flask import Flask

from bot.api.contacts import contacts
from models.base import database
from models.contact import Contact, card
from models.contact.finding import search
from models.queues import job
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


def test_what_another_outran_is_done_once_more(
    committed: str, built: Flask, dora: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when somebody is erased while a selection is written down."""
    with database.connection_context():
        api = Api(built.test_client(), make_api_key())
    fill, tries = job.fill, []

    def outrun(ordered: job.Job, selected: Any) -> None:
        tries.append(ordered.id)
        if len(tries) == 1:
            database.execute_sql(OF_NOBODY, (ordered.id,))
        fill(ordered, selected)

    monkeypatch.setattr(job, "fill", outrun)
    answer = api.post("/contacts/change", json={"filter": {}, "changes": {"state": "CLIENT"}})
    assert (answer.status_code, answer.json["done"]) == (200, 1)
    assert len(tries) == 2


OF_NOBODY = """
INSERT INTO job_row (job_id, number, contact_id, state) VALUES (%s, 1, 987654321, 'pending')
"""


def test_a_list_is_of_one_moment(
    committed: str, built: Flask, dora: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tag that is made and hung on while it is read is there with its name, or not at all."""
    with database.connection_context():
        api = Api(built.test_client(), make_api_key())
    read = card.identifiers_of

    def meanwhile(ids: list[int]) -> Any:
        with psycopg.connect(committed) as connection:
            connection.execute(NEW_TAG, (dora.id,))
        return read(ids)

    monkeypatch.setattr(card, "identifiers_of", meanwhile)
    assert api.get("/contacts").json["items"][0]["tags"] == []
    monkeypatch.undo()
    assert api.get("/contacts").json["items"][0]["tags"][0]["name"] == "Fresh"


NEW_TAG = """
WITH made AS (INSERT INTO tag (name) VALUES ('Fresh') RETURNING id)
INSERT INTO contact_tag (contact_id, tag_id) SELECT %s, id FROM made
"""


def test_a_search_finds_what_somebody_else_brought_up_to_date_meanwhile(
    committed: str, built: Flask, dora: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.connection_context():
        api = Api(built.test_client(), make_api_key())
    waiting = search._waiting

    def meanwhile() -> int:
        found = waiting()
        refreshing = Thread(target=database.connection_context()(search.refresh))
        refreshing.start()
        refreshing.join()
        return found

    monkeypatch.setattr(search, "_waiting", meanwhile)
    assert [one["name"] for one in api.get("/contacts", q="dora").json["items"]] == ["Dora"]


def test_many_are_locked_before_rows_name_them(
    committed: str, built: Flask, dora: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two who hold a contact by a row and both want to change it would wait for each other."""
    with database.connection_context():
        api = Api(built.test_client(), make_api_key())
    fill, found = job.fill, []

    def look(ordered: job.Job, selected: Any) -> None:
        locked = pytest.raises(psycopg.errors.LockNotAvailable)
        with locked, psycopg.connect(committed) as connection:
            connection.execute("SELECT 1 FROM contact FOR KEY SHARE NOWAIT")
        found.append(ordered.id)
        fill(ordered, selected)

    monkeypatch.setattr(job, "fill", look)
    answer = api.post("/contacts/change", json={"filter": {}, "changes": {"state": "CLIENT"}})
    assert [answer.json["id"]] == found
