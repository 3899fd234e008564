"""Fields of interactions: days, times of day, what is chosen from the options, who and how long."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import DateField, SelectField, StringField, TimeField
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange

from bot.pages.forms import Number
from models.catalogue import Catalogue
from models.interactions.interaction import LONGEST, SHORTEST
from models.settings.option import OptionKind

LAID_OUT_AS = "SelectField"
"""By templates/forms.html."""
YEARS = range(1970, 2201)
"""That the API knows."""


class Day(DateField):
    """Left empty it is null."""

    data: date | None

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Give a day like 2026-01-31.") from None
        if self.data is None or self.data.year not in YEARS:
            self.data = None
            raise ValueError(f"Choose a day from {YEARS[0]} to {YEARS[-1]}.")


class Clock(TimeField):
    """A time of day; left empty it is null. Some browsers send seconds as well."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, format=["%H:%M", "%H:%M:%S"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Give a time like 09:30.") from None


class Minutes(Number):
    def __init__(self, label: str, least: int = SHORTEST, **options: Any) -> None:
        said = f"Give {least} to {LONGEST} minutes."
        span = NumberRange(least, LONGEST, said)
        marks = {"min": least, "max": LONGEST, "step": 5, "inputmode": "numeric"}
        super().__init__(label, validators=[_given(span)], render_kw=marks, **options)


class Tags(StringField):
    """By comma."""

    def names(self) -> list[str]:
        found = (one.strip().removeprefix("#").strip() for one in (self.data or "").split(","))
        return list(dict.fromkeys(one for one in found if one and "\0" not in one))


class Chosen(SelectField):
    """One of the options of a kind; left at its first line it is null."""

    def __init__(self, label: str, kind: OptionKind, nothing: str, **options: Any) -> None:
        options.setdefault("filters", [lambda name: name or None])
        super().__init__(label, choices=[], validate_choice=False, **options)
        self.type = LAID_OUT_AS
        self.kind = kind
        self.nothing = nothing

    def offer(self) -> None:
        """What is held stays to be chosen, whatever is offered today."""
        names = [str(one.name) for one in Catalogue.current().options_of(self.kind)]
        held = [str(self.data)] if self.data and self.data not in names else []
        self.choices = [SelectChoice("", self.nothing), *map(SelectChoice, names + held)]


class Colleague(SelectField):
    """An agent, by email."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **options)
        self.type = LAID_OUT_AS

    def offer(self) -> None:
        agents = sorted(Catalogue.current().agents.values(), key=lambda one: one.id)
        every = [(str(one.email), str(one.name)) for one in agents if one.active]
        known = dict(every)
        held = [(self.data, self.data)] if self.data and self.data not in known else []
        self.choices = [SelectChoice(*one) for one in [*every, *held]]


def offer(fields: Iterable[Any]) -> None:
    for field in fields:
        if isinstance(field, Chosen | Colleague):
            field.offer()


def _given(rule: Any) -> Any:
    """Only for a field that was filled in."""

    def check(form: Any, field: Any) -> None:
        if field.data is not None:
            rule(form, field)

    return check
