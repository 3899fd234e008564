"""`/interactions/personal`: a dated note to oneself, with nobody. I2."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired

from bot.pages.fields import Words
from bot.pages.forms import Shown, begin_at, done, shown
from bot.pages.interactions.timed import TIME, TimedForm, usual_begin
from bot.pages.site import pages
from models.interactions.interaction import LONGEST_NOTE, USUAL


class PersonalForm(TimedForm):
    note = Words("Description", validators=[InputRequired("Say what it is about.")])

    def body(self) -> dict[str, Any]:
        return self.time() | {"kind": "personal", "note": self.note.data}


@pages.route("/interactions/personal", methods=["GET", "POST"])
def add_personal_interaction() -> Shown | Response:
    begin = usual_begin(request.args.get("day"))
    form = PersonalForm(data={"day": begin.date(), "start": begin.time(), "duration": USUAL})
    if form.save("POST", "/interactions"):
        said = "It is noted, for you alone."
        return done(said, url_for("pages.interaction", id=form.answer["id"]))
    begin_at(form, *TIME, "note")
    return shown("interactions/personal.html", form, longest=LONGEST_NOTE)
