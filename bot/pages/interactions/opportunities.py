"""The opportunities of an interaction's contact: which of them it was about, what became of them,
new ones. At a stage of completing one, and on a page of their own. I9, I10."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField, SelectMultipleField
from wtforms.fields import SelectChoice

from bot.pages import calling
from bot.pages.calling import Refused
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.interactions.editing import NOT_YOURS
from bot.pages.interactions.title import titled
from bot.pages.sales.opportunity_form import OpportunityForm, values_of
from bot.pages.site import pages
from models.ids import id_in

MOST = 50
CHOICES = [SelectChoice("open", "Open"), SelectChoice("won", "Won"), SelectChoice("lost", "Lost")]


class Ids(SelectMultipleField):
    """Boxes that may all be empty: behind them stands a hidden field without a value."""

    data: list[int] | None

    def __init__(self, label: str = "", **options: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [number for one in valuelist if (number := id_in(one))]


class OneOfMany(OpportunityForm):
    """One opportunity among others of a form, each with a prefix of its own."""

    class Meta(OpportunityForm.Meta):
        csrf = False

    state = SelectField("It is", choices=CHOICES, validate_choice=False)


@dataclass
class Opportunities:
    """What the stage or the page shows."""

    contact: Mapping[str, Any]
    known: list[tuple[Mapping[str, Any], OneOfMany]]
    new: OneOfMany
    made: list[int] = field(default_factory=list)
    """Those that were opened just now."""

    @property
    def wrong(self) -> bool:
        return any(form.errors for form in [self.new, *(form for _, form in self.known)])

    def save(self) -> bool:
        """Whatever was typed of them is kept at once; False when something of it was refused. A
        new one is opened last, when all else is right: pressed again it is not opened twice."""
        for one, form in self.known:
            changed = _changed(one, form) if one["may_change"] else {}
            if changed:
                _tried(form, partial(_patch, one["id"], changed))
        if not self.wrong and (self.new.name.data or self.new.value.data):
            _tried(self.new, self._open)
        return not self.wrong

    def _open(self) -> None:
        body = {name: value for name, value in self.new.body().items() if value}
        made = calling.send("POST", "/opportunities", body | {"contact": self.contact["id"]})
        self.made.append(made["id"])


class LinkForm(Form):
    opportunities = Ids()


@pages.route("/interactions/<id:id>/opportunities", methods=["GET", "POST"])
def interaction_opportunities(id: int) -> Shown | Response:
    held = calling.answer("GET", f"/interactions/{id}")
    one, back = held.body, url_for("pages.interaction", id=id)
    if not one["may_change"] or one["contact"] is None:
        return done(NOT_YOURS, back, "warning")
    linked = [about["id"] for about in one["opportunities"]]
    form = LinkForm(data={"opportunities": linked, "version": held.version})
    opportunities = opportunities_of(one["contact"], linked)
    if form.validate_on_submit() and opportunities.save():
        ids = {"opportunities": [*(form.opportunities.data or []), *opportunities.made]}
        if form.save("PATCH", f"/interactions/{id}", ids):
            return done("The opportunities are saved.", back)
        opportunities = opportunities_of(one["contact"], ids["opportunities"], fresh=True)
    facts = {"one": one, "title": titled(one), "opportunities": opportunities, "back": back}
    facts |= {"opens": request.args.get("new") == "yes"}
    return shown("interactions/opportunities.html", form, **facts)


def opportunities_of(
    contact: Mapping[str, Any], linked: Iterable[int], fresh: bool = False
) -> Opportunities:
    """Open ones and those that the interaction is about; `fresh`: as they are, whatever was typed
    before."""
    wanted = {*linked}
    found = calling.get(f"/contacts/{contact['id']}/opportunities", {"page_size": MOST})["items"]
    shown = [one for one in found if one["state"] == "open" or one["id"] in wanted]
    known = [(one, _form(f"o{one['id']}-", one, fresh)) for one in shown]
    return Opportunities(contact, known, _form("new-", {}, fresh))


def _form(prefix: str, one: Mapping[str, Any], fresh: bool) -> OneOfMany:
    typed = request.form if not fresh and f"{prefix}name" in request.form else None
    return OneOfMany(formdata=typed, prefix=prefix, data=values_of(one) if one else None)


def _changed(one: Mapping[str, Any], form: OneOfMany) -> dict[str, Any]:
    held = values_of(one) | {"expected_on": one["expected_on"]}
    return {name: value for name, value in form.body().items() if value != held[name]}


def _patch(id: int, changed: Mapping[str, Any]) -> None:
    calling.send("PATCH", f"/opportunities/{id}", dict(changed))


def _tried(form: OneOfMany, work: Callable[[], None]) -> None:
    if not form.validate():
        return
    try:
        work()
    except Refused as problem:
        form.refuse(problem)
