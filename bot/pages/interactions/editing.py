"""`/interactions/ID/edit`: an interaction is moved, given to somebody else, said more of. Not once
it is completed. I9, I10."""

from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from bot.pages import calling
from bot.pages.choices import Chosen, Colleague, offer
from bot.pages.fields import Words
from bot.pages.forms import Shown, begin_at, done, shown
from bot.pages.interactions.timed import TIME, TimedForm
from bot.pages.my_clock import my_time
from bot.pages.site import pages
from models.interactions.interaction import LONGEST_NOTE
from models.settings.option import OptionKind

COMPLETED = (
    "It is completed, and so it cannot be edited any more: only its tags and opportunities change. "
    "You can post to it, or add a follow-up."
)
NOT_YOURS = "Only its assignee and managers edit it: ask one of them, or post to it."


class EditForm(TimedForm):
    purpose = Chosen("Purpose", OptionKind.PURPOSE, "None in particular")
    type = Chosen("Type", OptionKind.TYPE, "None in particular")
    assignee = Colleague("Assignee")
    note = Words("Note", description="What to know before.")
    held: dict[str, Any]

    def body(self) -> dict[str, Any]:
        """What is another now: the rest may stand as it is, whatever would be refused today."""
        names = [name for name in ("purpose", "type", "assignee", "note") if name in self]
        given = {name: self[name].data for name in names} | self.time()
        return {name: value for name, value in given.items() if value != self.held.get(name)}


@pages.route("/interactions/<id:id>/edit", methods=["GET", "POST"])
def edit_interaction(id: int) -> Shown | Response:
    held = calling.answer("GET", f"/interactions/{id}")
    one, back = held.body, url_for("pages.interaction", id=id)
    if one["state"] == "completed" or not one["may_change"]:
        said = COMPLETED if one["state"] == "completed" else NOT_YOURS
        return done(said, back, "warning")
    form = _filled(one, held.version)
    if form.save("PATCH", f"/interactions/{id}"):
        return done("It is saved.", back)
    begin_at(form, *TIME, "purpose", "type", "note", "assignee")
    return shown("interactions/edit.html", form, one=one, back=back, longest=LONGEST_NOTE)


def _filled(one: dict[str, Any], version: str | None) -> EditForm:
    begin = my_time(one["starts_at"])
    named = {name: (one[name] or {}).get("name") for name in ("purpose", "type")}
    same = {"duration": one["duration"], "note": one["note"], "assignee": one["assignee"]["email"]}
    held = {**named, **same}
    day, start = begin.date(), begin.time().replace(second=0, microsecond=0)
    form = EditForm(data={**held, "day": day, "start": start, "version": version})
    form.held = held | {"starts_at": f"{day}T{start}"}
    if one["kind"] == "personal":
        del form.purpose, form.type, form.assignee
    offer(form)
    return form
