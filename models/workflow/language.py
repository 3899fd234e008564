"""The workflow language: YAML or JSON in, a checked definition out, or every problem at once."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from models.workflow.check import check
from models.workflow.definition import PATIENCE, Definition, On, Start, Timeout
from models.workflow.fields import DefinitionError, Fields, Problem
from models.workflow.limits import BODY_LIMIT, TEXT_LIMIT
from models.workflow.route_form import read_then
from models.workflow.source import SourceError, load
from models.workflow.spelling import simplify
from models.workflow.step import END, Step
from models.workflow.step_form import read_step

__all__ = ["Definition", "DefinitionError", "On", "Problem", "Start", "Step", "parse"]

STEPS_LIMIT = 500
WORDS_LIMIT = 50
TIMES_LIMIT = 10


def parse(source: str | dict[str, Any]) -> Definition:
    """The definition in `source`: YAML, JSON, or an object read from either.

    Raises DefinitionError, which names everything that is wrong.
    """
    problems: list[Problem] = []
    try:
        fields = Fields(load(source), problems)
    except SourceError as error:
        raise DefinitionError([Problem(None, str(error))]) from None
    definition = _definition(fields)
    if definition is not None:
        check(definition, problems)
    if problems or definition is None:
        raise DefinitionError(problems)
    return definition


def _definition(fields: Fields) -> Definition | None:
    name = fields.name("name")
    if "name" not in fields.raw:
        fields.complain("name is missing: give the workflow a name")
    given: dict[str, Any] = {
        "name": name or "",
        "start": _start(fields),
        "steps": _steps(fields),
        "timeout": _timeout(fields),
        "retry": fields.template("retry", BODY_LIMIT),
        "late": fields.template("late", TEXT_LIMIT),
        **_words(fields),
    }
    fields.finish()
    return Definition(**given) if given["steps"] else None


def _start(fields: Fields) -> Start:
    raw = fields.take("start")
    if "start" not in fields.raw:
        return Start()
    if isinstance(raw, Mapping):
        # Readers of YAML 1.1 take the bare word `on` for true, and JSON then quotes it.
        raw = {"on" if key == "true" else key: value for key, value in raw.items()}
    inner = fields.inner({"on": raw} if isinstance(raw, str) else raw, "start")
    if inner is None:
        return Start()
    on = inner.word("on", [word.value for word in On])
    words = inner.names("words")
    inner.finish()
    _judge_words(inner, on, words)
    return Start(On(on or On.FIRST_MESSAGE), words)


def _judge_words(fields: Fields, on: str | None, words: tuple[str, ...]) -> None:
    if "on" not in fields.raw:
        fields.complain(f"on is missing: write one of {', '.join(On)}")
    if on == On.KEYWORD and not 1 <= len(words) <= WORDS_LIMIT:
        fields.complain(f"keyword needs words: list 1 to {WORDS_LIMIT}")
    if on != On.KEYWORD and "words" in fields.raw:
        fields.complain("words belong to {on: keyword}: remove them or change `on`")


def _words(fields: Fields) -> dict[str, Any]:
    """The words about the whole conversation, and what is said when it is ended by one."""
    given = {key: fields.names(key) for key in ("restart", "cancel")}
    for key, words in given.items():
        if len(words) > WORDS_LIMIT:
            fields.complain(f"{key} takes {WORDS_LIMIT} words at most")
        for word in words:
            if not simplify(word):
                fields.complain(f"{key}: {word!r:.60} has no letter or digit: nobody can say it")
    both = {simplify(word) for word in given["restart"]} & set(map(simplify, given["cancel"]))
    if both:
        fields.complain(f"{min(both)!r:.60} stands in both restart and cancel: keep one")
    cancelled = fields.template("cancelled", TEXT_LIMIT)
    if cancelled is not None and not given["cancel"]:
        fields.complain("cancelled is never said: list words in `cancel`, or remove it")
    return given | {"cancelled": cancelled}


def _steps(fields: Fields) -> dict[str, Step]:
    found: dict[str, Step] = {}
    for name, raw in _named_steps(fields):
        if name in found:
            fields.complain(f"two steps are called {name!r:.60}: rename one")
            continue
        step = Fields({}, fields.problems, name)
        if isinstance(raw, Mapping):
            step.raw = raw
        elif raw is not None:
            step.complain("is no step: write a mapping with ask, say or something to do")
            continue
        found[name] = read_step(step, name)
    return found


def _named_steps(fields: Fields) -> list[tuple[str, Any]]:
    """The steps in their order: a mapping by name, or (as they are stored) a list with names."""
    raw = fields.take("steps")
    if not isinstance(raw, Mapping | list) or not 1 <= len(raw) <= STEPS_LIMIT:
        fields.complain(f"steps is a mapping of 1 to {STEPS_LIMIT} steps, the first one first")
        return []
    if isinstance(raw, Mapping):
        pairs = [(fields.named(name, "a step's name"), one) for name, one in raw.items()]
    else:
        pairs = [_own_name(fields, one, at) for at, one in enumerate(raw, 1)]
    return [(name, one) for name, one in pairs if name is not None]


def _own_name(fields: Fields, raw: Any, at: int) -> tuple[str | None, Any]:
    own = dict(raw) if isinstance(raw, Mapping) else {}
    return fields.named(own.pop("name", None), f"steps {at}: name"), own


def _timeout(fields: Fields) -> Timeout:
    raw = fields.take("timeout")
    inner = fields.inner(raw, "timeout") if "timeout" in fields.raw else None
    if inner is None:
        return PATIENCE
    after, say = _after(inner), inner.template("say", TEXT_LIMIT)
    times = inner.count("times", 1, TIMES_LIMIT, 1)
    if "times" in inner.raw and "say" not in inner.raw:
        inner.complain("times without say: write what is said so often, or remove it")
    then = read_then(inner, "then", END)
    inner.finish()
    return Timeout(after, say, times if say is not None else 0, then)


DURATION = re.compile(r"([0-9]{1,7}) ?([smhd])")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=30)


def _after(fields: Fields) -> timedelta:
    raw = fields.take("after")
    match = DURATION.fullmatch(raw.strip()) if isinstance(raw, str) else None
    after = timedelta(**{UNITS[match[2]]: int(match[1])}) if match else timedelta()
    if SHORTEST <= after <= LONGEST:
        return after
    fields.complain("after must be from 1m to 30d: write a number with s, m, h or d, such as 24h")
    return PATIENCE.after
