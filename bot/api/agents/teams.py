"""`/teams`: agents who share work. R5."""

from typing import Any

import marshmallow as ma

from bot.api import lookup, unique
from bot.api.fields import Name, NameOrId, Schema, agent_named
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource
from models.agents import belonging, staff
from models.agents.team import Team, TeamMember

teams = Resource("teams", __name__, description="Agents who share work")


class TeamSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    members = ma.fields.List(agent_named())


class TeamChangeSchema(Schema):
    name = Name()
    members = ma.fields.List(NameOrId(), metadata={"description": "Emails or ids of agents"})


class NewTeamSchema(TeamChangeSchema):
    name = Name(required=True)


@teams.get("/teams")
@teams.arguments(PageSchema, location="query")
@teams.response(200, list_of(TeamSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Every team with its members."""
    return page_of(Team.select().order_by(Team.id), asked, _shown)


@teams.post("/teams")
@teams.arguments(NewTeamSchema)
@teams.response(201, TeamSchema)
def create(asked: dict[str, Any]) -> Any:
    """Add a team."""
    unique.check(Team, asked["name"])
    members = lookup.agents(asked.get("members", []), "members")
    team = Team.create(name=asked["name"])
    team.set_members(members)
    return _one(team)


@teams.get("/teams/<id:id>")
@teams.response(200, TeamSchema)
def show(id: int) -> Any:
    """One team."""
    return _one(lookup.row(Team, id, "team"))


@teams.patch("/teams/<id:id>")
@teams.arguments(TeamChangeSchema)
@teams.response(200, TeamSchema)
def change(asked: dict[str, Any], id: int) -> Any:
    """Rename a team, or say anew who is in it; joiners start level with the others."""
    team = lookup.row(Team, id, "team")
    if "name" in asked:
        unique.check(Team, asked["name"], besides=id)
        staff.rename_team(team, asked["name"])
    if "members" in asked:
        team.set_members(lookup.agents(asked["members"], "members"))
    return _one(team)


@teams.delete("/teams/<id:id>")
@teams.response(204)
def remove(id: int) -> None:
    """Delete a team that no rule assigns to."""
    staff.remove_team(lookup.row(Team, id, "team"))


def _one(team: Team) -> dict[str, Any]:
    return _shown([team])[0]


def _shown(rows: list[Team]) -> list[dict[str, Any]]:
    members = belonging.agents_of(TeamMember.team, [row.id for row in rows])
    return [{"id": row.id, "name": row.name, "members": members[row.id]} for row in rows]
