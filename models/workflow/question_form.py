"""Reads what only a question has: kind, choices, bounds, trait, and where wrong answers lead."""

from dataclasses import replace
from datetime import date
from typing import Any

from models.conditions.comparing import fold, number_of
from models.workflow.fields import Fields
from models.workflow.limits import (
    BODY_LIMIT,
    BUTTON_LIMIT,
    CHOICES_LIMIT,
    DESCRIPTION_LIMIT,
    ROW_LIMIT,
    TEXT_LIMIT,
)
from models.workflow.route_form import read_then
from models.workflow.step import PERSON, Choice, Kind, Step

RETRIES_LIMIT = 10
FIELDS_LIMIT = 50
VALUE_LIMIT = 200
KEYS = ("kind", "choices", "button", "min", "max", "set", "fields", "retries", "otherwise")
YES_NO = (Choice("Yes", "yes"), Choice("No", "no"))


def read_question(fields: Fields, step: Step) -> Step:
    """`step` with its question."""
    kind, choices = _kind(fields), _choices(fields)
    if kind is Kind.YES_NO:
        choices = _yes_no(fields, choices)
    step = replace(
        step,
        kind=kind,
        choices=choices,
        button=fields.name("button", BUTTON_LIMIT) or step.button,
        set=fields.name("set"),
        fields=_form(fields),
        retries=fields.count("retries", 0, RETRIES_LIMIT, step.retries),
        otherwise=read_then(fields, "otherwise", PERSON),
    )
    ask = fields.template("ask", text_limit(step))
    return replace(step, ask=ask or "", **_bounds(fields, kind))


def text_limit(step: Step) -> int:
    """How long WhatsApp lets the question's text be."""
    buttons = bool(step.choices) and not step.listed
    return BODY_LIMIT if buttons or step.kind is Kind.LOCATION else TEXT_LIMIT


def refuse_question(fields: Fields) -> None:
    """A step that asks nothing has none of the question's keys."""
    for key in KEYS:
        fields.take(key)
        if key in fields.raw:
            fields.complain(f"{key} belongs to a question: add `ask`, or remove it")


def _kind(fields: Fields) -> Kind:
    word = fields.word("kind", [kind.value for kind in Kind])
    chosen = "choices" in fields.raw
    if word is None:
        return Kind.CHOICE if chosen else Kind.TEXT
    if chosen and word not in (Kind.CHOICE, Kind.YES_NO):
        fields.complain(f"kind {word} takes no choices: leave out one of the two")
    if word == Kind.CHOICE and not chosen:
        fields.complain("kind choice needs choices: list up to ten")
    return Kind(word)


def _choices(fields: Fields) -> tuple[Choice, ...]:
    raw = fields.take("choices")
    if "choices" not in fields.raw:
        return ()
    if not isinstance(raw, list) or not 1 <= len(raw) <= CHOICES_LIMIT:
        fields.complain(
            f"choices is a list of 1 to {CHOICES_LIMIT}, WhatsApp shows no more: ask in two steps"
        )
        return ()
    read = [_choice(fields, one, f"choices {at}") for at, one in enumerate(raw, 1)]
    found = tuple(choice for choice in read if choice is not None)
    _refuse_repeated(fields, found)
    _refuse_long(fields, found)
    return found


def _choice(fields: Fields, raw: object, at: str) -> Choice | None:
    if not isinstance(raw, dict):
        title = fields.named(_worded(raw), at)
        return None if title is None else Choice(title, title)
    inner = Fields(raw, fields.problems, fields.step, f"{fields.at}{at}: ")
    title = inner.named(_worded(inner.take("title")), "title")
    description = inner.name("description", DESCRIPTION_LIMIT)
    value = inner.take("value")
    if "value" in raw:
        value = inner.named(_worded(value), "value", VALUE_LIMIT)
    inner.finish()
    return None if title is None else Choice(title, value or title, description)


def _worded(raw: Any) -> Any:
    """Readers of YAML 1.1 take the bare words yes and no for truths."""
    return {True: "Yes", False: "No"}[raw] if isinstance(raw, bool) else raw


def _refuse_repeated(fields: Fields, choices: tuple[Choice, ...]) -> None:
    titles = _repeated([choice.title for choice in choices])
    values = _repeated([choice.value for choice in choices])
    if titles is not None:
        fields.complain(f"choices: the title {titles!r:.60} stands twice: keep one")
    elif values is not None:
        fields.complain(f"choices: the value {values!r:.60} stands twice: keep one")


def _repeated(words: list[str]) -> str | None:
    seen: set[str] = set()
    for word in words:
        if fold(word) in seen:
            return word
        seen.add(fold(word))
    return None


def _refuse_long(fields: Fields, choices: tuple[Choice, ...]) -> None:
    listed = Step("", choices=choices).listed
    limit, place = (ROW_LIMIT, "list row") if listed else (BUTTON_LIMIT, "button")
    for choice in choices:
        if len(choice.title) > limit:
            fields.complain(
                f"choices: {choice.title!r:.60} has {len(choice.title)} characters;"
                f" WhatsApp takes {limit} on a {place}: shorten it, or use a description"
            )


def _yes_no(fields: Fields, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    if not choices:
        return YES_NO
    if len(choices) != 2:
        fields.complain("kind yes_no takes two choices, the words for yes and for no, or none")
        return YES_NO
    return tuple(
        replace(choice, value=value) for choice, value in zip(choices, ("yes", "no"), strict=True)
    )


def _form(fields: Fields) -> tuple[tuple[str, str], ...]:
    """Which field of a form sets which trait."""
    raw = fields.take("fields")
    inner = fields.inner(raw, "fields") if "fields" in fields.raw else None
    if inner is None:
        return ()
    if not 1 <= len(inner.raw) <= FIELDS_LIMIT:
        inner.complain(f"write 1 to {FIELDS_LIMIT} fields, each with the trait that takes it")
        return ()
    read = [(inner.named(key, "a field"), inner.name(key)) for key in sorted(inner.raw)]
    return tuple((key, trait) for key, trait in read if key is not None and trait is not None)


def _bounds(fields: Fields, kind: Kind) -> dict[str, Any]:
    low, high = _bound(fields, "min", kind), _bound(fields, "max", kind)
    if type(low) is type(high) and low != "today" != high and low is not None and low > high:
        fields.complain(f"min {low} is above max {high}: swap them")
    return {"min": low, "max": high}


def _bound(fields: Fields, key: str, kind: Kind) -> Any:
    raw = fields.take(key)
    if key not in fields.raw:
        return None
    if kind is Kind.NUMBER and (number := number_of(raw)) is not None:
        return number
    if kind is Kind.DATE and (raw == "today" or _day(raw)):
        return raw
    if kind in (Kind.NUMBER, Kind.DATE):
        example = "a number" if kind is Kind.NUMBER else "a date as 2026-12-31, or today"
        fields.complain(f"{key} must be {example}")
    else:
        fields.complain(f"{key} belongs to the kinds number and date: set `kind`, or remove it")
    return None


def _day(raw: object) -> bool:
    try:
        return isinstance(raw, str) and len(raw) == 10 and bool(date.fromisoformat(raw))
    except ValueError:
        return False
