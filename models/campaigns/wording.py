"""What a campaign says to one contact: its placeholders filled. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from models.automation import actions
from models.conditions.comparing import fold
from models.conditions.facts import Facts
from models.workflow.template import parts

NAME = "name"
Content = Mapping[str, Any]


def complaints(content: Content) -> Iterator[tuple[str, str]]:
    """What is wrong with its texts: the field and the remedy."""
    return actions.complaints({"send": dict(content)})


def placeholders(content: Content) -> list[tuple[str, str]]:
    """Each once: the field that it stands in, and its name. The texts must be in order."""
    found: dict[str, tuple[str, str]] = {}
    for field, text in _texts(content):
        for part in parts(text):
            if part.placeholder:
                found.setdefault(fold(part.text), (field, part.text))
    return list(found.values())


def filled(content: Content, defaults: Mapping[str, str], facts: Facts) -> dict[str, Any]:
    """`content` for the contact of `facts`; what they lack is what `defaults` says."""
    name = next((defaults[one] for one in defaults if fold(one) == NAME), None)
    others = {one: defaults[one] for one in defaults if fold(one) != NAME}
    known = replace(facts, name=facts.name or name, traits={**others, **facts.traits})
    return actions.filled(dict(content), known)


def lacking(content: Content, made: Content) -> str | None:
    """The placeholder of `content` that left `made`, which was filled from it, without any words
    where WhatsApp wants some."""
    for (_, template), (_, text) in zip(_texts(content), _texts(made), strict=True):
        if not text.strip():
            return next((part.text for part in parts(template) if part.placeholder), NAME)
    return None


def _texts(content: Content) -> Iterator[tuple[str, str]]:
    if content["type"] == "text":
        yield "text", content["text"]
    for place, text in enumerate(content.get("parameters") or []):
        yield f"parameters.{place}", text
