"""One bad contact holds up neither the others nor what comes due behind them (X5, X9, X11)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import peewee
import pytest
import time_machine
from structlog.testing import capture_logs

from models.clock import now
from models.contact import Contact
from models.reminders import first_reply, wording
from models.workflow.outcome import RunState
from tests.factories import make_agent, make_contact, make_workflow, set_organisation
from tests.handlers.talking import run_of
from tests.models.reminders.dates import told
from tests.story import Customer
from workers import reminders, timers
from workers.sifting import sift


@pytest.fixture
def clock(workshop: None) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now().replace(microsecond=0), tick=False) as traveller:
        yield traveller


def failing_for(name: str, function: Any) -> Any:
    """As `function`, of contacts of any other name."""

    def run(contact: Contact, *rest: Any) -> Any:
        if contact.name == name:
            raise ZeroDivisionError("a bug of ours")
        return function(contact, *rest)

    return run


def test_the_bad_one_alone_is_left_out_and_named() -> None:
    done: list[int] = []

    def work(rows: Any) -> int:
        if 13 in rows:
            raise ZeroDivisionError
        done.extend(rows)
        return len(rows)

    with capture_logs() as logs:
        assert sift("test", list(range(20)), work) == 19
    assert done == [row for row in range(20) if row != 13]
    assert [(one["event"], one["row"]) for one in logs] == [("test.failed", 13)]
    assert sift("test", [], work) == 0


def test_a_database_that_is_away_is_nobodys_fault() -> None:
    calls: list[int] = []

    def work(rows: Any) -> int:
        calls.append(len(rows))
        raise peewee.OperationalError

    with pytest.raises(peewee.OperationalError):
        sift("test", [1, 2, 3], work)
    assert calls == [3]


def test_who_cannot_be_timed_out_holds_up_nobody(clock, monkeypatch: pytest.MonkeyPatch) -> None:
    make_workflow("{name: Size, steps: {size: {ask: Size?}}, timeout: {after: 1h}}")
    bad, good = Customer(name="Bad").says("Hi"), Customer(name="Good").says("Hi")
    monkeypatch.setattr(timers, "time_out", failing_for("Bad", timers.time_out))
    clock.shift(timedelta(hours=1))
    assert (timers.time_out_runs(), timers.time_out_runs()) == (1, 0)
    assert run_of(good).state is RunState.TIMED_OUT
    assert run_of(bad).state is RunState.RUNNING
    monkeypatch.undo()
    assert timers.time_out_runs() == 1


def test_whom_nobody_can_be_reminded_of_holds_up_nobody(
    clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those on the ladder's next step neither."""
    ladder = [{"days": -2, "to": "owner"}, {"days": 0, "to": "owner"}]
    set_organisation(reminders=ladder, first_reply_minutes=5)
    ann, past = make_agent("Ann"), date(2020, 1, 1)
    for name, step in (("Bad", 0), ("Good", 0), ("Later", 1)):
        make_contact(name, owner=ann, closure_deadline=past, deadline_step=step, reply_due_at=now())
    monkeypatch.setattr(wording, "deadline", failing_for("Bad", wording.deadline))
    monkeypatch.setattr(first_reply, "_remind", _but_not("Bad", first_reply._remind))
    while reminders.remind():
        pass
    about = [subject.split()[0] for _, subject in told()]
    assert sorted(about) == ["Good", "Good", "Later", "Later"]


def _but_not(name: str, function: Any) -> Any:
    def run(batch: Any, contact: Contact, *rest: Any) -> Any:
        return failing_for(name, lambda one: function(batch, one, *rest))(contact)

    return run
