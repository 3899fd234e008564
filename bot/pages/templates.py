"""WhatsApp's templates where a page offers them: which there are, which one is chosen, a field for
each of its places. While WhatsApp does not tell them, names are typed."""

import re
from dataclasses import dataclass
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

from bot.pages import calling
from bot.pages.fields import Text
from bot.pages.forms import Form
from bot.problems import Problem
from bot.whatsapp.template import PLACE
from bot.whatsapp.template import filled as template_filled

MOST = 300
"""More make no list that anybody reads: who misses one types its name."""
OTHER = "-"
"""Chosen: none of the list."""
VALUE = "value_"


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen, and what is."""

    templates: list[dict[str, Any]]
    chosen: dict[str, Any] | None = None
    typed: bool = False
    """None of the list: the name is typed."""

    @property
    def key(self) -> str:
        return _key(self.chosen) if self.chosen else OTHER if self.typed else ""


def offer(wanted: str) -> Offer:
    """`wanted`: the key of one of them, OTHER, or nothing yet."""
    templates = _usable()
    chosen = next((one for one in templates if _key(one) == wanted), None)
    return Offer(templates, chosen, typed=chosen is None and (not templates or bool(wanted)))


def with_places(form: type[Form], chosen: dict[str, Any], about: str = "") -> type[Form]:
    """The form with a field for each place of the template."""
    fields = {
        f"{VALUE}{n}": Text(f"What fills {{{{{place}}}}}", validators=[_needed], description=about)
        for n, place in enumerate(chosen["parameters"], start=1)
    }
    return type(form.__name__, (form,), fields)


def message(form: Form, chosen: dict[str, Any]) -> dict[str, Any]:
    """What is sent, as the API takes it; with its words, which the conversation shows."""
    values = [field.data for name, field in form._fields.items() if name.startswith(VALUE)]
    same = {name: chosen[name] for name in ("name", "language", "body")}
    return same | {"parameters": values}


def place_of(path: str) -> str:
    """The field of what the API calls `template.parameters.0`; of all of them it is the first."""
    number = path.removeprefix("template.parameters").strip(".")
    return f"{VALUE}{int(number) + 1 if number.isdecimal() and len(number) < 4 else 1}"


def places(body: str) -> list[str]:
    """The words, and by turns with them the places, as they stand."""
    return re.split(f"({PLACE.pattern.replace('(', '').replace(')', '')})", body)


def filled(template: dict[str, Any], values: list[str]) -> str:
    """The words that a customer reads."""
    return template_filled(template["body"], values)


FILTERS = {"places": places, "filled": filled}


def _needed(form: Form, field: Field) -> None:
    """Said by the server: a browser would ask for it when another message is chosen, too."""
    if not field.data:
        raise ValidationError("WhatsApp takes no empty value.")


def _key(template: dict[str, Any]) -> str:
    """Neither has such a line in it."""
    return f"{template['name']}|{template['language']}"


def _usable() -> list[dict[str, Any]]:
    try:
        return calling.every("/templates", {"usable": "true"})[:MOST]
    except Problem:
        return []
