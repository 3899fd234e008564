"""Which interactions are meant: by standing, time, contact, assignee and the like, of those that
somebody may see. I5, I6, I11."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from models.agents.agent import Agent
from models.catalogue import Catalogue
from models.clock import now
from models.interactions.interaction import (
    Interaction,
    InteractionKind,
    InteractionTag,
    Standing,
)
from models.interactions.sight import seen_by
from models.narrowing import Conditions, asked_for
from models.settings.option import Option, OptionKind
from models.settings.tag import Tag

SORTS = {
    "starts_at": (Interaction.starts_at, Interaction.id),
    "-starts_at": (Interaction.starts_at.desc(), Interaction.id.desc()),
    "completed_at": (Interaction.completed_at, Interaction.id),
    "-completed_at": (Interaction.completed_at.desc(nulls="LAST"), Interaction.id.desc()),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is None is not asked for."""

    state: Standing | None = None
    kind: InteractionKind | None = None
    contact: int | None = None
    assignee: Agent | None = None
    options: tuple[Option, ...] = ()
    """Each of them, of whatever kind."""
    tag: Tag | None = None
    since: datetime | None = None
    """It begins then or later."""
    until: datetime | None = None
    """It begins before then."""
    q: str | None = None
    """Part of its note, or of what its type, purpose or outcome is called."""
    sort: str = "starts_at"


def standing_is(standing: Standing, moment: datetime) -> Any:
    """The condition for a query (I5)."""
    if standing is Standing.COMPLETED:
        return Interaction.outcome.is_null(False)
    past = Interaction.ends_at <= moment
    return Interaction.outcome.is_null() & (past if standing is Standing.MISSED else ~past)


def found(wanted: Wanted, viewer: Agent | None) -> Any:
    """The query, in its order."""
    chosen = [COLUMNS[option.kind] == option for option in wanted.options]
    fits = [seen_by(viewer), *chosen, *asked_for(wanted, ASKED)]
    return Interaction.select().where(*fits).order_by(*SORTS[wanted.sort])


def _tagged(tag: Tag) -> Any:
    tagged = InteractionTag.select(InteractionTag.interaction).where(InteractionTag.tag == tag)
    return Interaction.id.in_(tagged)


def _speaks_of(text: str) -> Any:
    word = text.casefold()
    options = Catalogue.current().options.values()
    called = [one.id for one in options if word in str(one.name).casefold()]
    named = [Interaction.type, Interaction.purpose, Interaction.outcome]
    noted = Interaction.note.contains(text)
    return noted | reduce(or_, [column.in_(called) for column in named]) if called else noted


COLUMNS = {
    OptionKind.TYPE: Interaction.type,
    OptionKind.PURPOSE: Interaction.purpose,
    OptionKind.OUTCOME: Interaction.outcome,
    OptionKind.NEXT_ACTION: Interaction.next_action,
}
ASKED: Conditions = {
    "state": lambda value: standing_is(value, now()),
    "kind": lambda value: Interaction.kind == value,
    "contact": lambda value: Interaction.contact == value,
    "assignee": lambda value: Interaction.assignee == value,
    "tag": _tagged,
    "since": lambda value: Interaction.starts_at >= value,
    "until": lambda value: Interaction.starts_at < value,
    "q": _speaks_of,
}
