"""Jobs: portion by portion, each once whatever is killed, faults told and not endless."""

import signal

import pytest

from models.base import database
from models.bulk import changing
from models.contact import Contact, State
from models.queues import job
from models.queues.job import Job, JobKind, JobRow, JobState
from models.refusal import Refusal
from tests.factories import make_contact
from tests.models.acting import told
from tests.processes import eventually
from tests.workers.killing import run
from workers import jobs


def ordered(contacts: list[Contact], **changes: object) -> Job:
    made = job.order(JobKind.CHANGE, None, "api_key:1", {"changes": changes})
    job.fill(made, Contact.select(Contact.id).where(Contact.id.in_([one.id for one in contacts])))
    return made


def work_off() -> None:
    while jobs.work_off():
        pass


@pytest.mark.usefixtures("workshop")
def test_jobs_take_turns(monkeypatch):
    monkeypatch.setattr(changing, "PORTION", 1)
    long = ordered([make_contact() for _ in range(5)], state="CLIENT")
    short = ordered([make_contact()], state="CLIENT")
    for _ in range(4):
        jobs.work_off()
    assert Job.get_by_id(short.id).state is JobState.DONE
    assert Job.get_by_id(long.id).state is JobState.PENDING


@pytest.mark.usefixtures("workshop")
def test_a_contact_that_is_gone_is_refused():
    dora = make_contact()
    made = ordered([dora], state="CLIENT")
    dora.delete_instance()
    work_off()
    assert JobRow.get(JobRow.job == made).reason == changing.GONE


@pytest.mark.usefixtures("workshop")
def test_a_fault_is_tried_again_and_then_told(monkeypatch):
    made = ordered([make_contact()], state="CLIENT")
    monkeypatch.setitem(jobs.PORTIONS, JobKind.CHANGE, lambda job: 1 / 0)
    for _ in range(jobs.PATIENCE + 1):
        assert jobs.work_off() == 1
        Job.update(due_at=made.created_at).execute()
    failed = Job.get_by_id(made.id)
    assert (failed.state, failed.done) == (JobState.FAILED, 0)
    assert "ZeroDivisionError" in failed.last_error
    assert jobs.work_off() == 0


@pytest.mark.usefixtures("workshop")
def test_what_cannot_be_done_any_more_ends_the_job_with_the_reason(monkeypatch):
    def refuse(job: Job) -> None:
        raise Refusal("the status that was chosen is gone: order the change anew")

    made = ordered([make_contact()], state="CLIENT")
    monkeypatch.setitem(jobs.PORTIONS, JobKind.CHANGE, refuse)
    jobs.work_off()
    failed = Job.get_by_id(made.id)
    assert (failed.state, failed.last_error[:10]) == (JobState.FAILED, "the status")


def test_a_killed_job_goes_on_and_changes_each_contact_once(committed):
    with database.connection_context():
        contacts = [make_contact() for _ in range(35)]
        made = ordered(contacts, state="CLIENT")
    assert run(committed, "25").wait() == -signal.SIGKILL
    with database.connection_context():
        assert Job.get_by_id(made.id).done == 20, "two portions of ten were committed"
    workers = [run(committed) for _ in range(2)]
    assert [worker.wait() for worker in workers] == [0, 0]
    with database.connection_context():
        eventually(lambda: Job.get_by_id(made.id).state is JobState.DONE)
        assert Job.get_by_id(made.id).done == 35
        for contact in contacts:
            assert Contact.get_by_id(contact.id).state is State.CLIENT
            assert told(contact) == ["contact.state_changed"]
