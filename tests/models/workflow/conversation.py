"""A contact who talks with a workflow, as tests tell it: place and facts are kept between calls."""

from datetime import date

from models.conditions.facts import Facts
from models.workflow import engine
from models.workflow.language import parse
from models.workflow.outcome import Effect, Heard, Outcome, Say
from models.workflow.talk import changed

DORA = Facts(name="Dora")
TODAY = date(2026, 11, 21)
VERSION = 7


class Conversation:
    def __init__(self, source, facts: Facts = DORA, version: int = VERSION) -> None:
        self.definition = parse(source)
        self.facts = facts
        self.version = version
        self._take(engine.start(self.definition, facts, version))

    def hears(self, text: str = "", reply_id: str | None = None, type: str = "text", **more):
        """The contact sends something; answers what the workflow says."""
        heard = Heard(text, reply_id, type, **more)
        arguments = (self.definition, self.place, heard, self.facts, self.version, TODAY)
        return self._take(engine.answer(*arguments))

    def times_out(self):
        return self._take(engine.time_out(self.definition, self.place, self.facts, self.version))

    def _take(self, outcome: Outcome) -> list[str]:
        self.outcome = outcome
        self.place = outcome.place
        self.facts = changed(self.facts, outcome.effects)
        return self.said

    @property
    def contents(self) -> list[dict]:
        return [effect.content for effect in self.outcome.effects if isinstance(effect, Say)]

    @property
    def said(self) -> list[str]:
        return [content["text"] for content in self.contents]

    @property
    def done(self) -> list[Effect]:
        return [effect for effect in self.outcome.effects if not isinstance(effect, Say)]


def talk(steps: str, facts: Facts = DORA, top: str = "") -> Conversation:
    return Conversation(f"name: Test\n{top}\nsteps:\n      {steps.strip()}", facts)
