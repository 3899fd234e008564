"""`/agents`: the people who answer. Nobody is deleted: history refers to them. R5, X1."""

from typing import Any

import marshmallow as ma

from bot.api import lookup, unique
from bot.api.agents import passwords
from bot.api.agents.hours import Hours
from bot.api.agents.passwords import Password
from bot.api.body import given
from bot.api.fields import (
    Email,
    Moment,
    NameOrId,
    Phone,
    Schema,
    Text,
    TimeZone,
    Truth,
    Whole,
    Word,
)
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, administrators_only, cause, holding, viewer
from bot.problems import invalid, missing
from models.agents import parting, staff
from models.agents.agent import Agent, Role
from models.agents.api_key import Scope
from models.agents.parting import Fate
from models.agents.password import LONGEST, hashed
from models.agents.visibility import administers, manages

agents = Resource("agents", __name__, description="The people who answer")

OWN = {"available", "password", "current_password"}
"""What agents may change of themselves."""


class AgentSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    email = ma.fields.String()
    role = ma.fields.Enum(Role, by_value=True)
    whatsapp = ma.fields.String(
        allow_none=True,
        metadata={
            "description": "Digits with the country code; told to managers and to themselves"
        },
    )
    active = ma.fields.Boolean()
    available = ma.fields.Boolean(metadata={"description": "false: away, gets no contacts"})
    timezone = ma.fields.String(
        allow_none=True,
        metadata={"description": "Of hours and leave; null: the organisation's"},
    )
    hours = ma.fields.Raw(allow_none=True, metadata={"description": "By weekday; null: always"})
    capacity = ma.fields.Integer(
        allow_none=True,
        metadata={"description": "Open contacts that rules give at most; null: any number"},
    )
    weight = ma.fields.Integer(metadata={"description": "Turns in a cycle of a pool"})
    created_at = Moment()

    @ma.post_dump
    def _keep_numbers_private(self, shown: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Colleagues' own numbers are for managers."""
        seen_by = viewer()
        own = seen_by is not None and seen_by.id == shown["id"]
        return shown if own or manages(seen_by) else shown | {"whatsapp": None}


class AgentChangeSchema(Schema):
    name = Text()
    email = Email()
    role = Word(Role)
    whatsapp = Phone(allow_none=True, metadata={"description": "Where notices go, too"})
    active = Truth()
    available = Truth(metadata={"description": "false: away, gets no contacts"})
    timezone = TimeZone(
        allow_none=True, metadata={"description": "Of hours and leave; null: the organisation's"}
    )
    hours = Hours(allow_none=True)
    capacity = Whole(
        0,
        1_000_000,
        allow_none=True,
        metadata={"description": "Open contacts that rules give at most; null: any number"},
    )
    weight = Whole(1, 10, metadata={"description": "Turns in a cycle of a pool"})
    password = Password()


class AgentPatchSchema(AgentChangeSchema):
    current_password = ma.fields.String(
        validate=ma.validate.Length(max=LONGEST),
        metadata={"description": "Of who changes the own password"},
    )
    contacts = NameOrId(
        metadata={
            "description": "Of who stops, what becomes of the open contacts: release (the "
            "rules are tried anew), keep (not in a role that does not see them), or the email or "
            "id of the agent who gets them"
        }
    )


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
    """Add an agent. With a first `password` they can sign in, and may change it."""
    _check(asked)
    return Agent.create(**_typed(asked))


@agents.get("/agents/<id:id>")
@agents.response(200, AgentSchema)
def show(id: int) -> Any:
    """One agent."""
    return lookup.row(Agent, id, "agent")


@agents.patch("/agents/<id:id>")
@agents.arguments(AgentPatchSchema)
@agents.response(200, AgentSchema)
@holding(lambda agent: _hold(agent))
def change(asked: dict[str, Any], id: int) -> Any:
    """Change what is named. Agents may switch their own `available` and set their own `password`
    (with the `current_password`); all else is for administrators. `active` false, or a role that
    does not sell, is stopping: `contacts` says what becomes of the open ones."""
    if not asked.keys() <= OWN:
        administrators_only(Scope.ACCOUNTS)
    # Not locked yet: contacts and pools come before agents.
    agent = Agent.get_or_none(Agent.id == id)
    if agent is None:
        raise missing("agent", id)
    refused = passwords.refusal(agent, asked)
    if refused:
        return refused
    _check(asked, besides=id)
    fate, values = asked.pop("contacts", None), _typed(asked)
    if parting.stops(agent, values):
        parting.stop(agent, values, _fate(fate, agent), cause())
    elif fate is not None:
        raise invalid("contacts", "give it together with active: false")
    else:
        agent = lookup.row(Agent, id, "agent")
        staff.change(agent, values)
    return agent


def _hold(agent: int) -> None:
    if administers(viewer()) and given().keys() & {"active", "role"}:
        parting.hold(agent)


def _fate(meant: str | int | None, leaving: Agent) -> Fate | Agent | None:
    if meant is None or meant in set(Fate):
        return Fate(meant) if meant else None
    heir = lookup.agent(meant, "contacts")
    if heir == leaving or not heir.active or not heir.role.sells:
        raise invalid(
            "contacts", f"{heir.name} cannot take them: name another, active agent who sells"
        )
    return heir


def _check(asked: dict[str, Any], besides: int = 0) -> None:
    for field in ("email", "whatsapp"):
        if asked.get(field):
            unique.check(Agent, asked[field], field, besides)


def _typed(asked: dict[str, Any]) -> dict[str, Any]:
    values = asked | ({"role": Role(asked["role"])} if "role" in asked else {})
    password = values.pop("password", None)
    return values | ({"password_hash": hashed(password)} if password else {})
