"""Runs a definition: where a contact stands and what it sent become what to do and where it goes.

Pure and total: no database, no clock, and no input makes it raise or run forever.
"""

from datetime import date

from models.condition import Facts
from models.workflow.language import Definition
from models.workflow.outcome import (
    AddTag,
    Effect,
    HandOver,
    Heard,
    Outcome,
    Place,
    RemoveTag,
    RunState,
    Say,
    SetSource,
    SetState,
    SetStatus,
    SetTrait,
)

__all__ = [
    "AddTag",
    "Effect",
    "HandOver",
    "Heard",
    "Outcome",
    "Place",
    "RemoveTag",
    "RunState",
    "Say",
    "SetSource",
    "SetState",
    "SetStatus",
    "SetTrait",
    "answer",
    "start",
    "time_out",
]


def start(definition: Definition, facts: Facts, version: int, today: date) -> Outcome:
    """Begin at the first step. `version` goes into the reply ids: unique over all workflows."""
    raise NotImplementedError


def answer(
    definition: Definition, place: Place, heard: Heard, facts: Facts, version: int, today: date
) -> Outcome:
    """Take what the contact sent while the run stood at `place`."""
    raise NotImplementedError


def time_out(definition: Definition, place: Place, facts: Facts, version: int) -> Outcome:
    """Nothing was heard for `Outcome.wait`: nudge, or leave by the time-out's branch."""
    raise NotImplementedError
