"""The workflow engine alone, in memory, on one core: what an answer costs without any database,
and what it takes to judge a large definition."""

import statistics
import time
from collections.abc import Iterator
from datetime import date

from models.conditions.facts import Facts
from models.workflow import engine
from models.workflow.definition import Definition
from models.workflow.language import parse
from models.workflow.outcome import Heard, Outcome, Place
from models.workflow.talk import changed
from tests.bench.report import Row, at_most
from tests.bench.scale import Scale
from tests.bench.servers import Servers

LEAD = """
name: Lead
restart: [restart]
cancel: [cancel]
steps:
  audience:
    ask: "Are you looking for men's or women's fashion?"
    choices: [Men, Women]
    set: audience
    next: budget
  budget:
    ask: "What's your preferred budget range, {name}?"
    kind: number
    set: budget
    next:
      - {when: {trait: budget, op: gte, value: 1000}, go: vip}
      - {go: day}
  vip: {tag: VIP Customer, next: day}
  day: {ask: "When may we call?", kind: date, min: today, set: call on, next: thanks}
  thanks: {say: "Thank you, {name}! A colleague writes to you shortly.", status: Interested}
timeout: {after: 24h, say: "Are you still there?"}
"""
ANSWERS = ("women", "Sorry?", "about 1500", "31 December 2030")
"""Typed, one of them wrong: a tap would cost less."""
STEPS = 200
DORA, TODAY = Facts(name="Dora"), date(2026, 1, 1)
TARGET = 20_000


def measure(_: Servers, scale: Scale) -> Iterator[Row]:
    definition = parse(LEAD)
    rates = [_rate(definition, scale.steps) for _ in range(scale.rounds)]
    rate = statistics.median(rates)
    yield Row(
        "Workflow engine, one core: an answer and what follows",
        f"{rate:,.0f} steps/s",
        f"≥ {TARGET:,}",
        rate >= TARGET,
        f"{1e6 / rate:.0f} µs a step",
    )
    source = large()
    took = statistics.median(_checking(source) for _ in range(scale.rounds)) * 1000
    size = f"{len(source) // 1024} KB of YAML"
    yield at_most(f"Reading and judging a definition of {STEPS} steps", took, 100, "ms", size)


def large() -> str:
    """A definition of so many steps: questions with branches, one after the other."""
    steps = (
        f"  s{at}: {{ask: 'Question {at}, {{name}}?', choices: [Yes, No, Later], set: t{at},"
        f" tag: T{at}, next: [{{when: {{trait: t{at}, value: 'No'}}, go: s{min(at + 2, STEPS)}}},"
        f" {{go: s{at + 1}}}]}}"
        for at in range(1, STEPS)
    )
    return "\n".join(["name: Large", "steps:", *steps, f"  s{STEPS}: {{say: Thank you!}}"])


def _rate(definition: Definition, steps: int) -> float:
    """Steps per second: conversations in a row, each from its start to its end."""
    done, began = 0, time.perf_counter()
    while done < steps:
        done += _conversation(definition)
    return done / (time.perf_counter() - began)


def _conversation(definition: Definition) -> int:
    outcome, facts = engine.start(definition, DORA, 7), DORA
    for text in ANSWERS:
        facts = changed(facts, outcome.effects)
        outcome = engine.answer(definition, _place(outcome), Heard(text), facts, 7, TODAY)
    assert outcome.place is None
    return 1 + len(ANSWERS)


def _place(outcome: Outcome) -> Place:
    assert outcome.place is not None
    return outcome.place


def _checking(source: str) -> float:
    began = time.perf_counter()
    assert len(parse(source).steps) == STEPS
    return time.perf_counter() - began
