"""Merging and erasing while the process is killed, or its connection ends, at any word to the
database: whole or not at all, and a second try ends it. X6, X19, X15."""

import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.app import create_app
from models.base import database
from models.batch import unit_of_work
from models.contact import Contact, State
from models.contact.event import Event
from models.contact.merge import merging
from models.contact.merge.merged import heir_of
from models.contact.privacy.erasing import erase as erase_person
from models.contact.privacy.erasure import Erasure
from models.queues.job import Job, JobState
from tests.bot.api import canary
from tests.bot.conftest import Api
from tests.concurrency.dying import AFTER_COMMIT, NEVER, at_word, end_connection, mortals, picture
from tests.conftest import make_config
from tests.factories import make_api_key, make_contact, make_message
from tests.workers.killing import run
from tests.workers.test_jobs import ordered
from workers import context

STEP = 5
"""Each fifth word; by hand each was tried."""

Deed = Callable[[int, int], dict[str, Any]]


def merge(dora: int, twin: int) -> dict[str, Any]:
    path = f"/api/v1/contacts/{twin}/merge"
    return {"method": "POST", "path": path, "json": {"with": dora}}


def erase(dora: int, twin: int) -> dict[str, Any]:
    return {"method": "DELETE", "path": f"/api/v1/contacts/{dora}"}


@pytest.fixture
def app(committed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    config = make_config(tmp_path)
    monkeypatch.setattr(context, "_contexts", [context._Context(config, None)])
    return create_app(config, lambda queue: None)


@pytest.fixture
def people(app: Any) -> tuple[int, int]:
    """Dora, of whom every table keeps something, and her twin."""
    with database.connection_context():
        api = Api(app.test_client(), make_api_key())
        dora = canary.everywhere(api)
        twin = make_contact("Twin", bsuid="ES.2", traits={"taste": "red"}, tags=["Fair"])
        make_message(twin, "Hello", author="bot", wamid="wamid.twin", delivery="sent")
        return dora.id, twin.id


@pytest.fixture
def asked(people: tuple[int, int], request: Any) -> dict[str, Any]:
    """The deed, as its caller repeats it."""
    headers = {"Authorization": f"Bearer {make_api_key()}", "Idempotency-Key": "once"}
    return request.param(*people) | {"headers": headers}


@pytest.mark.parametrize("asked", [merge, erase], indirect=True)
def test_killed_at_any_word_it_has_done_all_or_nothing(
    committed: str, tmp_path: Path, asked: dict[str, Any]
) -> None:
    before, deaths = picture(), 0
    with mortals(committed, tmp_path) as children:
        for word in count(1, STEP):
            code = children.ask(word, **asked)
            if code == 0:
                break
            assert (code, picture()) == (-signal.SIGKILL, before)
            deaths += 1
        after = picture()
        children.ask(NEVER, **asked)
    assert deaths * STEP > 30
    assert before != after == picture()


@pytest.mark.parametrize("asked", [merge, erase], indirect=True)
def test_without_its_connection_it_has_done_nothing_and_says_so(
    committed: str, app: Any, asked: dict[str, Any]
) -> None:
    """The first word is the connection's own: it is dropped then, and another one taken."""
    before, failures = picture(), 0
    database.close()
    for word in count(2, STEP):
        undo = at_word(word, end_connection(committed))
        answer = app.test_client().open(**asked)
        undo()
        if answer.status_code == 200:
            break
        assert answer.status_code == 503, answer.text
        assert answer.headers["Retry-After"]
        with database.connection_context():
            assert picture() == before
        failures += 1
    assert failures * STEP > 30


def test_who_was_killed_before_the_answer_asks_again_and_is_told_what_was_done(
    committed: str, app: Any, tmp_path: Path, people: tuple[int, int]
) -> None:
    headers = {"Authorization": f"Bearer {make_api_key()}", "Idempotency-Key": "once"}
    asked = merge(*people) | {"headers": headers}
    with mortals(committed, tmp_path) as children:
        assert children.ask(AFTER_COMMIT, **asked) == -signal.SIGKILL
    assert heir_of(people[0]) == people[1]
    after = picture()
    answer = app.test_client().open(**asked)
    assert (answer.status_code, answer.headers["Idempotency-Replayed"]) == (200, "true")
    assert answer.json["id"] == people[1]
    assert picture() == after


def test_a_search_for_what_remains_is_killed_at_any_word_and_ends(
    committed: str, app: Any, tmp_path: Path, people: tuple[int, int]
) -> None:
    headers = {"Authorization": f"Bearer {make_api_key()}"}
    assert app.test_client().open(**erase(*people), headers=headers).status_code == 200
    assert canary.rows_with(canary.PHONE)
    with mortals(committed, tmp_path) as children:
        while Erasure.get().done_at is None:
            before, words = picture(), count(1, 2)
            while children.search(next(words)) != 0:
                assert picture() == before
    assert canary.rows_with(*canary.CANARIES) == []


def test_a_killed_job_goes_on_although_contacts_were_merged_and_erased_meanwhile(
    committed: str,
) -> None:
    with database.connection_context():
        contacts = [make_contact() for _ in range(35)]
        made = ordered(contacts, state="CLIENT")
        assert run(committed, "25").wait() == -signal.SIGKILL
        with unit_of_work("test") as batch:
            one, other = merging.load(batch, [contacts[0].id, contacts[34].id])
            merging.merge(one, other, {}, None)
        for place in (5, 30):
            assert erase_person(contacts[place].id, None, "test")
        workers = [run(committed) for _ in range(2)]
        assert [worker.wait() for worker in workers] == [0, 0]
        job = Job.get_by_id(made.id)
        assert (job.state, job.done, job.refused, job.total) == (JobState.DONE, 34, 1, 35)
        assert Contact.select().where(Contact.state == State.CLIENT).count() == 32
        assert Event.select().where(Event.name == "contact.state_changed").count() == 32
