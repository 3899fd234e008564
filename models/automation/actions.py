"""What an automation may do, and what is wrong with what somebody asked it to do. Pure."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from models.conditions.facts import Facts
from models.workflow.limits import TEXT_LIMIT
from models.workflow.template import TemplateError, longest
from models.workflow.text import fill, wordless

Action = dict[str, Any]
"""One of ``{"send": content}``, ``{"tag": name}``, ``{"untag": name}``, ``{"state": "CLIENT"}``,
``{"notify": "owner"}``, ``{"webhook": id}`` (see models/webhooks/announcing.py)."""


class Notified(StrEnum):
    OWNER = "owner"
    MANAGERS = "managers"


def complaints(action: Action) -> Iterator[tuple[str, str]]:
    """What is wrong with the texts of `action`: the field and the remedy."""
    content = action.get("send") or {}
    if content.get("type") == "text":
        yield from (("text", why) for why in _wrong(content["text"], spoken=True))
    for place, one in enumerate(content.get("parameters") or []):
        yield from ((f"parameters.{place}", why) for why in _wrong(one, spoken=False))


def filled(content: dict[str, Any], facts: Facts) -> dict[str, Any]:
    """`content` with what is known of the contact in place of its placeholders."""
    made = dict(content)
    if "text" in made:
        made["text"] = fill(made["text"], facts)
    if made.get("parameters"):
        made["parameters"] = [fill(one, facts) for one in made["parameters"]]
    return made


def _wrong(template: str, spoken: bool) -> Iterator[str]:
    try:
        size = longest(template)
    except TemplateError as error:
        yield str(error)
        return
    if size > TEXT_LIMIT:
        yield f"comes to {size} characters, WhatsApp takes {TEXT_LIMIT}: shorten it"
    elif spoken and wordless(template):
        yield "has no words beside its placeholders, so it may come out empty: add some"
