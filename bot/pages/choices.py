"""Fields in which one chooses among what the shop has: an option, a colleague. What is held stays
to be chosen, whatever is offered today; `offer` fills the lists when the form is opened."""

from collections.abc import Iterable
from typing import Any

from wtforms import SelectField
from wtforms.fields import SelectChoice

from models.catalogue import Catalogue
from models.contact import State
from models.settings.option import OptionKind

LAID_OUT_AS = "SelectField"
"""By templates/forms.html."""
STATES = [SelectChoice(one.value, one.value.capitalize()) for one in State]
"""What a contact may be to the shop."""


class Chosen(SelectField):
    """One of the options of a kind; left at its first line it is null."""

    def __init__(self, label: str, kind: OptionKind, nothing: str, **options: Any) -> None:
        options.setdefault("filters", [lambda name: name or None])
        super().__init__(label, choices=[], validate_choice=False, **options)
        self.type = LAID_OUT_AS
        self.kind = kind
        self.nothing = nothing

    def offer(self, nothing: str | None = None) -> None:
        """`nothing`: what its first line says this time."""
        names = [str(one.name) for one in Catalogue.current().options_of(self.kind)]
        held = [str(self.data)] if self.data and self.data not in names else []
        self.choices = [SelectChoice("", nothing or self.nothing), *map(SelectChoice, names + held)]


class Colleague(SelectField):
    """An agent, by email."""

    def __init__(self, label: str, nothing: str | None = None, **options: Any) -> None:
        """`nothing`: its first line, which names nobody."""
        super().__init__(label, choices=[], validate_choice=False, **options)
        self.type = LAID_OUT_AS
        self.nothing = nothing

    def offer(self) -> None:
        agents = sorted(Catalogue.current().agents.values(), key=lambda one: one.id)
        every = [(str(one.email), str(one.name)) for one in agents if one.active]
        known = dict(every)
        held = [(self.data, self.data)] if self.data and self.data not in known else []
        first = [("", self.nothing)] if self.nothing is not None else []
        self.choices = [SelectChoice(*one) for one in [*first, *every, *held]]


def offer(fields: Iterable[Any]) -> None:
    """Fill the lists of those fields of a form that have one."""
    for field in fields:
        if isinstance(field, Chosen | Colleague):
            field.offer()
