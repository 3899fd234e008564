"""`/interactions/generate`: a day of interactions with those whom nobody contacted for long. I7."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from bot.api.interactions.generation import MOST
from bot.pages.choices import Chosen, Colleague
from bot.pages.fields import Amount, Number, Text, Words
from bot.pages.forms import HIDDEN, Shown, done
from bot.pages.interactions import choosing, drafts, preview
from bot.pages.interactions.entry import NOBODY
from bot.pages.interactions.staged import Stage, StagedForm, shown_at
from bot.pages.interactions.timed import MORNING, Minutes, TimedForm, usual_begin
from bot.pages.session import me
from bot.pages.site import pages
from models.agents.visibility import manages
from models.interactions.interaction import USUAL
from models.settings.option import OptionKind

EVERYWHERE, POSTCODE, TOWN = "everywhere", "postcode", "town"
PLACES = {EVERYWHERE: "Everywhere", POSTCODE: "Zip or postcode", TOWN: "Town or city"}
WITHIN = {"": "Nobody is left out", "7": "a week", "14": "two weeks", "30": "30 days"}
WITHIN |= {"90": "90 days", "180": "half a year", "365": "a year", "730": "two years"}
PREVIEW = "preview"
NONE = "No interaction can be created like this: the reason is below. Each stage can be changed."


class GenerateForm(TimedForm, StagedForm):
    stages = (
        Stage("time", "Timescale", ("day", "start")),
        Stage(
            "settings",
            "Settings",
            ("assignee", "type", "purpose", "count", "duration", "gap", "contacted_within"),
        ),
        Stage("opportunities", "Opportunities", ("include", "value_above", "value_below")),
        Stage("place", "Location", ("where", "place")),
        Stage("note", "Note", ("note",)),
        Stage(PREVIEW, "Preview", ()),
    )
    beside = ("group",)
    group = HiddenField()
    assignee = Colleague("Allocate to", description="In whose day they are.")
    type = Chosen(
        "Interaction type",
        OptionKind.TYPE,
        "Choose how they meet",
        validators=[InputRequired("Choose a type.")],
    )
    purpose = Chosen("Purpose", OptionKind.PURPOSE, "None in particular")
    count = Number(
        "Number of interactions",
        validators=[InputRequired("Say how many."), NumberRange(1, MOST, f"Give 1 to {MOST}.")],
        render_kw={"min": 1, "max": MOST, "inputmode": "numeric"},
    )
    duration = Minutes("Interaction duration, in minutes")
    gap = Minutes("Time between interactions, in minutes", least=0)
    contacted_within = SelectField(
        "Exclude", choices=[SelectChoice(*one) for one in WITHIN.items()], validate_choice=False
    )
    include = BooleanField("Include opportunities")
    value_above = Amount("Value greater than")
    value_below = Amount("Value less than")
    where = SelectField(
        "Location", choices=[SelectChoice(*one) for one in PLACES.items()], validate_choice=False
    )
    place = Text("Which one")
    note = Words("Note", description="It stands at each of them.")

    def say(self) -> None:
        """The words of the stages speak of those for whom it is."""
        self.contacted_within.label.text = f"Exclude {self.group.data} contacted within"
        self.where.label.text = f"Location of {self.group.data}"
        if not manages(me()):
            self.assignee.data = str(me().email)
            self.assignee.type = HIDDEN  # It is not asked for.

    def body(self) -> dict[str, Any]:
        given: dict[str, Any] = {
            "group": self.group.data,
            "day": f"{self.day.data}",
            "start": f"{self.start.data:%H:%M}",
            "gap": self.gap.data or 0,
        }
        names = ("assignee", "type", "purpose", "count", "duration", "note")
        given |= {name: self[name].data for name in names}
        if self.contacted_within.data:
            given["contacted_within"] = _number(self.contacted_within.data)
        if self.include.data:
            given |= {name: self[name].data for name in ("value_above", "value_below")}
        known = {name: value for name, value in given.items() if value not in (None, "")}
        place = self.where.data
        return known | ({place: self.place.data} if place in (POSTCODE, TOWN) else {})

    @staticmethod
    def places() -> Mapping[str, str]:
        return {"postcode": "place", "town": "place"}


@pages.route("/interactions/generate", methods=["GET", "POST"])
def generate_interactions() -> Shown | Response:
    form = GenerateForm.opened(_defaults())
    form.say()
    if form.saves():
        if form.save("POST", "/interactions/generate"):
            return _made(form, form.answer)
        form.to_what_is_wrong(else_at="note")
        return _page(form)
    form.step()
    found = _found(form) if form.at.name == PREVIEW else None
    return form.moved(found) or _page(form, _plan(form, found))


def _page(form: GenerateForm, plan: Any = None) -> Shown:
    facts = {"plan": plan, "allocates": manages(me()), "nobody": NOBODY}
    return shown_at(form, "interactions/generate.html", **facts)


def _plan(form: GenerateForm, found: Any) -> Any:
    """None where it can be nobody: with the reason, and every stage open to be changed."""
    if form.at.name != PREVIEW:
        return None
    problem = preview.why_not(found)
    if found and not problem:
        return preview.shown(found)
    if problem:
        form.refuse(problem)
        if problem.code == HTTPStatus.CONFLICT and problem.errors:
            form.form_errors.append(NONE)
    form.to_what_is_wrong(else_at="note")
    return None


def _found(form: GenerateForm) -> Any:
    """Sought once, when that stage is asked for."""
    if request.method == "POST":
        return preview.sought(form.body())
    draft = drafts.opened()
    return draft.found if draft else None


def _made(form: GenerateForm, told: Mapping[str, Any]) -> Response:
    count = told["made"]
    said = "1 interaction was created" if count == 1 else f"{count} interactions were created"
    whose = "" if form.assignee.data == me().email else form.assignee.data
    asked: dict[str, Any] = {"day": f"{form.day.data}"} | ({"whose": whose} if whose else {})
    short = "" if count == form.count.data else f" Nobody else fits: {form.count.data} were asked."
    return done(f"{said}.{short}", url_for("pages.interactions", **asked))


def _defaults() -> dict[str, str]:
    """From the morning on: of today as long as it is not over, else of tomorrow."""
    group, begin = drafts.sent().get("group"), usual_begin()
    late = begin.time() > MORNING
    return {
        "group": choosing.PROSPECTS,
        "day": f"{begin.date() + timedelta(days=late)}",
        "start": f"{MORNING:%H:%M}",
        "assignee": str(me().email),
        "count": "8",
        "duration": str(USUAL),
        "gap": "15",
        "include": "y",
        "where": EVERYWHERE,
    } | ({"group": group} if group in (choosing.CUSTOMERS, choosing.PROSPECTS) else {})


def _number(text: str) -> Any:
    """What is no number is for the API to refuse."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else text
