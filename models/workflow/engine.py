"""Runs a definition: where a contact stands and what it sent become what to do and where it goes.

Pure and total: no database, no clock, and no input makes it raise or run forever.
"""

import re
from datetime import date

from models.conditions.condition import Facts
from models.workflow.answers import Misunderstood, Understood, chosen, read
from models.workflow.definition import Definition, Word
from models.workflow.form_answers import filled_in
from models.workflow.outcome import (
    Heard,
    Outcome,
    Place,
    RunState,
    SetTrait,
)
from models.workflow.step import END, Kind, Step, Then
from models.workflow.talk import Talk

RETRY = "Sorry, I cannot take that answer."
CANCELLED = "All right, we leave it at that."
LATE = "That button belongs to an earlier question and no longer counts."


def start(definition: Definition, facts: Facts, version: int) -> Outcome:
    """Begin at the first step. `version` goes into the reply ids: unique over all workflows."""
    return _follow(Talk(definition, facts, version), Then(go=definition.first.name), "")


def answer(
    definition: Definition, place: Place, heard: Heard, facts: Facts, version: int, today: date
) -> Outcome:
    """Take what the contact sent while the run stood at `place`. `today` is the contact's date."""
    talk, step = Talk(definition, facts, version), definition.steps.get(place.step)
    if step is None or step.ask is None:
        return talk.hand_over(f"the workflow has no question {place.step!r:.120}")
    tap = TAP.fullmatch(heard.reply_id or "")
    if tap:
        return _tapped(talk, place, tap)
    if definition.has_words and (word := definition.word(step, heard.text)):
        return _commanded(talk, word)
    form = filled_in(step, heard)
    if form:
        talk.do(*form)
        return _answered(talk, step)
    reading = read(step, heard, today)
    if isinstance(reading, Understood):
        return _understood(talk, step, reading)
    return _misunderstood(talk, step, place, reading)


def time_out(definition: Definition, place: Place, facts: Facts, version: int) -> Outcome:
    """Nothing was heard for `Outcome.wait`: nudge, or leave by the time-out's branch."""
    talk, timeout = Talk(definition, facts, version), definition.timeout
    step = definition.steps.get(place.step)
    if step is None or step.ask is None:
        return talk.hand_over(f"the workflow has no question {place.step!r:.120}")
    if timeout.say is not None and place.nudges < timeout.times:
        talk.say(timeout.say)
        return talk.wait(Place(place.step, place.asked, place.nudges + 1))
    # The branch is taken once: who stays silent after it too would be written to for ever.
    talk.note(step, "timed_out")
    if timeout.then == END or place.nudges > timeout.times:
        return talk.end(RunState.TIMED_OUT)
    return _follow(talk, timeout.then, f"no answer to {step.name!r}", timeout.times + 1)


TAP = re.compile(r"([0-9]{1,19})/(.{1,100})/([0-9]{1,2})", re.DOTALL)
"""Other ids are not ours: what they were titled is read like typed text."""


def _tapped(talk: Talk, place: Place, tap: re.Match[str]) -> Outcome:
    """A tap answers the question that it was shown with, however late, or none."""
    step, at = talk.definition.steps.get(tap[2]), int(tap[3])
    if tap[1] == str(talk.version) and step is not None and 1 <= at <= len(step.choices):
        return _understood(talk, step, chosen(step, step.choices[at - 1]))
    talk.say(talk.definition.late or LATE)
    return talk.wait(place)


def _commanded(talk: Talk, word: Word) -> Outcome:
    """The contact said what to do with the whole conversation."""
    if word is Word.RESTART:
        return _follow(talk, Then(go=talk.definition.first.name), "")
    talk.say(talk.definition.cancelled or CANCELLED)
    return talk.end(RunState.STOPPED)


TRAIT_KINDS = {
    Kind.NUMBER: "number",
    Kind.DATE: "date",
    Kind.YES_NO: "boolean",
    Kind.CHOICE: "choice",
}


def _understood(talk: Talk, step: Step, reading: Understood) -> Outcome:
    if step.set is not None:
        talk.do(SetTrait(step.set, reading.value, TRAIT_KINDS.get(step.kind, "text")))
    return _answered(talk, step)


def _answered(talk: Talk, step: Step) -> Outcome:
    talk.note(step, "answered")
    return _follow(talk, *_done(talk, step))


def _misunderstood(talk: Talk, step: Step, place: Place, reading: Misunderstood) -> Outcome:
    if place.asked >= step.retries:
        return _follow(talk, step.otherwise, f"the answer to {step.name!r} was not understood")
    if talk.definition.retry is None:
        talk.say(RETRY, reading.reason)
    else:
        talk.say(talk.definition.retry, reading.hint)
    return talk.ask(step, place.asked + 1)


def _follow(talk: Talk, then: Then, reason: str, nudges: int = 0) -> Outcome:
    """Go from step to step up to a question or the end: no way leads back without a question."""
    while then.go is not None:
        step = talk.definition.steps[then.go]
        if step.ask is not None:
            return talk.ask(step, nudges=nudges)
        then, reason = _done(talk, step)
    return talk.hand_over(reason) if then.hand_over else talk.end(RunState.DONE)


def _done(talk: Talk, step: Step) -> tuple[Then, str]:
    """What follows a step that is done: its effects, its words, and where it leads."""
    talk.do(*step.effects)
    if step.say is not None:
        talk.say(step.say)
    return step.leave(talk.facts), f"step {step.name!r} hands over"
