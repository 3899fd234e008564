"""`/interactions/new`: an interaction is planned, or a past one is logged. I1 to I4."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import InputRequired

from bot.pages import calling
from bot.pages.choices import Chosen, Colleague
from bot.pages.fields import Tags, Text, Words
from bot.pages.forms import Shown, done
from bot.pages.interactions import choosing, drafts
from bot.pages.interactions.choosing import Whom
from bot.pages.interactions.following import FollowUp
from bot.pages.interactions.staged import Stage, StagedForm, shown_at
from bot.pages.interactions.that_day import day_of, overlapping
from bot.pages.interactions.timed import MORNING, TIME, TimedForm, usual_begin
from bot.pages.my_clock import my_time, my_today, my_zone
from bot.pages.session import me
from bot.pages.site import pages
from bot.problems import Problem
from models.catalogue import Catalogue
from models.clock import now
from models.ids import id_in
from models.interactions.interaction import USUAL
from models.settings.option import OptionKind

WEEK = timedelta(days=7)

WHO = ("group", "company", "contact", "find_company", "find_contact")
WHAT = ("purpose", "type", "outcome", "next_action", "note", "assignee", "tags")


class NewForm(FollowUp, TimedForm, StagedForm):
    stages = (
        Stage("time", "Timescale", TIME),
        Stage("who", "Customer or prospect", WHO),
        Stage("what", "Details", (*WHAT, *FollowUp.NAMES)),
    )
    private = frozenset({"note", "tags", "follow_note"})
    beside = ("group", "contact", "follows")
    group = HiddenField()
    company = HiddenField()
    contact = HiddenField(validators=[InputRequired("Say with whom: search and choose somebody.")])
    find_company = Text("Company")
    find_contact = Text("Contact")
    purpose = Chosen(
        "Purpose",
        OptionKind.PURPOSE,
        "Choose what for",
        validators=[InputRequired("Choose a purpose.")],
    )
    type = Chosen(
        "Type", OptionKind.TYPE, "Choose how you meet", validators=[InputRequired("Choose a type.")]
    )
    outcome = Chosen("Outcome", OptionKind.OUTCOME, "It has not taken place yet")
    next_action = Chosen("Next action", OptionKind.NEXT_ACTION, "Nothing is agreed")
    note = Words("Note", description="What to know before, or what was said.")
    assignee = Colleague("Assignee", description="Whose it is.")
    tags = Tags("Tags", description="By comma; new ones are made.")
    follows = HiddenField()

    def body(self) -> dict[str, Any]:
        given = {
            "contact": id_in(self.contact.data or ""),
            "follows": id_in(self.follows.data or ""),
            "tags": self.tags.names(),
            "follow_up": self.follow_up(),
        }
        names = ("purpose", "type", "outcome", "next_action", "note", "assignee")
        given |= {name: self[name].data for name in names}
        return self.time() | {name: value for name, value in given.items() if value}

    @staticmethod
    def places() -> Mapping[str, str]:
        return FollowUp.PLACES


@pages.route("/interactions/new", methods=["GET", "POST"])
def add_interaction() -> Shown | Response:
    form = NewForm.opened(_defaults(), **choosing.pressed(drafts.sent()))
    if form.saves():
        if form.save("POST", "/interactions"):
            return _made(form.answer, form.follow_up_said())
        form.to_what_is_wrong()
    else:
        form.step()
        if moved := form.moved(about=id_in(form.contact.data or "")):
            return moved
    met = choosing.whom(form.typed)
    _pass_over(form, met)
    return shown_at(form, "interactions/new.html", **_facts(form, met))


def _pass_over(form: NewForm, met: Whom) -> None:
    """Who comes from a contact's page, or has just chosen somebody, is asked no more."""
    if form.at.name == "who" and form.asked != "who" and met.contact and not form.errors:
        form.at = form.following() or form.at


def _facts(form: NewForm, met: Whom) -> dict[str, Any]:
    """What the stage shows beside its fields."""
    begins, whose = form.begins(), form.assignee.data or str(me().email)
    if form.at.name == "time":
        day = form.day.data or my_today()
        facts = {"day": day, "that_day": day_of(day, whose), "whose": _called(whose)}
        return facts | {"clock": my_zone().key, "back": _came_from(form)}
    past = begins is not None and begins < now()
    if past:
        form.outcome.offer("Not said yet")
    return {
        "whom": met,
        "begins": begins,
        "past": past,
        "whose": _called(whose),
        "usual": USUAL,
        "at_once": overlapping(form.time(), whose) if begins else [],
    }


def _called(email: str) -> str | None:
    """The colleague whose day it is; None: one's own."""
    agent = Catalogue.current().agent(email)
    return str(agent.name) if agent and agent != me() else None


def _came_from(form: NewForm) -> str:
    if follows := id_in(form.follows.data or ""):
        return url_for("pages.interaction", id=follows)
    if contact := id_in(form.contact.data or ""):
        return url_for("pages.contact", id=contact)
    return url_for("pages.interactions")


def _made(made: Mapping[str, Any], follows: str) -> Response:
    """`follows`: what is said of its follow-up."""
    who = made["contact"]["name"][:80]
    logged = made["state"] == "completed"
    said = f"It is on record how it went with {who}." if logged else f"It is planned with {who}."
    return done(said + follows, url_for("pages.interaction", id=made["id"]))


def _defaults() -> dict[str, str]:
    """The next full quarter of an hour, and mine. What stands in the address comes before it:
    `contact` from a contact's page, `day` from My interactions."""
    begin = usual_begin(drafts.sent().get("day"))
    usual = {
        "day": f"{begin.date()}",
        "start": f"{begin:%H:%M}",
        "duration": str(USUAL),
        "group": choosing.CUSTOMERS,
        "assignee": str(me().email),
        "follow_start": f"{MORNING:%H:%M}",
    }
    return usual | _as_before(drafts.sent().get("follows", ""))


def _as_before(id: str) -> dict[str, str]:
    """A follow-up is with the same contact, of the same kind, at the same time of day, a week
    later."""
    try:
        one = calling.get(f"/interactions/{id_in(id)}") if id_in(id) else None
    except Problem:
        return {}
    if one is None or one["contact"] is None:
        return {}
    named = {name: one[name]["name"] for name in ("type", "purpose") if one[name]}
    begin = my_time(one["starts_at"])
    day = max(begin.date(), my_today()) + WEEK
    same = {"day": f"{day}", "start": f"{begin:%H:%M}", "duration": str(one["duration"])}
    return {"contact": str(one["contact"]["id"]), **same, **named}
