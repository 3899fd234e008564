"""A conversation with nobody, to try a definition out: the same engine, everything in memory. Pure:
what was sent so far is all that is kept, and is played again each time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from models.conditions.facts import Facts
from models.workflow import engine
from models.workflow.definition import Definition
from models.workflow.outcome import Effect, Heard, Outcome, Place, RunState, Say
from models.workflow.talk import changed

VERSION = 1
"""In the ids of buttons: there is only one version of what is tried out."""


class Deed(StrEnum):
    """What the customer does."""

    SAY = "say"
    TAP = "tap"
    PLACE = "place"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Turn:
    """`words` is what was typed, the id of the button, or ``latitude,longitude``."""

    deed: Deed
    words: str = ""


@dataclass(slots=True)
class Exchange:
    """One turn of the customer's, and what came of it."""

    turn: Turn
    title: str
    """What the customer is seen to say."""
    said: list[dict[str, Any]] = field(default_factory=list)
    """Messages of the workflow's, as the outbox would take them."""
    effects: list[Effect] = field(default_factory=list)


@dataclass(slots=True)
class Rehearsal:
    definition: Definition
    facts: Facts
    today: date
    exchanges: list[Exchange] = field(default_factory=list)
    place: Place | None = None
    state: RunState = RunState.RUNNING

    def play(self, turns: Sequence[Turn]) -> "Rehearsal":
        """The first one begins the conversation, whatever it says; nothing follows its end."""
        for turn in turns:
            if self.state is not RunState.RUNNING:
                break
            exchange = Exchange(turn, self._title(turn))
            self._take(exchange, self._outcome(turn, exchange.title))
        return self

    def _outcome(self, turn: Turn, title: str) -> Outcome:
        if self.place is None:
            return engine.start(self.definition, self.facts, VERSION)
        if turn.deed is Deed.SILENCE:
            return engine.time_out(self.definition, self.place, self.facts, VERSION)
        heard = _heard(turn, title)
        return engine.answer(self.definition, self.place, heard, self.facts, VERSION, self.today)

    def _take(self, exchange: Exchange, outcome: Outcome) -> None:
        for effect in outcome.effects:
            if isinstance(effect, Say):
                exchange.said.append(effect.content)
            else:
                exchange.effects.append(effect)
        self.facts = changed(self.facts, tuple(exchange.effects))
        self.place, self.state = outcome.place, outcome.state
        self.exchanges.append(exchange)

    def _title(self, turn: Turn) -> str:
        if turn.deed is Deed.TAP:
            return self._offered().get(turn.words, "")
        return "" if turn.deed is Deed.SILENCE else turn.words

    def _offered(self) -> dict[str, str]:
        """What each button that was shown is titled."""
        said = (content for exchange in self.exchanges for content in exchange.said)
        return {one["id"]: one["title"] for content in said for one in choices(content)}


def choices(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a message offers to tap."""
    yield from content.get("buttons", [])
    yield from content.get("rows", [])


def _heard(turn: Turn, title: str) -> Heard:
    if turn.deed is Deed.TAP:
        return Heard(title, reply_id=turn.words, type="interactive")
    if turn.deed is Deed.PLACE:
        latitude, _, longitude = turn.words.partition(",")
        return Heard(type="location", location=(float(latitude), float(longitude)))
    return Heard(turn.words)
