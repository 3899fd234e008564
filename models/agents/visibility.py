"""Which contacts an agent may see: the one place that lists, counts, searches and pages ask. A6."""

from typing import Any

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


def visible(agent: Agent | None, contact: Contact) -> bool:
    return sees_all(agent) or Catalogue.current().statuses[contact.status_id].closure
