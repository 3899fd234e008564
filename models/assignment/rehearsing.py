"""What the rules would do with the contacts that came lately, told without doing any of it (X4).

Each is tried as if nobody owned it and it had just come, with what is known of it now. Turns are
counted from zero among those who are active and sell: who is away or full at the moment of looking
says little about a month. Nothing is locked and nothing is written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from models import sets
from models.agents.agent import Agent, Role
from models.agents.presence import CLOSED_ONLY, NOT_ACTIVE
from models.agents.team import TeamMember
from models.agents.visibility import visible_to
from models.assignment import deciding
from models.assignment.capacity import Rooms
from models.assignment.matching import CompiledRule, RuleBook
from models.assignment.pool import FALLBACK, Pool, PoolKey, PoolKind
from models.assignment.rule import RuleAgent, Ruleset
from models.assignment.turns import LockedPool, Seat
from models.catalogue import Catalogue
from models.conditions.condition import Facts
from models.contact import Contact, ContactTag, ContactTrait

MOST = 5000
"""Contacts that are tried at most: the newest."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule that is not saved."""

    raw: dict[str, Any]
    """As a ruleset holds it. Its id is that of the rule that it would replace, or 0."""
    agents: Sequence[Agent]
    """Who gets the contacts, unless it names a team."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What would become of one contact."""

    contact: Contact
    rule: CompiledRule | None
    pool: PoolKey | None
    """None: no rule and no fallback takes it."""
    agent: Agent | None
    """None: nobody of the pool could be given it."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    tried: list[Tried]
    """Oldest first, in the order in which turns would be given."""
    left_out: int
    """Contacts that came in the time as well, before these."""


def rehearse(since: datetime, viewer: Agent | None, draft: Draft | None = None) -> Rehearsal:
    """The same in a handful of queries for any number of contacts."""
    came = (Contact.created_at >= since, visible_to(viewer))
    query = Contact.select(*NEEDED).where(*came)
    latest = query.order_by(Contact.created_at.desc(), Contact.id.desc()).limit(MOST)
    contacts = list(latest)[::-1]
    count = Contact.select(fn.COUNT(Contact.id)).where(*came).scalar()
    play = _Play(draft)
    tried = [play.try_(one, facts) for one, facts in zip(contacts, _facts(contacts), strict=True)]
    return Rehearsal(tried, max(count - len(contacts), 0))


class _Play:
    """The rules, and pools whose turns begin at zero."""

    def __init__(self, draft: Draft | None) -> None:
        self._catalogue = Catalogue.current()
        self._draft = draft
        self._book = RuleBook(None, list(_rules(draft)))
        self._pools: dict[PoolKey, LockedPool] = {}
        self._members = _members(self._catalogue.agents.values())

    def try_(self, contact: Contact, facts: Facts) -> Tried:
        """Who has written to us counts as made by their first message."""
        created = contact.last_heard_at is not None
        for trigger in deciding.triggers_of(created, changed=True):
            rule = self._book.first_match(trigger, facts)
            if rule is not None:
                return self._given(contact, rule, deciding.pool_of(rule))
        if created and self._catalogue.organisation.fallback and not self._book.empty:
            return self._given(contact, None, FALLBACK)
        return Tried(contact, None, None, None)

    def _given(self, contact: Contact, rule: CompiledRule | None, key: PoolKey) -> Tried:
        if key not in self._pools:
            row = Pool(kind=key.kind, of=key.of, turn=0, level=0)
            seats = [Seat(one, _why_not(one)) for one in self._agents(key)]
            self._pools[key] = LockedPool(row, seats, Rooms([]), waiting=False)
        pool, lot = self._pools[key], f"contact:{contact.id}"
        closed = contact.closed_at is not None
        turn = pool.give_turn_of_closed(lot) if closed else pool.give_turn(lot)
        return Tried(contact, rule, key, turn.agent)

    def _agents(self, key: PoolKey) -> Sequence[Agent]:
        draft = self._draft
        if draft is not None and key == PoolKey(PoolKind.RULE, draft.raw["id"]):
            return draft.agents
        return [self._catalogue.agents[id] for id in self._members.get(key, [])]


def _rules(draft: Draft | None) -> Iterable[dict[str, Any]]:
    """The active ones; the draft in the place of the rule that it replaces, else behind them."""
    current = Ruleset.current()
    rules = list(current.rules) if current else []
    if draft is None:
        return rules
    if any(one["id"] == draft.raw["id"] for one in rules):
        return [draft.raw if one["id"] == draft.raw["id"] else one for one in rules]
    return [*rules, draft.raw]


def _members(agents: Iterable[Agent]) -> dict[PoolKey, list[int]]:
    found: dict[PoolKey, list[int]] = {
        FALLBACK: [one.id for one in agents if one.active and one.role is Role.SALES_AGENT]
    }
    for row in RuleAgent.select():
        found.setdefault(PoolKey(PoolKind.RULE, row.rule_id), []).append(row.agent_id)
    for row in TeamMember.select():
        found.setdefault(PoolKey(PoolKind.TEAM, row.team_id), []).append(row.agent_id)
    return found


def _why_not(agent: Agent) -> str | None:
    if not agent.active:
        return NOT_ACTIVE
    return None if agent.role.sells else CLOSED_ONLY


def _facts(contacts: Sequence[Contact]) -> Iterable[Facts]:
    """What conditions may look at, in the same order."""
    catalogue = Catalogue.current()
    ids = [one.id for one in contacts]
    tags: dict[int, set[str]] = {}
    for contact, tag in (
        ContactTag.select(ContactTag.contact, ContactTag.tag)
        .where(sets.among(ContactTag.contact, ids))
        .tuples()
    ):
        tags.setdefault(contact, set()).add(str(catalogue.tags[tag].name))
    traits: dict[int, dict[str, Any]] = {}
    known = ContactTrait.select(ContactTrait.contact, ContactTrait.trait, ContactTrait.value)
    for contact, trait, value in known.where(sets.among(ContactTrait.contact, ids)).tuples():
        traits.setdefault(contact, {})[str(catalogue.traits[trait].name)] = value
    for one in contacts:
        source = catalogue.sources.get(one.source_id or 0)
        yield Facts(
            name=one.name,
            email=one.email,
            status=catalogue.statuses[one.status_id].name,
            source=source.name if source else None,
            state=one.state.value,
            tags=frozenset(tags.get(one.id, ())),
            traits=traits.get(one.id, {}),
        )


NEEDED = (
    *(Contact.id, Contact.name, Contact.username, Contact.email, Contact.status, Contact.source),
    *(Contact.state, Contact.owner, Contact.closed_at, Contact.last_heard_at, Contact.created_at),
)
