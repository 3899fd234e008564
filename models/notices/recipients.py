"""Who is told: the owner while active, else the sales managers, else the administrators (A11)."""

from collections.abc import Iterable

from models.agents.agent import Agent, Role
from models.agents.visibility import ADMINISTRATORS
from models.catalogue import Catalogue
from models.contact import Contact


def owner_of(contact: Contact, catalogue: Catalogue) -> Agent | None:
    """Who has the contact and can be told."""
    agent = catalogue.agents.get(contact.owner_id or 0)
    return agent if agent and agent.active else None


def owner_or_managers(contact: Contact, catalogue: Catalogue) -> list[Agent]:
    owner = owner_of(contact, catalogue)
    return [owner] if owner else managers(catalogue)


def managers(catalogue: Catalogue) -> list[Agent]:
    """The sales managers; where there is none, the administrators. In the order of their ids."""
    active = [
        catalogue.agents[id] for id in sorted(catalogue.agents) if catalogue.agents[id].active
    ]
    return _of(active, {Role.SALES_MANAGER}) or _of(active, ADMINISTRATORS)


def _of(agents: Iterable[Agent], roles: Iterable[Role]) -> list[Agent]:
    return [agent for agent in agents if agent.role in roles]
