"""Whom a report is about, and through whose eyes: the contacts that it counts as a piece of SQL
(X13, M8)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import peewee

from models.agents.agent import Agent
from models.agents.team import Team, TeamMember
from models.agents.visibility import sees_all, visible_to
from models.base import database
from models.contact import Contact, State
from models.contact.finding.filters import NOBODY
from models.reports.period import Period
from models.settings.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """None asks for nothing."""

    viewer: Agent | None
    """Who asks; None is a program, which sees everything."""
    period: Period | None
    """None: of all time."""
    source: Source | None = None
    state: State | None = None
    owner: Agent | str | None = None
    """NOBODY for contacts without one."""
    team: Team | None = None
    """Whose owners are in it."""

    @property
    def narrow(self) -> bool:
        """Whether `contacts` are not simply all."""
        return any(True for _ in self.conditions())

    def contacts(self) -> Any:
        """The contacts that are meant, of any time."""
        query = Contact.select(peewee.SQL("*"))
        for condition in self.conditions():
            query = query.where(condition)
        return query

    def came(self) -> Any:
        """Those of them who came in the period."""
        period, created = self.period, Contact.created_at
        if period is None:
            return self.contacts()
        return self.contacts().where(created >= period.start, created < period.end)

    @property
    def days(self) -> Period:
        """The period of a report that always has one."""
        assert self.period is not None
        return self.period

    def conditions(self) -> Iterator[Any]:
        if not sees_all(self.viewer):
            yield visible_to(self.viewer)
        if self.source:
            yield Contact.source == self.source
        if self.state:
            yield Contact.state == self.state
        if self.owner:
            yield Contact.owner.is_null() if self.owner == NOBODY else Contact.owner == self.owner
        if self.team:
            members = TeamMember.select(TeamMember.agent).where(TeamMember.team == self.team)
            yield Contact.owner.in_(members)


def rows(sql: str, contacts: Any, *values: Any) -> list[tuple[Any, ...]]:
    """What `sql` finds; ``{contacts}`` in it, before any other parameter, is that query."""
    text, parameters = contacts.sql()
    found = database.execute_sql(sql.format(contacts=text), [*parameters, *values])
    return list(found.fetchall())


@contextmanager
def snapshot() -> Iterator[None]:
    """All queries inside see one state of things, so that their figures agree, and may sort in
    memory."""
    outermost = not database.in_transaction()
    with database.atomic():
        if outermost:
            database.execute_sql(READING)
        yield


READING = """
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL work_mem = '64MB';
SET LOCAL jit = off
"""
