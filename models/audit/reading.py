"""Who changed what: the entries of the audit, and what people did to contacts, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.agents.agent import Agent
from models.agents.api_key import ApiKey
from models.audit.entry import AuditEntry
from models.contact.event import Event

CONTACT = "contact"
"""The kind of things whose story is told by events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for; None asks for nothing."""

    agent: Agent | None = None
    actor: str | None = None
    """A cause that is no agent's, such as ``api_key:5`` or ``command``."""
    kind: str | None = None
    id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries(wanted: Wanted) -> Any:
    """The query of the settings' entries."""
    query = AuditEntry.select().order_by(AuditEntry.id.desc())
    if wanted.agent:
        query = query.where(AuditEntry.agent_id == wanted.agent.id)
    if wanted.actor:
        query = query.where(AuditEntry.actor == wanted.actor)
    if wanted.kind:
        query = query.where(AuditEntry.kind == wanted.kind)
    if wanted.id:
        query = query.where(AuditEntry.thing_id == wanted.id)
    return _between(query, AuditEntry.at, wanted)


def events(wanted: Wanted) -> Any:
    """The query of what people and programs did to contacts; what messages caused is left out."""
    query = Event.select().order_by(Event.id.desc())
    if wanted.agent:
        query = query.where(Event.cause.in_(_causes(wanted.agent)))
    elif wanted.actor:
        query = query.where(Event.cause == wanted.actor)
    else:
        query = query.where(Event.cause.startswith("agent:") | Event.cause.startswith("api_key:"))
    if wanted.id:
        query = query.where(Event.contact == wanted.id)
    return _between(query, Event.at, wanted)


def _causes(agent: Agent) -> list[str]:
    """The agent at the pages, and with each key."""
    keys = ApiKey.select(ApiKey.id).where(ApiKey.agent == agent).tuples()
    return [f"agent:{agent.id}", *(f"api_key:{id}" for (id,) in keys)]


def _between(query: Any, at: Any, wanted: Wanted) -> Any:
    if wanted.since:
        query = query.where(at >= wanted.since)
    if wanted.until:
        query = query.where(at < wanted.until)
    return query
