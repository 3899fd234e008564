"""Who changes settings and contacts together waits for the contacts first, and holds nothing that
those who have them may want next: docs/architecture.md, "One order of locks"."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.app import create_app
from models.base import database
from models.batch import unit_of_work
from models.clock import now
from models.contact import Contact
from models.contact.message import Message
from models.queues.item import WorkState
from models.queues.outbox import OutboxItem
from models.settings.status import Status
from tests.bot.conftest import Api
from tests.concurrency.apart import apart, somebody_waits
from tests.conftest import make_config
from tests.factories import (
    find,
    make_agent,
    make_api_key,
    make_campaign,
    make_contact,
    make_interaction,
)
from tests.processes import eventually
from workers import jobs, outbox

__all__ = ["apart"]

FREE = "SELECT 1 FROM organisation FOR UPDATE NOWAIT"


@pytest.mark.parametrize(
    ("method", "path", "asked"),
    [
        ("delete", "/statuses/{id}", {"move_to": "New Lead"}),
        ("patch", "/statuses/{id}", {"json": {"closure": True}}),
        ("patch", "/settings", {"json": {"closure_statuses": ["Lost", "Interested"]}}),
    ],
)
def test_the_settings_are_free_while_contacts_are_waited_for(
    committed: str, tmp_path: Path, apart: Any, method: str, path: str, asked: Any
) -> None:
    app = create_app(make_config(tmp_path), lambda queue: None)
    with database.connection_context():
        api = Api(app.test_client(), make_api_key())
        dora = make_contact(status="Interested")
        path = path.format(id=find(Status, "Interested").id)
        answers: list[Any] = []
        with unit_of_work("test") as batch:
            [held] = batch.load([dora.id])
            done = apart(lambda: answers.append(getattr(api, method)(path, **asked)))
            eventually(somebody_waits(committed))
            database.execute_sql(FREE)
            held.add_tag("New to us")
        done.result(30)
        assert answers[0].status_code in {200, 204}
        dora = Contact.get_by_id(dora.id)
        assert dora.status.name == "New Lead" or dora.closed_at


@pytest.mark.parametrize("deed", ["planned", "changed", "completed"])
def test_a_new_tag_is_waited_for_before_an_interaction_is_written(
    committed: str, tmp_path: Path, apart: Any, deed: str
) -> None:
    """Who removes an option has the settings, and wants interactions and the option next."""
    app = create_app(make_config(tmp_path), lambda queue: None)
    with database.connection_context():
        ann, tags = make_agent(), {"tags": ["New to us"]}
        one = make_interaction(make_contact(), ann, now())
        api, path = Api(app.test_client(), make_api_key(ann)), f"/interactions/{one.id}"
        another = {"starts_at": now().isoformat()} | tags
        usual = {"contact": one.contact_id, "type": "Call", "purpose": "Offer"}
        called = {
            "planned": lambda: api.post("/interactions", json=usual | another),
            "changed": lambda: api.patch(path, json=tags),
            "completed": lambda: api.post(
                f"{path}/complete", json={"outcome": "Successful", "follow_up": another}
            ),
        }
        answers: list[Any] = []
        with database.atomic():
            database.execute_sql("SELECT 1 FROM organisation FOR UPDATE")
            done = apart(lambda: answers.append(called[deed]()))
            eventually(somebody_waits(committed))
            database.execute_sql("SELECT 1 FROM interaction FOR UPDATE NOWAIT")
            database.execute_sql("SELECT 1 FROM option FOR UPDATE NOWAIT")
        done.result(30)
        assert answers[0].status_code in {200, 201}, answers[0].text


@pytest.fixture
def unknown(committed: str) -> OutboxItem:
    """A message of a campaign of which nobody knows whether it went out."""
    with database.connection_context():
        make_campaign([make_contact()])
        jobs.work_off()
        past = now() - timedelta(minutes=5)
        OutboxItem.update(called_at=past, due_at=past).execute()
        return OutboxItem.get()


def test_what_is_unknown_is_not_parked_while_somebody_has_its_message(
    unknown: OutboxItem, apart: Any
) -> None:
    """Who merges or erases has the message, and wants what sends it next."""
    with database.connection_context():
        with database.atomic():
            database.execute_sql("SELECT 1 FROM message FOR UPDATE")
            apart(lambda: outbox.lease(1)).result(10)
            database.execute_sql("SELECT 1 FROM outbox_item FOR UPDATE NOWAIT")
        outbox.lease(1)
        assert OutboxItem.get().state is WorkState.PARKED


def test_what_came_of_a_call_is_kept_whoever_was_in_the_way(
    committed: str, apart: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL breaks the settling off, for who goes the other way round does not give in."""
    with database.connection_context():
        make_campaign([make_contact()])
        jobs.work_off()
        [errand] = outbox.lease(1)
    monkeypatch.setattr(outbox, "run", lambda errand, config: "wamid.1")
    with psycopg.connect(committed) as other, ThreadPoolExecutor(1) as threads:
        other.execute("SET deadlock_timeout = '5s'")
        other.execute("SELECT 1 FROM outbox_item FOR UPDATE")
        settled = threads.submit(outbox._fulfil, errand)
        eventually(somebody_waits(committed))
        with suppress(psycopg.errors.DeadlockDetected):  # It looks once a second after it waits.
            other.execute("SELECT 1 FROM message FOR UPDATE")
        other.rollback()
        settled.result(30)
    with database.connection_context():
        assert (Message.get().delivery, OutboxItem.get().state) == ("sent", WorkState.DONE)
