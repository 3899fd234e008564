"""The settings that every decision needs, read once and kept until one of them changes.

The database counts the changes (a trigger raises `organisation.catalogue_version`), so that a
worker only asks for one number to know that what it holds is still true.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

from models.agents.agent import Agent, Leave
from models.agents.team import Team
from models.assignment.matching import RuleBook
from models.assignment.rule import Ruleset
from models.base import asked_once, database
from models.clock import now
from models.conditions.comparing import fold
from models.contact.identity.numbers import variants
from models.settings.automation import Automation
from models.settings.former_name import FormerName
from models.settings.option import Option, OptionKind
from models.settings.organisation import Organisation
from models.settings.source import Source
from models.settings.status import Status
from models.settings.tag import Tag
from models.settings.trait import Trait
from models.webhooks.endpoint import WebhookEndpoint
from models.workflow.tables import Workflow, WorkflowVersion

Named = TypeVar("Named", Status, Source, Tag, Trait, Team, Option)


@dataclass
class Catalogue:
    organisation: Organisation
    statuses: dict[int, Status]
    sources: dict[int, Source]
    tags: dict[int, Tag]
    traits: dict[int, Trait]
    teams: dict[int, Team]
    agents: dict[int, Agent]
    leave: dict[int, list[tuple[date, date]]]
    """First and last days that are not over yet, by the agent's id."""
    rules: RuleBook
    workflows: list[WorkflowVersion]
    """The current version of each active workflow, oldest workflow first."""
    automations: dict[int, Automation]
    """What is active, by the id of its status."""
    options: dict[int, Option] = field(default_factory=dict)
    """What people choose from for interactions and opportunities, in its order."""
    endpoints: list[WebhookEndpoint] = field(default_factory=list)
    """Who is told of events at the moment, oldest first, without their secrets."""
    former: dict[tuple[str, str], int] = field(default_factory=dict)
    """Which thing had a name before, by its kind and the folded name."""
    _older_versions: dict[int, WorkflowVersion] = field(default_factory=dict)

    @classmethod
    def current(cls) -> "Catalogue":
        """What is true now; costs one small query while nothing has changed, also for a whole page
        that is read at one moment."""
        return asked_once("catalogue", cls._held_or_read)

    @classmethod
    def _held_or_read(cls) -> "Catalogue":
        global _held
        key = (database.database, _version())
        held = _held  # Other threads may put theirs in its place, of another moment.
        if held is None or held[0] != key:
            _held = held = (key, cls.read())
        return held[1]

    @classmethod
    def read(cls) -> "Catalogue":
        ruleset = Ruleset.current()
        read = cls(
            organisation=Organisation.the(),
            statuses=_by_id(Status.select().order_by(Status.position, Status.id)),
            sources=_by_id(Source.select().order_by(Source.id)),
            tags=_by_id(Tag.select()),
            traits=_by_id(Trait.select()),
            teams=_by_id(Team.select()),
            agents={agent.id: agent for agent in Agent.select()},
            leave=_leave(),
            rules=RuleBook(ruleset.id, ruleset.rules) if ruleset else RuleBook(None, []),
            workflows=_active_versions(),
            automations={
                one.status_id: one for one in Automation.select().where(Automation.active)
            },
            options=_by_id(Option.select().order_by(Option.kind, Option.position, Option.id)),
            endpoints=_live_endpoints(),
            former={(one.kind.value, one.name): one.of for one in FormerName.select()},
        )
        for version in read.workflows:
            version.former = read._todays_names
        return read

    def status(self, name: str) -> Status | None:
        """By name, as all of these: however it is spelled in case, width and spacing."""
        return self._names.statuses.get(fold(name))

    def source(self, name: str) -> Source | None:
        return self._names.sources.get(fold(name))

    def tag(self, name: str) -> Tag | None:
        return self._names.tags.get(fold(name))

    def trait(self, name: str) -> Trait | None:
        return self._names.traits.get(fold(name))

    def team(self, name: str) -> Team | None:
        return self._names.teams.get(fold(name))

    def option(self, kind: OptionKind, name: str) -> Option | None:
        return _by_name(self.options_of(kind)).get(fold(name))

    def options_of(self, kind: OptionKind) -> list[Option]:
        """In the order in which they are offered."""
        return [one for one in self.options.values() if one.kind is kind]

    def agent(self, email: str) -> Agent | None:
        return self._names.agents.get(fold(email))

    def agent_by_whatsapp(self, phone: str | None) -> Agent | None:
        """The active agent who writes from `phone`, in any of its spellings."""
        return self._agent_phones.get(phone) if phone else None

    @property
    def default_status(self) -> Status:
        return self.statuses[self.organisation.default_status_id]

    def version(self, id: int) -> WorkflowVersion:
        """Any version, also an old one that a run is still on. Versions never change, so they are
        kept."""
        for version in self.workflows:
            if version.id == id:
                return version
        if id not in self._older_versions:
            older = _version_rows().where(WorkflowVersion.id == id).get()
            older.former = self._todays_names
            self._older_versions[id] = older
        return self._older_versions[id]

    @cached_property
    def _names(self) -> "_Names":
        return _Names(
            statuses=self._formerly("status", self.statuses) | _by_name(self.statuses.values()),
            sources=self._formerly("source", self.sources) | _by_name(self.sources.values()),
            tags=self._formerly("tag", self.tags) | _by_name(self.tags.values()),
            traits=self._formerly("trait", self.traits) | _by_name(self.traits.values()),
            teams=_by_name(self.teams.values()),
            agents={fold(agent.email): agent for agent in self.agents.values()},
        )

    def _formerly(self, kind: str, rows: dict[int, Named]) -> dict[str, Named]:
        return {
            name: rows[id] for (of, name), id in self.former.items() if of == kind and id in rows
        }

    @cached_property
    def _todays_names(self) -> dict[tuple[str, str], str]:
        """By kind and former name; a name that another thing bears by now means that one."""
        of = {"status": self.status, "source": self.source, "tag": self.tag, "trait": self.trait}
        found = {key: of[key[0]](key[1]) for key in self.former}
        return {key: str(row.name) for key, row in found.items() if row is not None}

    @cached_property
    def _agent_phones(self) -> dict[str, Agent]:
        return {
            spelling: agent
            for agent in self.agents.values()
            if agent.active and agent.whatsapp
            for spelling in variants(agent.whatsapp)
        }


@dataclass(frozen=True, slots=True)
class _Names:
    """The rows by their folded names: one look-up, however many there are."""

    statuses: dict[str, Status]
    sources: dict[str, Source]
    tags: dict[str, Tag]
    traits: dict[str, Trait]
    teams: dict[str, Team]
    agents: dict[str, Agent]


_held: tuple[tuple[str, str], Catalogue] | None = None


def _version() -> str:
    row = database.execute_sql(VERSION).fetchone()
    if row is None:
        raise LookupError("this database is not set up yet: run `usher migrate`")
    return str(row[0])


# With the transaction that raised it: one that is rolled back leaves its number to another.
VERSION = "SELECT catalogue_version || ':' || xmin FROM organisation WHERE id = 1"


def _live_endpoints() -> list[WebhookEndpoint]:
    """An endpoint through the eyes of an agent who has left is told nothing."""
    needed = (WebhookEndpoint.id, WebhookEndpoint.events, WebhookEndpoint.as_agent)
    seeing = WebhookEndpoint.as_agent.is_null() | Agent.active
    query = WebhookEndpoint.select(*needed).left_outer_join(Agent)
    return list(query.where(WebhookEndpoint.active, seeing).order_by(WebhookEndpoint.id))


def _leave() -> dict[int, list[tuple[date, date]]]:
    """From yesterday on: where the agent is, it may be that day still."""
    yesterday = now().date() - timedelta(days=1)
    found: dict[int, list[tuple[date, date]]] = {}
    for row in Leave.select().where(Leave.last_day >= yesterday).order_by(Leave.first_day):
        found.setdefault(row.agent_id, []).append((row.first_day, row.last_day))
    return found


def _active_versions() -> list[WorkflowVersion]:
    current = Workflow.active & (Workflow.version == WorkflowVersion.id)
    return list(_version_rows().where(current).order_by(Workflow.id))


def _version_rows() -> Any:
    """Versions with their workflows, in one query."""
    belongs = WorkflowVersion.workflow == Workflow.id
    return WorkflowVersion.select(WorkflowVersion, Workflow).join(Workflow, on=belongs)


def _by_id(rows: Iterable[Named]) -> dict[int, Named]:
    return {row.id: row for row in rows}


def _by_name(rows: Iterable[Named]) -> dict[str, Named]:
    """Of two names that differ in width or spacing only, the older one counts."""
    newest_first = sorted(rows, key=lambda row: row.id, reverse=True)
    return {fold(row.name): row for row in newest_first}
