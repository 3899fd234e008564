"""Entries of the audit and events of contacts in words, with the names of who acted and of what was
meant; many at once in a few queries."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.agents.agent import Agent
from models.agents.api_key import ApiKey
from models.agents.team import Team
from models.assignment.rule import Rule
from models.audit.entry import Action, AuditEntry
from models.audit.reading import CONTACT
from models.catalogue import Catalogue
from models.contact import Contact, timeline
from models.contact.event import Event
from models.settings.automation import Automation
from models.settings.status import Status
from models.webhooks.endpoint import WebhookEndpoint
from models.workflow.tables import Workflow

BY = {"command": "The command line", "usher": "Usher"}
KINDS = {
    "settings": "the settings",
    "api_key": "API key",
    "automation": "the automation of",
    "webhook_endpoint": "webhook endpoint",
}
LONGEST = 120
MOMENT = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):[\d.:]+\+00:00$")
"""As the database writes one."""
"""Characters of a value that a sentence shows."""
NOTHING, HIDDEN = "nothing", "hidden"


@dataclass(frozen=True, slots=True)
class Worded:
    row: AuditEntry | Event
    action: Action
    kind: str
    thing: int | None
    name: str | None
    agent: Agent | None
    key: ApiKey | None
    actor: str
    before: dict[str, Any]
    after: dict[str, Any]
    sentence: str

    @property
    def at(self) -> datetime:
        at: datetime = self.row.at
        return at


def worded(rows: Sequence[AuditEntry]) -> list[Worded]:
    """In the same order."""
    names = _Names(row.actor for row in rows)
    things = _things(rows)
    return [_entry(row, names, row.name or things.get((row.kind, row.thing_id))) for row in rows]


def worded_events(rows: Sequence[Event]) -> list[Worded]:
    """In the same order."""
    names = _Names(row.cause for row in rows)
    ids = {row.contact_id for row in rows}
    called = {one.id: one.name for one in Contact.select().where(Contact.id.in_(ids or {0}))}
    return [_event(row, names, called.get(row.contact_id)) for row in rows]


class _Names:
    """Who is meant by a cause, and by an id in a column."""

    def __init__(self, causes: Iterable[str]) -> None:
        self.catalogue = Catalogue.current()
        ids = {_id(cause) for cause in causes if cause.startswith("api_key:")}
        self.keys = {key.id: key for key in ApiKey.select().where(ApiKey.id.in_(ids or {0}))}

    def key(self, cause: str) -> ApiKey | None:
        return self.keys.get(_id(cause)) if cause.startswith("api_key:") else None

    def agent(self, cause: str, id: int | None = None) -> Agent | None:
        key = self.key(cause)
        if id is None:
            id = key.agent_id if key else _id(cause) if cause.startswith("agent:") else None
        return self.catalogue.agents.get(id or 0)

    def who(self, cause: str, agent: Agent | None) -> str:
        key = self.key(cause)
        if agent:
            return f"{agent.name} (by key {key.name})" if key else str(agent.name)
        return f"The key {key.name}" if key else BY.get(cause, cause)

    def value(self, column: str, one: Any) -> str:
        """``status_id`` 5 is the name of that status."""
        rows: dict[int, Any] = {
            "status_id": self.catalogue.statuses,
            "default_status_id": self.catalogue.statuses,
            "agent_id": self.catalogue.agents,
            "created_by_id": self.catalogue.agents,
            "team_id": self.catalogue.teams,
        }.get(column, {})
        return str(rows[one].name) if isinstance(one, int) and one in rows else _plain(one)


def _entry(row: AuditEntry, names: _Names, name: str | None) -> Worded:
    agent = names.agent(row.actor, row.agent_id)
    return Worded(
        row=row,
        action=row.action,
        kind=row.kind,
        thing=row.thing_id,
        name=name,
        agent=agent,
        key=names.key(row.actor),
        actor=row.actor,
        before=row.before,
        after=row.after,
        sentence=f"{names.who(row.actor, agent)} {row.action} {_what(row, name)}"
        f"{_changes(row, names)}",
    )


def _event(row: Event, names: _Names, name: str | None) -> Worded:
    agent = names.agent(row.cause)
    sentence = timeline.sentence(row)
    return Worded(
        row=row,
        action=Action.CHANGED,
        kind=CONTACT,
        thing=row.contact_id,
        name=name,
        agent=agent,
        key=names.key(row.cause),
        actor=row.cause,
        before={"value": row.data["before"]} if "before" in row.data else {},
        after={"value": row.data["after"]} if "after" in row.data else {},
        sentence=f"{names.who(row.cause, agent)}, {name or row.contact_id}: {sentence}",
    )


def _what(row: AuditEntry, name: str | None) -> str:
    kind = KINDS.get(row.kind, row.kind)
    return kind if row.kind == "settings" else f"{kind} {name or row.thing_id}"


def _changes(row: AuditEntry, names: _Names) -> str:
    """What became of each column; of a whole row its name says enough."""
    if row.action is not Action.CHANGED:
        return ""
    columns = sorted(row.before.keys() | row.after.keys())
    return ": " + "; ".join(_change(column, row, names) for column in columns)


def _change(column: str, row: AuditEntry, names: _Names) -> str:
    title = column.removesuffix("_id").replace("_", " ")
    old, new = (names.value(column, side.get(column)) for side in (row.before, row.after))
    if HIDDEN in (old, new):
        return f"{title.removesuffix(' hash')} changed"
    return f"{title} from {old} to {new}"


def _things(rows: Iterable[AuditEntry]) -> dict[tuple[str, int], str]:
    """The present names of what changed without its name."""
    nameless: dict[str, set[int]] = {}
    for row in rows:
        if row.name is None and row.thing_id:
            nameless.setdefault(row.kind, set()).add(row.thing_id)
    return {(kind, id): name for kind in nameless for id, name in _named(kind, nameless[kind])}


def _named(kind: str, ids: set[int]) -> Iterable[tuple[int, str]]:
    if kind == "automation":
        query = Automation.select(Automation.id, Status.name).join(Status)
        return list(query.where(Automation.id.in_(ids)).tuples())
    if kind not in NAMES:
        return []
    name = NAMES[kind]
    return list(name.model.select(name.model.id, name).where(name.model.id.in_(ids)).tuples())


NAMES: dict[str, Any] = {
    "agent": Agent.name,
    "team": Team.name,
    "rule": Rule.name,
    "workflow": Workflow.name,
    "webhook_endpoint": WebhookEndpoint.url,
}


def _id(cause: str) -> int:
    number = cause.partition(":")[2]
    return int(number) if number.isdecimal() else 0


def _plain(one: Any) -> str:
    if one is None or one == "":
        return NOTHING
    if isinstance(one, bool):
        return "yes" if one else "no"
    text = _hours(one) if isinstance(one, dict) else MOMENT.sub(r"\1 \2 UTC", str(one))
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def _hours(days: dict[str, Any]) -> str:
    """Of somebody's week; anything else that has parts is told as it is kept."""
    try:
        return "; ".join(
            f"{day} {' and '.join(f'{start} to {end}' for start, end in spans)}"
            for day, spans in days.items()
        )
    except (TypeError, ValueError):
        return str(days)
