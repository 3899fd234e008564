"""`/me`: one's own account: here or away, password, leave, calendar, where one is signed in. X1,
X13, I8."""

from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import DateField, PasswordField

from bot.pages import calling, session
from bot.pages.calling import Refused
from bot.pages.fields import Text
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.origin import own_address
from bot.pages.session import me
from bot.pages.site import pages
from bot.problems import Wrong
from models.agents.session import Session
from models.assignment import seats
from models.catalogue import Catalogue

SHOWN = 20
"""Sessions, and times of leave."""


class PasswordForm(Form):
    current_password = PasswordField("Present password")
    password = PasswordField("New password", description="10 characters or more.")
    again = PasswordField("The new password again")

    def body(self) -> dict[str, Any]:
        return {"current_password": self.current_password.data, "password": self.password.data}

    def check(self) -> None:
        """Raises the Problem of a slip of the finger, which nobody but the form can see."""
        if self.password.data != self.again.data:
            raise Refused(422, "", [Wrong("again", "this is not the same: type it again")])


class LeaveForm(Form):
    first_day = DateField("First day")
    last_day = DateField("Last day", description="Both days are included.")
    reason = Text("Reason", description="For colleagues who ask, such as “Summer holiday”.")

    def body(self) -> dict[str, Any]:
        days = {"first_day": self.first_day.data, "last_day": self.last_day.data}
        told = {name: one.isoformat() for name, one in days.items() if one}
        return told | {"reason": self.reason.data}


@pages.get("/me")
def account() -> str:
    return render_template(
        "account/account.html",
        agent=calling.get(f"/agents/{me().id}"),
        why_not=seats.of_agents([me().id])[me().id].why_not,
        teams=_teams(),
        leave=calling.get(f"/agents/{me().id}/leave", {"page_size": SHOWN})["items"],
        sessions=list(Session.of(me()).order_by(Session.seen_at.desc()).limit(SHOWN)),
        this=Session.id_of(current_user.token),
        has_calendar=me().calendar_hash is not None,
        zone=me().timezone or Catalogue.current().organisation.timezone,
    )


@pages.post("/me/available")
def switch_available() -> Response:
    """From any page, and back to it."""
    here = request.form.get("available") == "yes"
    calling.send("PATCH", f"/agents/{me().id}", {"available": here})
    back = own_address(request.form.get("back", "")) or url_for("pages.account")
    return done(HERE if here else AWAY, back)


HERE = "You are here: contacts are given to you again."
AWAY = "You are away: nobody is given to you until you are here again."


@pages.route("/me/password", methods=["GET", "POST"])
def change_password() -> Shown | Response:
    form = PasswordForm()
    if form.accept(lambda: _set_password(form)):
        session.begin(me())  # All sessions have ended with the old password, this one too.
        return _done("Your password is changed. You are signed out everywhere else.")
    return shown("account/password.html", form)


def _set_password(form: PasswordForm) -> None:
    form.check()
    calling.send("PATCH", f"/agents/{me().id}", form.body())


@pages.route("/me/leave", methods=["GET", "POST"])
def add_own_leave() -> Shown | Response:
    form = LeaveForm()
    if form.save("POST", f"/agents/{me().id}/leave"):
        return _done("Your leave is noted: nobody is given to you on these days.")
    return shown("account/leave.html", form)


@pages.post("/me/leave/<id:id>/cancel")
def cancel_own_leave(id: int) -> Response:
    calling.send("DELETE", f"/agents/{me().id}/leave/{id}")
    return _done("Your leave is taken back.")


@pages.post("/me/sessions/<id:id>/end")
def end_session(id: int) -> Response:
    calling.send("DELETE", f"/sessions/{id}")
    return _done("You are signed out there.")


@pages.post("/me/sessions/end")
def end_other_sessions() -> Response:
    this = Session.id_of(current_user.token)
    others = [one["id"] for one in calling.every("/sessions") if one["id"] != this]
    for id in others:
        calling.send("DELETE", f"/sessions/{id}")
    return _done("You are signed out everywhere else.")


@pages.post("/me/calendar")
def begin_calendar() -> Shown:
    """A new address, shown this once. The one before opens nothing any more."""
    address = calling.send("POST", f"/agents/{me().id}/calendar")["address"]
    _, _, behind = (address or "").partition("://")  # None: the form came twice.
    return render_template("account/calendar.html", address=address, behind=behind), 201


@pages.post("/me/calendar/end")
def end_calendar() -> Response:
    calling.send("DELETE", f"/agents/{me().id}/calendar")
    return _done("Your calendar's address opens nothing any more.")


def _done(sentence: str) -> Response:
    return done(sentence, url_for("pages.account"))


def _teams() -> list[str]:
    return [
        one["name"]
        for one in calling.every("/teams")
        if any(member["id"] == me().id for member in one["members"])
    ]
