"""Reads one step: what it says or asks, what it does to the contact, where it goes."""

from dataclasses import replace
from typing import Any

from models.conditions.comparing import moment_of
from models.conditions.condition import STATES
from models.workflow.fields import Fields
from models.workflow.limits import TEXT_LIMIT
from models.workflow.outcome import (
    AddTag,
    Effect,
    RemoveTag,
    SetSource,
    SetState,
    SetStatus,
    SetTrait,
)
from models.workflow.question_form import read_question, refuse_question
from models.workflow.route_form import read_next
from models.workflow.step import Step

WORD_LIMIT = 1000
"""Characters of a literal trait."""


def read_step(fields: Fields, name: str) -> Step:
    step = Step(name, effects=_effects(fields), hand_over=fields.truth("hand_over"))
    step = replace(step, next=read_next(fields), say=fields.template("say", TEXT_LIMIT))
    if "ask" in fields.raw:
        step = read_question(fields, step)
    else:
        fields.take("ask")
        refuse_question(fields)
    fields.finish()
    _judge(fields, step)
    return step


def _judge(fields: Fields, step: Step) -> None:
    if "ask" in fields.raw and "say" in fields.raw:
        fields.complain("has both ask and say: put what is said into a step before the question")
    if step.hand_over and "next" in fields.raw:
        fields.complain("hand_over ends the conversation: remove `next`")
    spotless = all(problem.step != step.name for problem in fields.problems)
    if step == Step(step.name) and spotless:
        fields.complain("does nothing: give it ask, say, next or something to do, or remove it")


def _effects(fields: Fields) -> tuple[Effect, ...]:
    found: list[Effect] = [RemoveTag(name) for name in fields.names("untag")]
    found += [AddTag(name) for name in fields.names("tag")]
    if (status := fields.name("status")) is not None:
        found.append(SetStatus(status))
    if (state := _state(fields)) is not None:
        found.append(SetState(state))
    if (source := fields.name("source")) is not None:
        found.append(SetSource(source))
    return (*found, *_traits(fields))


def _state(fields: Fields) -> str | None:
    raw = fields.take("state")
    if "state" not in fields.raw:
        return None
    if isinstance(raw, str) and raw.strip().upper() in STATES:
        return raw.strip().upper()
    fields.complain(f"state {raw!r:.60} is unknown: write one of {', '.join(STATES)}")
    return None


def _traits(fields: Fields) -> list[Effect]:
    raw = fields.take("traits")
    inner = fields.inner(raw, "traits") if "traits" in fields.raw else None
    if inner is None:
        return []
    read = [_trait(inner, key, value) for key, value in sorted(inner.raw.items())]
    return [effect for effect in read if effect is not None]


def _trait(fields: Fields, key: str, value: Any) -> Effect | None:
    name = fields.named(key, "a trait's name")
    if not isinstance(value, str | int | float) or value == "" or len(str(value)) > WORD_LIMIT:
        fields.complain(
            f"{key!r:.60} takes a text under {WORD_LIMIT} characters, a number or a truth"
        )
        return None
    return None if name is None else SetTrait(name, value, _kind(value))


def _kind(value: str | int | float | bool) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "date" if len(value) == 10 and moment_of(value) else "text"
