"""What somebody filled into a WhatsApp Flow, as answers to a question: its fields become traits.

Total: the form comes from a stranger's phone and may hold anything.
"""

import math
from collections.abc import Iterator
from typing import Any

from models.workflow.answers import UNKEPT
from models.workflow.limits import TEXT_LIMIT
from models.workflow.outcome import Heard, SetTrait
from models.workflow.step import Step


def filled_in(step: Step, heard: Heard) -> list[SetTrait]:
    """The traits that the form sets by the `fields` of `step`; empty fields set nothing."""
    if not step.fields or not isinstance(heard.form, dict):
        return []
    return [one for key, trait in step.fields for one in _set(trait, heard.form.get(key))]


def _set(trait: str, value: Any) -> Iterator[SetTrait]:
    if isinstance(value, bool):
        yield SetTrait(trait, value, "boolean")
    elif isinstance(value, int | float):
        if math.isfinite(value):
            yield SetTrait(trait, value, "number")
    elif text := _text(value):
        yield SetTrait(trait, text, "text")


def _text(value: Any) -> str:
    """Several ticked boxes are one text."""
    parts = value if isinstance(value, list) else [value]
    words = ", ".join(str(one) for one in parts if isinstance(one, str | int | float))
    return UNKEPT.sub("", words)[:TEXT_LIMIT].strip()
