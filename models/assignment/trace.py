"""Why a contact has the owner it has: assignments explained, from what was kept then. R12."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.agents.agent import Agent
from models.agents.visibility import sees_all
from models.assignment.assignment import (
    FALLBACK_TRIGGER,
    NO_REPLY_TRIGGER,
    REOPENED_TRIGGER,
    Assignment,
    Outcome,
)
from models.assignment.matching import RuleBook
from models.assignment.pool import PoolKind
from models.assignment.rule import Ruleset, Trigger
from models.catalogue import Catalogue
from models.conditions.facts import Facts


@dataclass(frozen=True, slots=True)
class Share:
    """An agent of the pool, with the turns that decided; `why_not` for who was passed over. All
    None where it is not told."""

    agent: Agent
    turns: int | None
    why_not: str | None
    weight: int | None = None
    """Turns in a cycle, where not all had the same."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One assignment, with everything that led to it."""

    assignment: Assignment
    agent: Agent | None
    rule: dict[str, Any] | None
    """Id and name, as they were then."""
    pool: str | None
    """Whose turns decided: ``the team Fashion``, ``all sales agents`` …"""
    shares: list[Share]
    story: list[dict[str, Any]]
    """Each rule that was tried: ``{rule, match, matched, conditions: [{field, op, value, actual,
    held}]}``."""

    @property
    def sentence(self) -> str:
        return _sentence(self)


def explain(assignments: Sequence[Assignment], seen_by: Agent | None) -> list[Explained]:
    """In the same order; costs one query, however many they are.

    Roles that do not sell come to closed contacts and are told who and why: how much their
    colleagues in sales have to do, and whether they are away, is not theirs to know (A6, X13).
    """
    ids = {one.ruleset_id for one in assignments if one.ruleset_id}
    sets = Ruleset.select().where(Ruleset.id.in_(ids or {0}))
    books = {row.id: RuleBook(row.id, row.rules) for row in sets}
    catalogue = Catalogue.current()
    found = [_explained(one, books.get(one.ruleset_id), catalogue) for one in assignments]
    return found if sees_all(seen_by) else [_without_loads(one) for one in found]


def name_of_pool(kind: str, of: int, rule: str | None) -> str:
    """What a pool's members are to a person."""
    if kind == PoolKind.TEAM.value:
        team = Catalogue.current().teams.get(of)
        return f"the team {team.name}" if team else "a team that is gone"
    if kind == PoolKind.RULE.value:
        return f"the agents of the rule “{rule}”" if rule else "the rule's agents"
    return "all sales agents"


def of_contact(contact_id: int) -> Any:
    """The query of a contact's assignments, newest first."""
    chosen = Assignment.select().where(Assignment.contact == contact_id)
    return chosen.order_by(Assignment.id.desc())


def _explained(assignment: Assignment, book: RuleBook | None, catalogue: Catalogue) -> Explained:
    story = _story(assignment, book)
    taker = next((one["rule"] for one in story if one["matched"]), None)
    return Explained(
        assignment=assignment,
        agent=catalogue.agents.get(assignment.agent_id or 0),
        rule=taker,
        pool=_pool_name(assignment.pool, taker),
        shares=_shares(assignment.pool or {}, catalogue),
        story=story,
    )


def _without_loads(one: Explained) -> Explained:
    agent = one.agent
    return replace(one, shares=[Share(agent, None, None)] if agent and one.shares else [])


def _story(assignment: Assignment, book: RuleBook | None) -> list[dict[str, Any]]:
    if book is None or assignment.facts is None:
        return []
    tried = assignment.trigger
    trigger = Trigger.WHATSAPP_CONTACT_CREATED if tried == FALLBACK_TRIGGER else Trigger(tried)
    return book.explain(trigger, Facts.from_json(assignment.facts))


def _shares(pool: dict[str, Any], catalogue: Catalogue) -> list[Share]:
    agents = catalogue.agents
    counted = sorted(pool.get("counts", {}).items(), key=lambda one: (one[1], one[0]))
    skipped = pool.get("skipped", {}).items()
    weights = pool.get("weights", {})
    return [
        *(
            Share(agents[int(id)], turns, None, weights.get(id))
            for id, turns in counted
            if int(id) in agents
        ),
        *(Share(agents[int(id)], None, why) for id, why in skipped if int(id) in agents),
    ]


def _pool_name(pool: dict[str, Any] | None, taker: dict[str, Any] | None) -> str | None:
    name = taker["name"] if taker else None
    return name_of_pool(pool["kind"], pool["of"], name) if pool and "kind" in pool else None


def _sentence(one: Explained) -> str:
    rule, agent = one.rule["name"] if one.rule else "", one.agent.name if one.agent else ""
    match one.assignment.outcome:
        case Outcome.RELEASED:
            if one.assignment.trigger == REOPENED_TRIGGER:
                return f"It was opened again, and {agent} takes care of open contacts no more."
            return f"{agent} was released by hand."
        case Outcome.UNMATCHED:
            return "No rule matched, so nobody was assigned."
        case Outcome.NOBODY:
            return f"{_taker(one)}, but nobody of {one.pool} could be given it."
    if (one.assignment.pool or {}).get("returned"):
        return f"{_taker(one)}, and it went back to {agent}, who had it before."
    if one.rule:
        return f"The rule “{rule}” matched, and it was {agent}'s turn among {one.pool}."
    if one.assignment.trigger == FALLBACK_TRIGGER:
        return f"No rule matched; the fallback gave the contact to {agent}, whose turn it was."
    if one.assignment.trigger == NO_REPLY_TRIGGER:
        return f"No first reply came in time, and it was {agent}'s turn among {one.pool}."
    return f"Assigned to {agent} by hand."


def _taker(one: Explained) -> str:
    if one.rule:
        return f"The rule “{one.rule['name']}” matched"
    if one.assignment.trigger == FALLBACK_TRIGGER:
        return "The fallback took the contact"
    return "The contact wrote again"
