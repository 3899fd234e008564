"""Contacts as they are shown, with the names of things; many at once in a few queries.

For reading only: who changes a contact loads it in a batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.agents.agent import Agent
from models.catalogue import Catalogue
from models.conditions.condition import Facts
from models.contact.company import Company
from models.contact.contact import Contact, ContactTag, ContactTrait
from models.contact.identity.addresses import identifiers_of
from models.settings.source import Source
from models.settings.status import Status
from models.settings.tag import Tag
from models.workflow.outcome import RunState
from models.workflow.tables import Run, Workflow, WorkflowVersion

OF_CONTACT = (
    *("id", "name", "username", "email", "town", "postcode", "state", "closure_deadline"),
    *("closed_at", "origin", "flag", "silenced_at", "opted_out_at", "last_heard_at"),
    *("last_contacted_at", "created_at", "updated_at"),
)
OF_CARD = (
    *("phone", "bsuid", "external_id", "traits", "window_open_until", "seconds_to_close"),
    *("company", "status", "source", "owner", "tags", "workflow"),
)
PUBLIC = (*OF_CONTACT, *OF_CARD)
"""What programs are told of a contact, by the API and by webhooks; whoever adds one gives
ContactSchema a field."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a contact stands in a workflow."""

    name: str
    step: str | None


@dataclass(frozen=True, slots=True)
class Card:
    contact: Contact
    company: Company | None
    status: Status
    source: Source | None
    owner: Agent | None
    phone: str | None
    bsuid: str | None
    external_id: str | None
    traits: dict[str, Any]
    """By name, in alphabetical order."""
    tags: list[Tag]
    """In alphabetical order."""
    workflow: Place | None

    @property
    def name(self) -> str:
        return self.contact.called(self.phone)

    @property
    def window_open_until(self) -> datetime | None:
        """When the 24-hour window ends or ended; None for who has never written."""
        return self.contact.window_end() if self.contact.last_heard_at else None

    @property
    def seconds_to_close(self) -> int | None:
        """A12: a contact has a status from its first moment on."""
        closed: datetime | None = self.contact.closed_at
        return int((closed - self.contact.created_at).total_seconds()) if closed else None

    def public(self) -> dict[str, Any]:
        """What programs are told, by field; things as they are."""
        shown = {name: getattr(self.contact, name) for name in OF_CONTACT}
        return shown | {name: getattr(self, name) for name in OF_CARD}

    def facts(self) -> Facts:
        """What conditions may look at."""
        return Facts(
            name=self.contact.name,
            email=self.contact.email,
            status=self.status.name,
            source=self.source.name if self.source else None,
            state=self.contact.state.value,
            tags=frozenset(tag.name for tag in self.tags),
            traits=self.traits,
        )


def cards(contacts: Sequence[Contact]) -> list[Card]:
    """In the same order."""
    if not contacts:
        return []
    known = _Known(contacts)
    return [known.card(contact) for contact in contacts]


class _Known:
    """Everything about some contacts, read by kind."""

    def __init__(self, contacts: Sequence[Contact]) -> None:
        ids = [contact.id for contact in contacts]
        self.catalogue = Catalogue.current()
        self.companies = _companies(contacts)
        self.identifiers = identifiers_of(ids)
        self.traits = _traits(ids, self.catalogue)
        self.tags = _tags(ids, self.catalogue)
        self.places = _places(ids)

    def card(self, contact: Contact) -> Card:
        identifiers = self.identifiers.get(contact.id, {})
        return Card(
            contact=contact,
            company=self.companies.get(contact.company_id or 0),
            status=self.catalogue.statuses[contact.status_id],
            source=self.catalogue.sources.get(contact.source_id or 0),
            owner=self.catalogue.agents.get(contact.owner_id or 0),
            phone=identifiers.get("phone"),
            bsuid=identifiers.get("bsuid"),
            external_id=identifiers.get("external_id"),
            traits=dict(sorted(self.traits.get(contact.id, {}).items())),
            tags=sorted(self.tags.get(contact.id, []), key=lambda tag: str(tag.name).casefold()),
            workflow=self.places.get(contact.id),
        )


def _companies(contacts: Sequence[Contact]) -> dict[int, Company]:
    ids = {contact.company_id for contact in contacts} - {None}
    rows = Company.select().where(Company.id.in_(ids)) if ids else []
    return {row.id: row for row in rows}


def _traits(ids: list[int], catalogue: Catalogue) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for row in ContactTrait.select().where(ContactTrait.contact.in_(ids)):
        found.setdefault(row.contact_id, {})[catalogue.traits[row.trait_id].name] = row.value
    return found


def _tags(ids: list[int], catalogue: Catalogue) -> dict[int, list[Tag]]:
    found: dict[int, list[Tag]] = {}
    for row in ContactTag.select().where(ContactTag.contact.in_(ids)):
        found.setdefault(row.contact_id, []).append(catalogue.tags[row.tag_id])
    return found


def _places(ids: list[int]) -> dict[int, Place]:
    rows = (
        Run.select(Run.contact, Workflow.name, Run.step)
        .join(WorkflowVersion, on=(Run.version == WorkflowVersion.id))
        .join(Workflow, on=(WorkflowVersion.workflow == Workflow.id))
        .where(Run.contact.in_(ids), Run.state == RunState.RUNNING)
        .tuples()
    )
    return {contact: Place(name, step) for contact, name, step in rows}
