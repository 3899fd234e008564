"""`/interactions/ID/complete`: how it went, what may be bought, what was said; then it is on record
for good. I10."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask import request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import InputRequired

from bot.pages import calling
from bot.pages.choices import Chosen
from bot.pages.fields import Words, with_plain_ends
from bot.pages.forms import Shown, done
from bot.pages.interactions.editing import NOT_YOURS
from bot.pages.interactions.following import FollowUp
from bot.pages.interactions.opportunities import Ids, Opportunities, opportunities_of
from bot.pages.interactions.staged import Stage, StagedForm, shown_at
from bot.pages.interactions.timed import MORNING
from bot.pages.session import me
from bot.pages.site import pages
from bot.problems import Problem
from models.catalogue import Catalogue
from models.settings.option import OptionKind

ALREADY = "It is completed already, which cannot be undone."
PUT_TOGETHER = "Put both together, and press once more: what stands here then is the note."
OUTCOME = Stage("outcome", "Interaction outcome", ("outcome", "next_action", *FollowUp.NAMES))
OUTCOME_AND_TYPE = Stage(OUTCOME.name, OUTCOME.title, (*OUTCOME.fields, "type"))
OPPORTUNITIES = Stage("opportunities", "Opportunities", ("opportunities",), changes=True)
NOTE = Stage("note", "Update notes", ("note", "note_before"))


class CompleteForm(FollowUp, StagedForm):
    stages: ClassVar[Sequence[Stage]] = (OUTCOME, NOTE)
    private = frozenset({"note", "note_before", "follow_note"})
    outcome = Chosen(
        "Interaction outcome",
        OptionKind.OUTCOME,
        "Choose how it went",
        validators=[InputRequired("Say how it went.")],
    )
    next_action = Chosen("Next action", OptionKind.NEXT_ACTION, "Nothing is agreed")
    note = Words("Interaction note", description="What was said. It takes the place of the note.")

    note_before = HiddenField(filters=[with_plain_ends])
    """The note as it stood where one's own was begun."""

    def body(self) -> dict[str, Any]:
        names = [name for name in ("outcome", "next_action", "type") if name in self]
        given = {name: self[name].data for name in names} | {"follow_up": self.follow_up()}
        known = {name: value for name, value in given.items() if value}
        seen = {"note_before": self.note_before.data} if "note_before" in self.given else {}
        return known | {"note": self.note.data} | seen

    def refuse(self, problem: Problem) -> None:
        """A colleague's note is shown: who saves once more has seen it."""
        super().refuse(problem)
        if "note" in problem.facts:
            self.note_before.data = now = str(problem.facts["note"])
            self.note.errors = [f"Somebody else wrote meanwhile: “{now}”. {PUT_TOGETHER}"]

    @staticmethod
    def places() -> Mapping[str, str]:
        return FollowUp.PLACES


class CompleteWithContactForm(CompleteForm):
    stages = (OUTCOME_AND_TYPE, OPPORTUNITIES, NOTE)
    type = Chosen("Interaction type", OptionKind.TYPE, "As planned")
    opportunities = Ids()

    def body(self) -> dict[str, Any]:
        return super().body() | {"opportunities": self.opportunities.data or []}

    def link(self, made: list[int]) -> None:
        """Opened at this interaction, so it was about them."""
        self.opportunities.data = [*(self.opportunities.data or []), *made]
        self.typed.setlist("opportunities", ["", *map(str, self.opportunities.data)])
        self.given.add("opportunities")


@pages.route("/interactions/<id:id>/complete", methods=["GET", "POST"])
def complete_interaction(id: int) -> Shown | Response:
    one, back = calling.get(f"/interactions/{id}"), url_for("pages.interaction", id=id)
    if one["state"] == "completed" or not one["may_change"]:
        return done(ALREADY if one["state"] == "completed" else NOT_YOURS, back, "warning")
    kind = CompleteWithContactForm if one["contact"] else CompleteForm
    form = kind.opened(_defaults(one))
    opportunities = _keep_opportunities(one, form)
    if opportunities is not None and opportunities.wrong:
        return _page(form, one, opportunities)
    if form.saves():
        if form.save("POST", f"/interactions/{id}/complete"):
            return done(f"It is completed.{form.follow_up_said()}", back)
        form.to_what_is_wrong()
    else:
        form.step()
        about = one["contact"]["id"] if one["contact"] else None
        if moved := form.moved(about=about):
            return moved
    return _page(form, one, None)


def _keep_opportunities(one: Mapping[str, Any], form: CompleteForm) -> Opportunities | None:
    """What was typed of opportunities is saved with each press of their stage."""
    if not isinstance(form, CompleteWithContactForm):
        return None
    if form.at is not OPPORTUNITIES or request.method != "POST" or "new-name" not in request.form:
        return None
    opportunities = opportunities_of(one["contact"], form.opportunities.data or [])
    if opportunities.save():
        form.link(opportunities.made)
    return opportunities


def _page(form: CompleteForm, one: Mapping[str, Any], opportunities: Opportunities | None) -> Shown:
    linked = form.opportunities.data or [] if isinstance(form, CompleteWithContactForm) else []
    if form.at is OPPORTUNITIES and opportunities is None:
        opportunities = opportunities_of(one["contact"], linked, fresh=True)
    back = url_for("pages.interaction", id=one["id"])
    facts = {"one": one, "opportunities": opportunities, "linked": linked, "back": back}
    wrong = opportunities is not None and opportunities.wrong
    return shown_at(form, "interactions/complete.html", wrong, **facts)


def _defaults(one: Mapping[str, Any]) -> MultiDict[str, str]:
    """As it is now: its note, its type, its opportunities."""
    linked = [str(about["id"]) for about in one["opportunities"]]
    type = one["type"]["name"] if one["type"] else ""
    note = {"note": one["note"], "note_before": one["note"]}
    plain: dict[str, Any] = {**note, "type": type, "follow_start": f"{MORNING:%H:%M}"}
    follower = {"follow_assignee": _who_follows(one)}
    return MultiDict(plain | follower | {"opportunities": linked})


def _who_follows(one: Mapping[str, Any]) -> str:
    """The same colleague; of one who has left, whoever completes it."""
    agent = Catalogue.current().agents[one["assignee"]["id"]]
    return "" if agent.active else str(me().email)
