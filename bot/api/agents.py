"""`/agents`: the people who answer. Nobody is deleted: history refers to them. R5, X1."""

from typing import Any

import marshmallow as ma

from bot.api import lookup, unique
from bot.api.fields import Email, Moment, Phone, Schema, Text, Truth, Word
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource
from models.agents import staff
from models.agents.agent import Agent, Role

agents = Resource("agents", __name__, description="The people who answer")


class AgentSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    email = ma.fields.String()
    role = ma.fields.Enum(Role, by_value=True)
    whatsapp = ma.fields.String(metadata={"description": "Digits with the country code, or null"})
    active = ma.fields.Boolean()
    available = ma.fields.Boolean(metadata={"description": "false: away, gets no contacts"})
    created_at = Moment()


class AgentChangeSchema(Schema):
    name = Text()
    email = Email()
    role = Word(Role)
    whatsapp = Phone(allow_none=True)
    active = Truth()
    available = Truth()


class NewAgentSchema(AgentChangeSchema):
    name = Text(required=True)
    email = Email(required=True)
    role = Word(Role, load_default=Role.SALES_AGENT.value)


@agents.get("/agents")
@agents.arguments(PageSchema, location="query")
@agents.response(200, list_of(AgentSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Every agent, also who is not active any more."""
    return page_of(Agent.select().order_by(Agent.id), asked)


@agents.post("/agents")
@agents.arguments(NewAgentSchema)
@agents.response(201, AgentSchema)
def create(asked: dict[str, Any]) -> Any:
    """Add an agent. A password is set elsewhere: `usher create-admin`."""
    _check(asked)
    return Agent.create(**_typed(asked))


@agents.get("/agents/<id:id>")
@agents.response(200, AgentSchema)
def show(id: int) -> Any:
    """One agent."""
    return lookup.row(Agent, id, "agent")


@agents.patch("/agents/<id:id>")
@agents.arguments(AgentChangeSchema)
@agents.response(200, AgentSchema)
def change(asked: dict[str, Any], id: int) -> Any:
    """Change what is named: `available` is the switch for being away, `active` false is leaving."""
    agent = lookup.row(Agent, id, "agent")
    _check(asked, besides=id)
    staff.change(agent, _typed(asked))
    return agent


def _check(asked: dict[str, Any], besides: int = 0) -> None:
    for field in ("email", "whatsapp"):
        if asked.get(field):
            unique.check(Agent, asked[field], field, besides)


def _typed(asked: dict[str, Any]) -> dict[str, Any]:
    return asked | ({"role": Role(asked["role"])} if "role" in asked else {})
