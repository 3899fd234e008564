"""`/rules`: who gets which contact. R2 to R11. What they would do is in preview.py."""

from typing import Any

import marshmallow as ma
from peewee import fn

from bot.api import lookup
from bot.api.fields import NameOrId, Schema, Text, Truth, Whole, Word, agent_named, named
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource
from bot.problems import Wrong, invalid, invalids
from models.agents import belonging
from models.agents.agent import Agent
from models.agents.team import Team
from models.assignment import judging
from models.assignment.rule import Match, Rule, RuleAgent, Ruleset, Trigger
from models.catalogue import Catalogue
from models.ids import BIGGEST_ID

rules = Resource("rules", __name__, description="Account owner assignment rules")

NO_POOL = "name the agents who get the contacts, or a team"
TWO_POOLS = "give agents or a team, not both"


class ConditionSchema(ma.Schema):
    """Read by models.conditions.condition, which says what is wrong with one."""

    field = ma.fields.String(
        required=True,
        metadata={"description": "tag, source, status, state, name, email or trait:NAME"},
    )
    op = ma.fields.String(
        required=True,
        metadata={"enum": ["is", "is_not", "contains", "gt", "gte", "lt", "lte", "set", "not_set"]},
    )
    value = ma.fields.Raw()


class RuleSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    trigger = ma.fields.Enum(Trigger, by_value=True)
    conditions = ma.fields.List(ma.fields.Nested(ConditionSchema))
    match = ma.fields.Enum(Match, by_value=True)
    agents = ma.fields.List(agent_named())
    team = named(allow_none=True)
    active = ma.fields.Boolean()
    position = ma.fields.Integer()
    warnings = ma.fields.List(ma.fields.String())


class RuleChangeSchema(Schema):
    name = Text()
    trigger = Word(Trigger)
    conditions = ma.fields.List(
        ma.fields.Raw(),
        metadata={
            "items": {"$ref": "#/components/schemas/Condition"},
            "description": "None: always",
        },
    )
    match = Word(Match)
    agents = ma.fields.List(NameOrId(), metadata={"description": "Emails or ids"})
    team = NameOrId(allow_none=True, metadata={"description": "A team's name or id"})
    active = Truth()
    position = Whole(0, 1_000_000, metadata={"description": "Lower ones are tried first"})


class NewRuleSchema(RuleChangeSchema):
    name = Text(required=True)
    trigger = Word(Trigger, required=True)
    match = Word(Match, load_default=Match.ALL.value)


class OrderSchema(Schema):
    rules = ma.fields.List(
        Whole(1, BIGGEST_ID),
        required=True,
        metadata={"description": "Every rule's id, in the order in which they are to be tried"},
    )


class OrderedSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(RuleSchema))


@rules.get("/rules")
@rules.arguments(PageSchema, location="query")
@rules.response(200, list_of(RuleSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Every rule, in the order in which they are tried."""
    return page_of(_in_order(), asked, _shown)


@rules.post("/rules")
@rules.arguments(NewRuleSchema)
@rules.response(201, RuleSchema)
def create(asked: dict[str, Any]) -> Any:
    """Add a rule; without a position it is tried last."""
    last = Rule.select(fn.MAX(Rule.position)).scalar() or 0
    rule = Rule(position=last + 1)
    if "agents" not in asked and asked.get("team") is None:
        raise invalid("agents", NO_POOL)
    return _save(rule, asked)


@rules.get("/rules/<id:id>")
@rules.response(200, RuleSchema)
def show(id: int) -> Any:
    """One rule."""
    return _one(lookup.row(Rule, id, "rule"))


@rules.patch("/rules/<id:id>")
@rules.arguments(RuleChangeSchema)
@rules.response(200, RuleSchema)
def change(asked: dict[str, Any], id: int) -> Any:
    """Change what is named; agents instead of a team, or a team instead of agents."""
    return _save(lookup.row(Rule, id, "rule"), asked)


@rules.delete("/rules/<id:id>")
@rules.response(204)
def remove(id: int) -> None:
    """Delete a rule. What it assigned can still be explained."""
    lookup.row(Rule, id, "rule").delete_instance()
    Ruleset.publish()


@rules.post("/rules/order")
@rules.arguments(OrderSchema)
@rules.response(200, OrderedSchema)
def order(asked: dict[str, Any]) -> dict[str, Any]:
    """Say in which order all the rules are tried (R11)."""
    known = {rule.id: rule for rule in Rule.select().for_update()}
    wanted = asked["rules"]
    if sorted(wanted) != sorted(known):
        listed = ", ".join(str(id) for id in sorted(known)) or "none"
        raise invalid("rules", f"name every rule once; there are {listed}")
    for position, id in enumerate(wanted, 1):
        known[id].position = position
        known[id].save()
    Ruleset.publish()
    return {"items": _shown(list(_in_order()))}


def _in_order() -> Any:
    return Rule.select().order_by(Rule.position, Rule.id)


def _save(rule: Rule, asked: dict[str, Any]) -> dict[str, Any]:
    for name in ("name", "active", "position"):
        if name in asked:
            setattr(rule, name, asked[name])
    rule.trigger = Trigger(asked.get("trigger", rule.trigger))
    rule.match = Match(asked.get("match", rule.match))
    rule.conditions = read_conditions(asked.get("conditions", rule.conditions), rule.trigger)
    agents = _pool(rule, asked)
    rule.save()
    if agents is not None:
        rule.set_agents(agents)
    Ruleset.publish()
    return _one(rule)


def read_conditions(raw: list[Any], trigger: Trigger) -> list[Any]:
    """As they are kept. Raises the Problem of those that make no sense."""
    kept, complaints = judging.read_conditions(raw, trigger)
    if complaints:
        raise invalids(Wrong(*complaint) for complaint in complaints)
    return kept


def _pool(rule: Rule, asked: dict[str, Any]) -> list[Agent] | None:
    """Who gets the contacts: the team is set on the rule, agents are answered. None: as before."""
    if asked.get("agents") and asked.get("team") is not None:
        raise invalid("team", TWO_POOLS)
    if asked.get("team") is not None:
        rule.team = lookup.team(asked["team"])
        return []
    if "agents" in asked or "team" in asked:
        agents = lookup.agents(asked.get("agents", []), "agents")
        if not agents:
            raise invalid("agents", NO_POOL)
        rule.team = None
        return agents
    return None


def _one(rule: Rule) -> dict[str, Any]:
    return _shown([rule])[0]


def _shown(rows: list[Rule]) -> list[dict[str, Any]]:
    catalogue = Catalogue.current()
    odd = judging.warnings(catalogue)
    agents = belonging.agents_of(RuleAgent.rule, [row.id for row in rows])
    plain = ("id", "name", "trigger", "conditions", "match", "active", "position")
    return [
        {name: getattr(row, name) for name in plain}
        | {"agents": agents[row.id], "team": _team(row, catalogue)}
        | {"warnings": odd.get(row.id, [])}
        for row in rows
    ]


def _team(rule: Rule, catalogue: Catalogue) -> Team | None:
    return catalogue.teams.get(rule.team_id or 0)
