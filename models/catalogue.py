"""The settings that every decision needs, read once and kept until one of them changes.

The database counts the changes (a trigger raises `organisation.catalogue_version`), so that a
worker only asks
for one number to know that what it holds is still true.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from models.agent import Agent
from models.base import database
from models.matching import RuleBook
from models.organisation import Organisation
from models.rule import Ruleset
from models.source import Source
from models.status import Status
from models.tag import Tag
from models.team import Team
from models.trait import Trait
from models.workflow.tables import Workflow, WorkflowVersion

Named = TypeVar("Named", Status, Source, Tag, Trait, Team)


@dataclass
class Catalogue:
    organisation: Organisation
    statuses: dict[int, Status]
    sources: dict[int, Source]
    tags: dict[int, Tag]
    traits: dict[int, Trait]
    teams: dict[int, Team]
    agents: dict[int, Agent]
    rules: RuleBook
    workflows: list[WorkflowVersion]
    """The current version of each active workflow, oldest workflow first."""
    _versions: dict[int, WorkflowVersion] = field(default_factory=dict)

    @classmethod
    def current(cls) -> "Catalogue":
        """What is true now; costs one small query while nothing has changed."""
        global _held
        key = (database.database, _version())
        if _held is None or _held[0] != key:
            _held = (key, cls.read())
        return _held[1]

    @classmethod
    def read(cls) -> "Catalogue":
        ruleset = Ruleset.current()
        return cls(
            organisation=Organisation.the(),
            statuses=_by_id(Status.select().order_by(Status.position, Status.id)),
            sources=_by_id(Source.select().order_by(Source.id)),
            tags=_by_id(Tag.select()),
            traits=_by_id(Trait.select()),
            teams=_by_id(Team.select()),
            agents={agent.id: agent for agent in Agent.select()},
            rules=RuleBook(ruleset.id, ruleset.rules) if ruleset else RuleBook(None, []),
            workflows=_active_versions(),
        )

    def status(self, name: str) -> Status | None:
        return _named(self.statuses, name)

    def source(self, name: str) -> Source | None:
        return _named(self.sources, name)

    def tag(self, name: str) -> Tag | None:
        return _named(self.tags, name)

    def trait(self, name: str) -> Trait | None:
        return _named(self.traits, name)

    def team(self, name: str) -> Team | None:
        return _named(self.teams, name)

    def agent(self, email: str) -> Agent | None:
        wanted = email.strip().casefold()
        return next((one for one in self.agents.values() if one.email.casefold() == wanted), None)

    def agent_by_whatsapp(self, phone: str | None) -> Agent | None:
        if phone is None:
            return None
        return next((one for one in self.agents.values() if one.whatsapp == phone), None)

    @property
    def default_status(self) -> Status:
        return self.statuses[self.organisation.default_status_id]

    def version(self, id: int) -> WorkflowVersion:
        """Any version, also an old one that a run is still on. Versions never change, so they are
        kept."""
        if id not in self._versions:
            self._versions[id] = WorkflowVersion.get_by_id(id)
        return self._versions[id]


_held: tuple[tuple[str, int], Catalogue] | None = None


def _version() -> int:
    row = database.execute_sql("SELECT catalogue_version FROM organisation WHERE id = 1").fetchone()
    if row is None:
        raise LookupError("this database is not set up yet: run `usher migrate`")
    return int(row[0])


def _active_versions() -> list[WorkflowVersion]:
    return list(
        WorkflowVersion.select(WorkflowVersion, Workflow)
        .join(Workflow, on=(Workflow.version == WorkflowVersion.id))
        .where(Workflow.active)
        .order_by(Workflow.id)
    )


def _by_id(rows: Iterable[Named]) -> dict[int, Named]:
    return {row.id: row for row in rows}


def _named(rows: dict[int, Named], name: str) -> Named | None:
    wanted = name.strip().casefold()
    return next((row for row in rows.values() if row.name.casefold() == wanted), None)
