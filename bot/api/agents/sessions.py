"""`/sessions`: where the agent is signed in at the pages, and ending it. X13."""

from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.fields import Moment
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, viewer
from bot.problems import Problem
from models.agents.agent import Agent
from models.agents.session import Session

sessions = Resource("sessions", __name__, description="Where the key's agent is signed in")


class SessionSchema(ma.Schema):
    id = ma.fields.Integer()
    address = ma.fields.String(metadata={"description": "The network address that signed in"})
    created_at = Moment()
    seen_at = Moment(metadata={"description": "The last page asked for, to five minutes"})


@sessions.get("/sessions")
@sessions.arguments(PageSchema, location="query")
@sessions.response(200, list_of(SessionSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """The agent's own that have not ended, the latest seen first."""
    return page_of(Session.of(_agent()).order_by(Session.seen_at.desc(), Session.id), asked)


@sessions.delete("/sessions/<id:id>")
@sessions.response(204)
def end(id: int) -> None:
    """Sign out there: whoever has its cookie is nobody from now on."""
    lookup.seen(Session.of(_agent()), id, "session").delete_instance()


def _agent() -> Agent:
    agent = viewer()
    if agent is None:
        raise Problem(403, "this key belongs to no agent: use a key of the agent who is signed in")
    return agent
