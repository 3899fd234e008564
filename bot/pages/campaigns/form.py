"""The form of a campaign: what is typed, as `POST /campaigns` takes it."""

from typing import Any

from flask import request
from wtforms import BooleanField, DateTimeLocalField, Field, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from bot.api.campaigns.order import FASTEST, RATE
from bot.pages import templates
from bot.pages.fields import MaybeText, Number, Text, Words
from bot.pages.forms import Form
from bot.pages.templates import Offer

PLACES = {
    "template.name": "template_name",
    "template.language": "language",
    "template.parameters": "parameters",
    "template": "template_name",
    "content": "text",
    "exclude.contacted_within_days": "days",
    "exclude.campaigns": "campaigns",
}
"""Where the form has what the API calls so."""
TEMPLATE, TEXT = "template", "text"
VALUES = "Words, {name}, or a trait in braces."


class CampaignForm(Form):
    offer: Offer
    """WhatsApp's templates, and the one that is chosen."""

    name = Text("Name", description="Your team sees it, customers do not.")
    kind = RadioField(
        "Message",
        choices=[
            SelectChoice(TEMPLATE, "A template that Meta has approved: reaches everybody"),
            SelectChoice(TEXT, "A text: reaches only who wrote within the last 24 hours"),
        ],
        default=TEMPLATE,
    )
    template_name = Text("Template", description="Its name, as in WhatsApp Manager.")
    language = Text("Language", default="en", description="As WhatsApp Manager has it: en, pt_BR.")
    parameters = TextAreaField(
        "Values of the template",
        description="A line for each of {{1}}, {{2}} …: words, {name}, or a trait in braces.",
    )
    text = Words("Text", description="With {name}, or a trait in braces.")
    defaults = TextAreaField(
        "If something is not known",
        description="A line for each, as name = there. Who lacks a value and has no line here "
        "does not get the message.",
    )
    start_at = DateTimeLocalField(
        "When", format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], validators=[Optional()]
    )
    rate = Number(
        "Messages a minute", default=RATE, description=f"1 to {FASTEST}. Slower is kinder."
    )
    quiet_hours = BooleanField("Wait in the quiet hours", default=True)
    days = Number("Leave out whom we wrote to within so many days")
    campaigns = MaybeText(
        "Leave out who got these campaigns", description="Their numbers, by comma."
    )

    def ordered(self, filter: dict[str, Any]) -> dict[str, Any]:
        """The body of the call."""
        start = self.start_at.data
        given = {
            "name": self.name.data or None,
            "start_at": start.isoformat() if start else None,
            "rate": self.rate.data,
            "defaults": dict(_pairs(self.defaults.data)) or None,
            "exclude": self._left_out() or None,
        }
        plain = {name: value for name, value in given.items() if value is not None}
        return {"filter": filter, "quiet_hours": self.quiet_hours.data, **self._message(), **plain}

    def _message(self) -> dict[str, Any]:
        if self.kind.data == TEXT:
            return {"content": {"text": self.text.data}}
        if self.offer.chosen:
            return {"template": templates.message(self, self.offer.chosen)}
        template = {"name": self.template_name.data, "language": self.language.data}
        return {"template": {**template, "parameters": _lines(self.parameters.data)}}

    def _left_out(self) -> dict[str, Any]:
        ids = [one.strip(" #") for one in (self.campaigns.data or "").split(",")]
        found = {"contacted_within_days": self.days.data, "campaigns": [one for one in ids if one]}
        return {name: value for name, value in found.items() if value}

    def _named(self, path: str) -> Field | None:
        if self.offer.chosen and path.startswith("template.parameters"):
            return self._fields.get(templates.place_of(path))
        for start, name in PLACES.items():
            if path == start or path.startswith(f"{start}."):
                return self._fields.get("text" if start == "template" and self._is_text() else name)
        return super()._named(path)

    def _is_text(self) -> bool:
        return bool(self.kind.data == TEXT)


def campaign_form() -> CampaignForm:
    """With a field for each place of the template that is chosen, if one is."""
    is_text = request.form.get("kind") == TEXT
    offer = templates.offer("" if is_text else request.form.get("choice", ""))
    kind: Any = CampaignForm
    if offer.chosen:
        kind = templates.with_places(CampaignForm, offer.chosen, VALUES)
    form: CampaignForm = kind()
    form.offer = offer
    return form


def _lines(text: str | None) -> list[str]:
    """An empty one between others counts: the API says what is wrong with it."""
    return (text or "").replace("\0", "").strip().splitlines()


def _pairs(text: str | None) -> list[tuple[str, str]]:
    cut = [line.partition("=") for line in _lines(text) if line.strip()]
    return [(name.strip(" {}"), value.strip()) for name, _, value in cut]
