"""`/settings/organisation` and `/settings/privacy`: the organisation's name and clock, what the bot
says and does beside workflows, how long things are kept. X7, W6, W7, X11, X19."""

from flask import url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField

from bot.pages import calling
from bot.pages.fields import Lines, Number, Text, Words
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.site import pages
from bot.pages.zones import zones

GROUPS = {
    "The organisation": ["name", "timezone"],
    "When a customer asks for a person": ["hand_over_words", "hand_over_text"],
    "After a colleague has answered": ["bot_returns_after", "return_to_former_owner"],
    "Telling colleagues on WhatsApp": ["notice_template", "notice_language"],
}


class OrganisationForm(Form):
    name = Text("Name")
    timezone = SelectField(
        "Time zone", description="Deadlines and reminders follow this clock; pages show it."
    )
    hand_over_words = Lines(
        "Words that ask for a person",
        description="One on each line. Who writes one, at whatever step, gets a person.",
    )
    hand_over_text = Words(
        "What the bot says then", description="Once. Left empty, it says nothing."
    )
    bot_returns_after = Number(
        "The bot returns after, in minutes",
        description="Counted from the colleague's last word. Left empty, it stays silent until "
        "somebody lets it go on.",
    )
    return_to_former_owner = BooleanField(
        "Returning contacts go to their former owner",
        description="If that colleague is present; else the assignment rules decide.",
    )
    notice_template = Text(
        "Template",
        description="The approved WhatsApp template that tells a colleague of an assignment.",
    )
    notice_language = Text("Language of the template", description="Such as en or en_GB.")


class PrivacyForm(Form):
    keep_payloads_days = Number(
        "Deliveries as they came, in days",
        description="What Meta sent, word for word, once it is handled: for finding faults.",
    )
    keep_work_days = Number(
        "Finished work, in days",
        description="Rows of inbox and outbox that are done, and jobs that have ended. Not less "
        "than deliveries are kept.",
    )
    keep_messages_months = Number(
        "Conversations, in months",
        description="Older messages are deleted for good. Left empty, they are kept for ever.",
    )


@pages.route("/settings/organisation", methods=["GET", "POST"])
def organisation() -> Shown | Response:
    held = calling.answer("GET", "/settings")
    form = OrganisationForm(data=held.body | {"version": held.version})
    form.timezone.choices = zones(held.body["timezone"])
    if form.save("PATCH", "/settings"):
        return done("The organisation is saved.", url_for("pages.organisation"))
    marks = {"hand_over_words": {"rows": 8}, "bot_returns_after": {"min": 1}}
    return shown("settings/form.html", form, title="Organisation", groups=GROUPS, marks=marks)


@pages.route("/settings/privacy", methods=["GET", "POST"])
def privacy() -> Shown | Response:
    held = calling.answer("GET", "/settings")
    form = PrivacyForm(data=held.body | {"version": held.version})
    if form.save("PATCH", "/settings"):
        return done("How long things are kept is saved.", url_for("pages.privacy"))
    about = (
        "What is not needed any more goes by itself after these times. One person's data is given "
        "out or erased on their contact's page."
    )
    marks = {name: {"min": 1} for name in form.body()}
    return shown("settings/form.html", form, title="Privacy", about=about, marks=marks)
