"""`/settings/teams`: agents who share work; add, change and delete a team. R5."""

from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from bot.pages import calling
from bot.pages.fields import Text
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.settings import lists
from bot.pages.site import pages
from models.agents import staff
from models.agents.team import Team
from models.assignment.rule import Rule


class TeamForm(Form):
    name = Text("Name")
    members = SelectMultipleField(
        "Members",
        coerce=int,
        widget=ListWidget(),
        option_widget=CheckboxInput(),
        description="Rules that assign to the team give each of them the same share. Who joins "
        "starts level with the others.",
    )


@pages.get("/settings/teams")
def teams() -> str:
    return render_template(
        "settings/teams.html", teams=calling.every("/teams"), rules=_rules_by_team()
    )


@pages.route("/settings/teams/add", methods=["GET", "POST"])
def add_team() -> Shown | Response:
    form = TeamForm()
    form.members.choices = _agents(set())
    if form.save("POST", "/teams"):
        return done(f"Rules can assign to {form.name.data} now.", url_for("pages.teams"))
    return shown("settings/team.html", form, team=None)


@pages.route("/settings/teams/<id:id>", methods=["GET", "POST"])
def edit_team(id: int) -> Shown | Response:
    held = calling.answer("GET", f"/teams/{id}")
    members = [one["id"] for one in held.body["members"]]
    form = TeamForm(data=held.body | {"members": members, "version": held.version})
    form.members.choices = _agents(set(members))
    if form.save("PATCH", f"/teams/{id}"):
        return done(f"{form.name.data} is saved.", url_for("pages.teams"))
    return shown("settings/team.html", form, team=held.body)


@pages.route("/settings/teams/<id:id>/delete", methods=["GET", "POST"])
def delete_team(id: int) -> Shown | Response:
    team = calling.get(f"/teams/{id}")
    form = Form()
    if form.save("DELETE", f"/teams/{id}"):
        return done(f"{team['name']} is deleted.", url_for("pages.teams"))
    obstacle = lists.obstacle(lambda: staff.refuse_assigned(Team.get_by_id(id)))
    return shown("settings/delete_team.html", form, team=team, obstacle=obstacle)


def _agents(members: set[int]) -> list[tuple[int, str]]:
    """Who works here, and who is a member still."""
    return [
        (one["id"], one["name"] if one["active"] else f"{one['name']} (left)")
        for one in sorted(calling.every("/agents"), key=lambda one: one["name"].casefold())
        if one["active"] or one["id"] in members
    ]


def _rules_by_team() -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for rule in Rule.select(Rule.id, Rule.name, Rule.team).where(Rule.team.is_null(False)):
        found.setdefault(rule.team_id, []).append(rule)
    return found
