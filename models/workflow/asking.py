"""How questions and texts go out: as few messages as WhatsApp's limits allow, in its kinds."""

from collections.abc import Iterable
from typing import Any

from models.workflow.outcome import Say
from models.workflow.question_form import text_limit
from models.workflow.step import Choice, Kind, Step
from models.workflow.text import BREAK, merge


def ask(step: Step, question: str, before: Iterable[str], version: int) -> list[Say]:
    """The question, in one message with the texts `before` it where that fits."""
    texts = merge(before)
    if len(texts) == 1:
        whole = texts[0] + BREAK + question
        if len(whole) <= text_limit(step):
            return [Say(_content(step, whole, version))]
    return [*say(texts), Say(_content(step, question, version))]


def say(texts: Iterable[str]) -> list[Say]:
    return [Say({"type": "text", "text": text}) for text in merge(texts)]


def reply_id(version: int, step: Step, at: int) -> str:
    """What comes back when the choice at `at` (from 1) is tapped."""
    return f"{version}/{step.name}/{at}"


def _content(step: Step, text: str, version: int) -> dict[str, Any]:
    if step.kind is Kind.LOCATION:
        return {"type": "location_request", "text": text}
    if not step.choices:
        return {"type": "text", "text": text}
    if not step.listed:
        buttons = [
            {"id": reply_id(version, step, at), "title": choice.title}
            for at, choice in enumerate(step.choices, 1)
        ]
        return {"type": "buttons", "text": text, "buttons": buttons}
    rows = [_row(reply_id(version, step, at), each) for at, each in enumerate(step.choices, 1)]
    return {"type": "list", "text": text, "button": step.button, "rows": rows}


def _row(id: str, choice: Choice) -> dict[str, str]:
    row = {"id": id, "title": choice.title}
    return row if choice.description is None else row | {"description": choice.description}
