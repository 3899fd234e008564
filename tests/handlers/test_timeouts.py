"""Silence of who was asked something: a nudge, then the end, each once (W3, X11)."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine

from bot.simulator import items
from models.base import database
from models.batch import unit_of_work
from models.clock import now
from models.contact import Contact
from models.workflow.outcome import RunState
from models.workflow.tables import Run
from tests.factories import make_agent, make_contact, make_rule, make_workflow
from tests.handlers.talking import run_of, said_to, told_of
from tests.story import Customer
from workers import timers


def nudging(after: str = "2h", **keys: str) -> str:
    more = "".join(f", {key}: {value}" for key, value in keys.items())
    return f"""
name: Size
steps:
  size: {{ask: "Which size?", set: size}}
  late: {{say: "Another time, then.", tag: Silent}}
timeout: {{after: {after}, say: "Are you still there?"{more}}}
"""


PLAIN = nudging().replace('  late: {say: "Another time, then.", tag: Silent}\n', "")
LED_AWAY = nudging(then="{go: late}")


@pytest.fixture
def clock(workshop: None) -> Iterator[time_machine.Traveller]:
    """Begins at the present: what arrives is stamped by the database's clock."""
    with time_machine.travel(now().replace(microsecond=0), tick=False) as traveller:
        yield traveller


def pass_time(clock: time_machine.Traveller, **time: float) -> int:
    """Let time go by and the sweep come along. Answers how many runs it timed out."""
    clock.shift(timedelta(**time))
    return timers.time_out_runs()


def test_silence_is_nudged_once_and_then_ends_the_run(clock) -> None:
    make_workflow(PLAIN)
    dora = Customer().says("Hi")
    assert pass_time(clock, hours=1, minutes=59) == 0
    assert pass_time(clock, minutes=1) == 1
    assert said_to(dora) == ["Which size?", "Are you still there?"]
    assert run_of(dora).due_at == now() + timedelta(hours=2)
    assert pass_time(clock, minutes=1) == 0
    assert pass_time(clock, hours=2) == 1
    assert said_to(dora) == ["Which size?", "Are you still there?"]
    assert run_of(dora).state is RunState.TIMED_OUT
    assert told_of(dora, "workflow.timed_out") == [{"workflow": "Size"}]
    assert pass_time(clock, days=30) == 0


def test_the_time_outs_own_branch_is_taken_and_its_changes_try_the_rules(clock) -> None:
    """W4: a tag that silence hung decides too."""
    make_workflow(LED_AWAY)
    silent = {"field": "tag", "op": "is", "value": "Silent"}
    make_rule("Silent", [make_agent("Ann")], conditions=[silent])
    dora = Customer().says("Hi")
    pass_time(clock, hours=2)
    assert dora.owner is None
    pass_time(clock, hours=2)
    assert said_to(dora)[-1] == "Another time, then."
    assert (dora.tags, dora.owner) == ({"Silent"}, "Ann")


def test_an_answer_just_before_counts_and_the_clock_starts_anew(clock) -> None:
    make_workflow(PLAIN.replace("set: size", "set: size, next: colour").replace(
        "timeout:", '  colour: {ask: "Which colour?"}\ntimeout:'
    ))  # fmt: skip
    dora = Customer().says("Hi")
    clock.shift(timedelta(hours=1, minutes=59, seconds=59))
    dora.says("M")
    assert pass_time(clock, seconds=1) == 0
    assert said_to(dora) == ["Which size?", "Which colour?"]
    assert pass_time(clock, hours=2) == 1


def test_an_answer_that_came_before_the_sweep_got_the_lock_counts(clock) -> None:
    """The sweep saw the run due; when it holds the contact, the run is not due any more."""
    from handlers.timeouts import time_out

    make_workflow(PLAIN)
    dora = Customer().says("Hi")
    clock.shift(timedelta(hours=2))
    due = run_of(dora).contact_id
    dora.says("M")
    with unit_of_work("timeout") as batch:
        assert [time_out(contact) for contact in batch.load([due])] == [False]
    assert said_to(dora) == ["Which size?"]


def test_a_nudge_just_after_the_windows_end_goes_out_just_before_it(clock) -> None:
    """24 h of silence are 24 h after the question, a moment too late for WhatsApp."""
    make_workflow(nudging("24h").replace('  late: {say: "Another time, then.", tag: Silent}\n', ""))
    dora = Customer().says("Hi")
    assert run_of(dora).due_at == dora.contact.last_heard_at + timedelta(hours=23, minutes=55)
    assert pass_time(clock, hours=23, minutes=55) == 1
    assert said_to(dora)[-1] == "Are you still there?"


def test_words_outside_the_window_are_withheld_and_told(clock) -> None:
    """They would be refused; the run goes on as if they had been said."""
    make_workflow(nudging("30h").replace('  late: {say: "Another time, then.", tag: Silent}\n', ""))
    dora = Customer().says("Hi")
    assert pass_time(clock, hours=30) == 1
    assert said_to(dora) == ["Which size?"]
    [data] = told_of(dora, "message.withheld")
    assert "24-hour window" in data["reason"]
    pass_time(clock, hours=30)
    assert run_of(dora).state is RunState.TIMED_OUT


def test_a_message_that_was_handled_a_day_late_is_not_answered_in_vain(clock) -> None:
    """After an outage: the window began when they wrote."""
    make_workflow(PLAIN)
    dora = Customer().sends(items.text("Hi", at=now() - timedelta(hours=25)))
    assert said_to(dora) == []
    assert len(told_of(dora, "message.withheld")) == 1
    assert run_of(dora).state is RunState.RUNNING
    dora.says("Hello?")
    assert dora.traits == {"size": "Hello?"}


def test_whom_a_person_talks_with_is_not_nudged(clock) -> None:
    """W7: an agent took over while the bot waited for an answer."""
    make_workflow(LED_AWAY)
    dora = Customer().says("Hi")
    Contact.update(silenced_at=now()).execute()
    assert pass_time(clock, hours=2) == 1
    assert said_to(dora) == ["Which size?"]
    assert dora.tags == set()
    assert run_of(dora).state is RunState.HANDED_OVER
    assert pass_time(clock, days=2) == 0


def test_hundreds_of_silent_contacts_take_several_sweeps(clock, monkeypatch) -> None:
    monkeypatch.setattr(timers, "BATCH", 4)
    make_workflow(PLAIN)
    people = [Customer() for _ in range(10)]
    for person in people:
        person.says("Hi")
    clock.shift(timedelta(hours=2))
    assert [timers.time_out_runs() for _ in range(4)] == [4, 4, 2, 0]
    assert all(said_to(person)[-1] == "Are you still there?" for person in people)


def test_two_sweeps_at_once_nudge_once(committed: str) -> None:
    """W5: the contacts' locks let one of them do it."""
    with database.connection_context():
        version = make_workflow(PLAIN).version_id
        contacts = [make_contact(last_heard_at=now()) for _ in range(20)]
        for contact in contacts:
            Run.create(contact=contact, version=version, step="size", due_at=now())
    together = Barrier(2)
    counts: list[int] = []

    def sweep() -> None:
        with database.connection_context():
            together.wait()
            counts.append(timers.time_out_runs())

    threads = [Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.connection_context():
        assert sum(counts) == 20
        assert {run.nudges for run in Run.select()} == {1}
        from models.contact.message import Message

        assert Message.select().count() == 20
