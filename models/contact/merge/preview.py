"""What a merge would make, read without a lock: it changes nothing, and promises nothing about what
happens meanwhile."""

from dataclasses import dataclass, replace
from typing import Any

from models.base import Model
from models.catalogue import Catalogue
from models.contact.card import Card
from models.contact.contact import Contact, Identifier
from models.contact.event import Event
from models.contact.merge.plan import (
    NEWER_RUN,
    Choice,
    Conflict,
    Half,
    Plan,
    Side,
    own_account_in,
    plan,
)
from models.contact.message import Message
from models.contact.note import Note
from models.workflow.outcome import RunState
from models.workflow.tables import Run

COUNTED: dict[str, type[Model]] = {
    "identifiers": Identifier,
    "messages": Message,
    "notes": Note,
    "events": Event,
}


@dataclass(frozen=True, slots=True)
class Preview:
    card: Card
    """The one contact."""
    plan: Plan
    moves: dict[str, int]
    """How much of the other one's history follows."""


def preview(this: Card, other: Card, choice: Choice) -> Preview:
    catalogue = Catalogue.current()
    found = plan(_half_of(this), _half_of(other), choice, catalogue)
    newer = _newer_run(this, other)
    if this.workflow and other.workflow:
        names = this.workflow.name, other.workflow.name
        found.conflicts.append(Conflict("workflow", *names, newer, NEWER_RUN, False))
    return Preview(_card(this, other, found, newer, catalogue), found, _moves(other.contact.id))


def _half_of(card: Card) -> Half:
    return Half(card.contact, card.traits, frozenset(str(tag.name) for tag in card.tags))


def _card(this: Card, other: Card, found: Plan, newer: Side, catalogue: Catalogue) -> Card:
    values = this.contact.__data__ | found.values
    known = _identifiers(this.contact, other.contact, found.values["account"])
    tags = [one for one in catalogue.tags.values() if one.name in found.tags]
    return replace(
        this,
        contact=Contact.of_row(**values),
        company=this.company if values["company"] == this.contact.company_id else other.company,
        status=catalogue.statuses[values["status"]],
        source=catalogue.sources.get(values["source"] or 0),
        owner=catalogue.agents.get(values["owner"] or 0),
        phone=known.get("phone"),
        bsuid=known.get("bsuid"),
        external_id=known.get("external_id"),
        traits=dict(sorted(found.traits.items())),
        tags=sorted(tags, key=lambda tag: str(tag.name).casefold()),
        workflow=_workflow(this, other, found, newer),
    )


def _identifiers(this: Contact, other: Contact, account: int | None) -> dict[str, str]:
    """As `addresses.identifiers_of` would find them."""
    rows = Identifier.select().where(Identifier.contact.in_([this, other]), Identifier.active)
    moved = own_account_in(this, other)
    found = []
    for row in rows:
        belongs = moved if row.contact_id == other.id and row.account is None else row.account
        found.append((belongs == account, row.id, row.kind.value, row.value))
    return {kind: value for *_, kind, value in sorted(found)}


def _workflow(this: Card, other: Card, found: Plan, newer: Side) -> Any:
    if found.values["opted_out_at"] or found.values["silenced_at"]:
        return None
    return this.workflow if newer is Side.THIS else other.workflow


def _newer_run(this: Card, other: Card) -> Side:
    latest = (
        Run.select(Run.contact)
        .where(Run.contact.in_([this.contact.id, other.contact.id]), Run.state == RunState.RUNNING)
        .order_by(Run.started_at.desc(), Run.id.desc())
        .first()
    )
    return Side.OTHER if latest and latest.contact_id == other.contact.id else Side.THIS


def _moves(contact_id: int) -> dict[str, int]:
    return {
        name: model.select().where(model.contact == contact_id).count()
        for name, model in COUNTED.items()
    }
