"""The fields of an opportunity, wherever one is opened or changed. I9, I10."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.pages.choices import Chosen, offer
from bot.pages.fields import Amount, Day, Text
from bot.pages.forms import Form
from models.catalogue import Catalogue
from models.settings.option import OptionKind


class OpportunityForm(Form):
    name = Text("What they may buy")
    value = Amount("What it is worth")
    stage = Chosen("Stage", OptionKind.STAGE, "None yet")
    expected_on = Day("Expected on")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.value.label.text += f", in {Catalogue.current().organisation.currency}"
        offer(self)

    def body(self) -> dict[str, Any]:
        return super().body() | {"expected_on": self.expected_on.written()}


def values_of(one: Mapping[str, Any]) -> dict[str, Any]:
    """What the form is filled with from an opportunity of which the API tells."""
    stage, day = one["stage"], one["expected_on"]
    return {
        **{name: one[name] for name in ("name", "value", "state")},
        "stage": stage["name"] if stage else None,
        "expected_on": date.fromisoformat(day) if day else None,
    }
