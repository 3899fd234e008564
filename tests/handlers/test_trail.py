"""What a run keeps for the figures, and versions that a release no longer understands (X11)."""

from datetime import timedelta

import pytest
import time_machine

from bot.simulator import items
from models.clock import now
from models.workflow.outcome import RunState
from models.workflow.tables import WorkflowVersion
from tests.factories import make_workflow
from tests.handlers.talking import SIZE, run_of, said_to, told_of
from tests.story import Customer, parked
from workers import timers

pytestmark = pytest.mark.usefixtures("workshop")


@pytest.fixture
def dora(workshop: None) -> Customer:
    """Dora was asked for her size."""
    make_workflow(SIZE + "cancel: [cancel]\n")
    return Customer(name="Dora").says("Hi")


def test_a_run_keeps_what_became_of_each_question(dora) -> None:
    dora.says("blue").says("green").taps("M").says("red")
    assert run_of(dora).trail == {
        "size": {"asked": 1, "reasked": 2, "answered": 1},
        "colour": {"asked": 1, "answered": 1},
    }


def test_who_ends_it_by_a_word_left_there(dora) -> None:
    dora.taps("M").says("cancel")
    run = run_of(dora)
    assert (run.state, run.step) == (RunState.STOPPED, "colour")
    assert run.trail["colour"] == {"asked": 1}
    assert told_of(dora, "workflow.stopped") == [{"workflow": "Size"}]
    assert dora.contact.opted_out_at is None


def test_a_filled_in_form_sets_the_traits(workshop: None) -> None:
    make_workflow(
        "{name: Form, steps: {order: {ask: Which?, fields: {shoe_size: shoe size}, next: bye},"
        " bye: {say: 'Size {shoe size}, noted.'}}}"
    )
    dan = Customer().says("Hi")
    dan.sends(items.flow_reply('{"flow_token": "t", "shoe_size": "39"}'))
    assert dan.traits == {"shoe size": "39"}
    assert said_to(dan)[-1] == "Size 39, noted."


def spoil() -> None:
    """As if this release no longer understood what another one had stored."""
    WorkflowVersion.update(
        definition={"name": "Size", "steps": [{"name": "a", "sing": 1}]}
    ).execute()


def test_whoever_stands_in_an_unreadable_version_gets_a_person(dora) -> None:
    spoil()
    dora.says("M")
    assert parked() == []
    assert run_of(dora).state is RunState.HANDED_OVER
    assert dora.contact.silenced_at is not None
    [data] = told_of(dora, "workflow.handed_over")
    assert "save it again" in data["reason"]


def test_nobody_is_led_into_one_and_the_others_go_on(dora) -> None:
    spoil()
    make_workflow("{name: Any, start: {on: any_message}, steps: {a: {ask: 'Yes?', set: a}}}")
    assert said_to(Customer().says("Hi")) == ["Yes?"]
    assert parked() == []


def test_it_does_not_stop_the_sweep(workshop: None) -> None:
    make_workflow(SIZE + "timeout: {after: 1h}\n")
    dan = Customer().says("Hi")
    spoil()
    with time_machine.travel(now() + timedelta(hours=2), tick=False):
        assert timers.time_out_runs() == 1
    assert run_of(dan).state is RunState.HANDED_OVER


def test_stop_is_heard_in_one_too(dora) -> None:
    spoil()
    dora.says("STOP")
    assert run_of(dora).state is RunState.STOPPED
    assert parked() == []
