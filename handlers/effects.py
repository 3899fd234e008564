"""What a workflow's engine decided becomes verbs on the contact and a new place for its run."""

from datetime import datetime, timedelta

from models.assignment import summoning
from models.contact import Contact, State
from models.incoming import IncomingMessage
from models.settings.trait import TraitKind
from models.workflow.outcome import (
    AddTag,
    Effect,
    HandOver,
    Outcome,
    RemoveTag,
    RunState,
    Say,
    SetSource,
    SetState,
    SetStatus,
    SetTrait,
)
from models.workflow.tables import Run

EVENTS = {
    RunState.DONE: "workflow.finished",
    RunState.TIMED_OUT: "workflow.timed_out",
    RunState.STOPPED: "workflow.stopped",
}
LAST_CALL = timedelta(minutes=5)
"""A nudge that would come just after the 24-hour window is sent so long before its end instead."""


def apply(
    contact: Contact, run: Run, outcome: Outcome, reply_to: IncomingMessage | None = None
) -> None:
    """Carry out `outcome`; the first text also marks `reply_to` as read."""
    _keep_trail(run, outcome)
    read = reply_to.wamid if reply_to else None
    for effect in outcome.effects:
        if isinstance(effect, Say):
            _say(contact, effect, read)
            read = None
        else:
            _carry_out(contact, effect)
    _move(contact, run, outcome)


def _keep_trail(run: Run, outcome: Outcome) -> None:
    for step, word in outcome.trail:
        told = run.trail.setdefault(step, {})
        told[word] = told.get(word, 0) + 1


def _say(contact: Contact, effect: Say, read: str | None) -> None:
    contact.say_if_allowed({**effect.content, "read": read} if read else effect.content)


def _carry_out(contact: Contact, effect: Effect) -> None:
    match effect:
        case SetTrait():
            _set_trait(contact, effect)
        case AddTag():
            contact.add_tag(effect.name)
        case RemoveTag():
            contact.remove_tag(effect.name)
        case SetStatus():
            _set_status(contact, effect.name)
        case SetState():
            contact.set_state(State(effect.state))
        case SetSource():
            _set_source(contact, effect.name)
        case HandOver():
            _hand_over(contact, effect.reason)


def _hand_over(contact: Contact, reason: str) -> None:
    """As if they had asked for a person: a change, so that the rules look for an owner when there
    is none, and somebody is summoned. The run ends by its outcome."""
    contact.change("workflow.handed_over", reason=reason)
    contact.begin_silence(reason)
    summoning.summon(contact.batch, contact, summoning.NEEDS, reason)


def _set_trait(contact: Contact, effect: SetTrait) -> None:
    """A value that does not suit the trait's definition is told in the timeline: the answer is in
    the message."""
    try:
        contact.set_trait(effect.name, effect.value, TraitKind(effect.kind))
    except ValueError as error:
        contact.record("contact.trait_refused", trait=effect.name, reason=str(error))


def _set_status(contact: Contact, name: str) -> None:
    status = contact.batch.catalogue.status(name)
    if status is None:
        contact.record("contact.status_unknown", status=name)
    else:
        contact.set_status(status)


def _set_source(contact: Contact, name: str) -> None:
    source = contact.batch.catalogue.source(name)
    if source is None:
        contact.record("contact.source_unknown", source=name)
    else:
        contact.set_source(source)


def _move(contact: Contact, run: Run, outcome: Outcome) -> None:
    if outcome.place is None or outcome.wait is None:
        contact.end_run(outcome.state, EVENTS.get(outcome.state))
        return
    run.state, run.place = outcome.state, outcome.place
    run.due_at = _due(contact, contact.batch.now + outcome.wait)
    contact.batch.keep_run(run)


def _due(contact: Contact, due: datetime) -> datetime:
    """`due`, moved before the end of the 24-hour window when it is only just past it."""
    if contact.last_heard_at is None:
        return due
    last_call = contact.window_end() - LAST_CALL
    just_past = last_call < due and due - last_call < timedelta(hours=2)
    return last_call if just_past and last_call > contact.batch.now else due
