"""Which contacts an agent may see: the one place that lists, counts, searches and pages ask. A6."""

from collections.abc import Iterable
from typing import Any

from peewee import fn

from models.agents.agent import Agent, Role
from models.catalogue import Catalogue
from models.contact import Contact
from models.settings.status import Status

SALES = frozenset(role for role in Role if role.sells)
ADMINISTRATORS = frozenset({Role.OWNER, Role.ADMIN})
MANAGERS = ADMINISTRATORS | {Role.SALES_MANAGER}
EVERYBODY = frozenset(Role)


def manages(agent: Agent | None) -> bool:
    """May act for colleagues: write to their contacts, give those to others. None is a program."""
    return agent is None or agent.role in MANAGERS


def sees_all(agent: Agent | None) -> bool:
    """Sales roles see every contact, the others those in a closure status. None is a program."""
    return agent is None or agent.role in SALES


def administers(agent: Agent | None) -> bool:
    """May look into what arrived and what is owed, whoever it concerns."""
    return agent is None or agent.role in ADMINISTRATORS


def visible_to(agent: Agent | None) -> Any:
    """The condition for a query of contacts that `agent` may see."""
    if sees_all(agent):
        return Contact.id.is_null(False)
    return Contact.status.in_(Status.select(Status.id).where(Status.closure))


def seen_counts(column: Any, ids: Iterable[int], agent: Agent | None) -> dict[int, int]:
    """How many contacts that `agent` may see have each of `ids` in `column`, one of contacts
    themselves or of a table that refers to them. Those that nobody has are left out."""
    wanted = list(ids)
    if not wanted:
        return {}
    query = column.model.select(column, fn.COUNT(1)).group_by(column)
    if column.model is not Contact:
        query = query.join(Contact)
    return dict(query.where(column.in_(wanted), visible_to(agent)).tuples())


def visible(agent: Agent | None, contact: Contact) -> bool:
    return sees_all(agent) or Catalogue.current().statuses[contact.status_id].closure
