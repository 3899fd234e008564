"""`POST /rules/preview/recent`: what the rules, as they are or with one more, would do with the
contacts that came lately (X4)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.assignment.rules import NO_POOL, TWO_POOLS, RuleChangeSchema, read_conditions
from bot.api.fields import Moment, Schema, Text, Whole, Word, agent_named, named
from bot.api.resource import Resource, viewer
from bot.problems import invalid, within
from models.agents.agent import Agent
from models.assignment.pool import FALLBACK
from models.assignment.rehearsing import Draft, Rehearsal, Tried, rehearse
from models.assignment.rule import Match, Rule, Trigger, frozen
from models.catalogue import Catalogue
from models.clock import now
from models.ids import BIGGEST_ID

rehearsals = Resource("rehearsal", __name__, description="What the rules would do with many")

SHOWN = 100
"""Contacts that are told one by one: the newest."""


class DraftRuleSchema(RuleChangeSchema):
    """A rule that is not saved: it is tried behind the others, or in the place of `id`."""

    id = Whole(1, BIGGEST_ID, metadata={"description": "The rule in whose place it is tried"})
    name = Text(load_default="This rule")
    trigger = Word(Trigger, required=True)
    match = Word(Match, load_default=Match.ALL.value)


class RehearsalAskSchema(Schema):
    days = Whole(1, 365, load_default=30, metadata={"description": "Who came in these last days"})
    rule = ma.fields.Nested(
        DraftRuleSchema, metadata={"description": "One that is not saved, beside those that are"}
    )


class RehearsedRuleSchema(ma.Schema):
    id = ma.fields.Integer(allow_none=True, metadata={"description": "null: it is not saved"})
    name = ma.fields.String()


class RehearsedShareSchema(ma.Schema):
    agent = agent_named()
    count = ma.fields.Integer()


class RehearsedTakerSchema(ma.Schema):
    takes = ma.fields.String(metadata={"enum": ["rule", "fallback", "nothing"]})
    rule = ma.fields.Nested(RehearsedRuleSchema, allow_none=True)
    count = ma.fields.Integer()
    shares = ma.fields.List(ma.fields.Nested(RehearsedShareSchema))
    nobody = ma.fields.Integer(metadata={"description": "Of whom nobody could be given"})


class RehearsedContactSchema(ma.Schema):
    contact = named()
    takes = ma.fields.String(metadata={"enum": ["rule", "fallback", "nothing"]})
    rule = ma.fields.Nested(RehearsedRuleSchema, allow_none=True)
    next = agent_named(allow_none=True, metadata={"description": "Who would get it"})
    owner = agent_named(allow_none=True, metadata={"description": "Who has it now"})


class RehearsalSchema(ma.Schema):
    """`shares` are counted from zero, among those who are active and sell."""

    since = Moment()
    tried = ma.fields.Integer(metadata={"description": "Contacts; the newest 5000 at most"})
    left_out = ma.fields.Integer(metadata={"description": "Came in that time too, before these"})
    items = ma.fields.List(ma.fields.Nested(RehearsedTakerSchema))
    contacts = ma.fields.List(ma.fields.Nested(RehearsedContactSchema))


@rehearsals.post("/rules/preview/recent")
@rehearsals.arguments(RehearsalAskSchema, required=False)
@rehearsals.response(200, RehearsalSchema)
def recent(asked: dict[str, Any]) -> dict[str, Any]:
    """Who of the contacts that came lately would go to whom, each as if it had just come and nobody
    owned it. `contacts` are the newest 100. Nothing is changed."""
    since = now() - timedelta(days=asked["days"])
    with within("rule"):
        draft = _draft(asked["rule"]) if "rule" in asked else None
    agents = Catalogue.current().agents
    found = rehearse(since, viewer(), draft)
    return {
        "since": since,
        "tried": len(found.tried),
        "left_out": found.left_out,
        "items": list(_items(found)),
        "contacts": [_shown(one, agents) for one in found.tried[: -SHOWN - 1 : -1]],
    }


def _draft(asked: dict[str, Any]) -> Draft:
    named_team = asked.get("team") is not None
    if asked.get("agents") and named_team:
        raise invalid("team", TWO_POOLS)
    if not asked.get("agents") and not named_team:
        raise invalid("agents", NO_POOL)
    if "id" in asked and not Rule.select().where(Rule.id == asked["id"]).exists():
        raise invalid("id", f"there is no rule {asked['id']}")
    team, trigger = lookup.team(asked["team"]) if named_team else None, Trigger(asked["trigger"])
    rule = Rule(
        id=asked.get("id", 0),
        name=asked["name"],
        trigger=trigger,
        match=Match(asked["match"]),
        conditions=read_conditions(asked.get("conditions", []), trigger),
        team=team,
    )
    return Draft(frozen(rule), lookup.agents(asked.get("agents") or [], "agents"))


def _items(found: Rehearsal) -> Iterable[dict[str, Any]]:
    """What took contacts, the one with most first; those that nothing took come last."""
    groups: dict[Any, list[Tried]] = {}
    for one in found.tried:
        groups.setdefault(one.rule.id if one.rule else one.pool, []).append(one)
    for tried in sorted(groups.values(), key=lambda some: (some[0].pool is None, -len(some))):
        agents = {one.agent.id: one.agent for one in tried if one.agent}
        counts = Counter(one.agent.id for one in tried if one.agent)
        yield {
            "takes": _takes(tried[0]),
            "rule": _taker(tried[0]),
            "count": len(tried),
            "shares": [{"agent": agents[id], "count": n} for id, n in counts.most_common()],
            "nobody": sum(one.pool is not None and one.agent is None for one in tried),
        }


def _shown(one: Tried, agents: Mapping[int, Agent]) -> dict[str, Any]:
    contact = one.contact
    return {
        "contact": {"id": contact.id, "name": contact.called()},
        "takes": _takes(one),
        "rule": _taker(one),
        "next": one.agent,
        "owner": agents.get(contact.owner_id or 0),
    }


def _takes(one: Tried) -> str:
    return "rule" if one.rule else "fallback" if one.pool == FALLBACK else "nothing"


def _taker(one: Tried) -> dict[str, Any] | None:
    return {"id": one.rule.id or None, "name": one.rule.name} if one.rule else None
