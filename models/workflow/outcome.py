"""What the engine is told and what it answers: plain values without behaviour.

They know neither the language nor the database; whoever applies the effects decides how.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run stands: the question that waits for an answer."""

    step: str
    asked: int = 0
    """How often the question was asked again."""
    nudges: int = 0
    """How often the contact was reminded of it; more than the definition's `times` once the
    time-out's own branch was taken."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the contact sent."""

    text: str = ""
    """What a person reads: the body, the caption, the title of what was tapped."""
    reply_id: str | None = None
    type: str = "text"
    """Meta's word: ``text``, ``interactive``, ``image``, ``location`` …"""
    location: tuple[float, float] | None = None
    """Latitude and longitude in degrees."""
    form: dict[str, Any] | None = None
    """What was filled into a WhatsApp Flow, by its fields."""


class RunState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    HANDED_OVER = "handed_over"
    TIMED_OUT = "timed_out"
    STOPPED = "stopped"
    """The contact wanted no more of it."""


@dataclass(frozen=True, slots=True)
class Say:
    """A message to the contact, in the content format that the outbox takes."""

    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SetTrait:
    """`kind` is text, number, date, boolean or choice. A date's value is ISO text, a location's is
    ``lat,lon``, a phone's is its E.164 digits without ``+``."""

    name: str
    value: str | int | float | bool
    kind: str


@dataclass(frozen=True, slots=True)
class AddTag:
    name: str


@dataclass(frozen=True, slots=True)
class RemoveTag:
    name: str


@dataclass(frozen=True, slots=True)
class SetStatus:
    name: str


@dataclass(frozen=True, slots=True)
class SetState:
    """`state` is PROSPECT, PARTNER, CLIENT or OTHER."""

    state: str


@dataclass(frozen=True, slots=True)
class SetSource:
    name: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """A person takes over; always the last effect."""

    reason: str


Effect = Say | SetTrait | AddTag | RemoveTag | SetStatus | SetState | SetSource | HandOver


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the run stands now and what has to happen, in order."""

    place: Place | None
    """None when the run is over."""
    state: RunState
    effects: tuple[Effect, ...]
    wait: timedelta | None
    """After which `time_out` is due, counted from now; None when the run is over."""
    trail: tuple[tuple[str, str], ...] = ()
    """What became of which questions, for the figures: ``(step, "asked")``, ``"reasked"``,
    ``"answered"``, ``"timed_out"``."""
