"""Interactions as they are shown, with the names of things; many at once in a few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from peewee import fn

from models.agents.agent import Agent
from models.agents.visibility import visible
from models.catalogue import Catalogue
from models.contact import Contact
from models.contact.company import Company
from models.interactions.interaction import (
    Interaction,
    InteractionOpportunity,
    InteractionTag,
    Post,
)
from models.interactions.wording import note_called
from models.sales.opportunity import Opportunity
from models.settings.option import Option
from models.settings.tag import Tag


@dataclass(frozen=True, slots=True)
class Card:
    interaction: Interaction
    contact: Contact | None
    """None of a personal one, and where the viewer does not see the contact any more."""
    company: Company | None
    assignee: Agent
    creator: Agent | None
    type: Option | None
    purpose: Option | None
    outcome: Option | None
    next_action: Option | None
    tags: list[Tag] = field(default_factory=list)
    """In alphabetical order."""
    opportunities: list[Opportunity] = field(default_factory=list)
    """None where the contact is not seen."""
    posts: int = 0

    @property
    def called(self) -> str:
        """In a line of a list: whom it is with, or what the note begins with."""
        if self.contact is not None:
            return self.contact.called()
        return note_called(self.interaction.note)


def cards(interactions: Sequence[Interaction], viewer: Agent | None) -> list[Card]:
    """In the order given. Contacts whom `viewer` does not see are left out; None is a program."""
    ids = [one.id for one in interactions]
    contacts = _contacts({one.contact_id for one in interactions if one.contact_id}, viewer)
    companies = _by_id(Company, {one.company_id for one in contacts.values() if one.company_id})
    tags, opportunities, posts = _tags(ids), _opportunities(ids), _posts(ids)
    catalogue = Catalogue.current()
    options, agents = catalogue.options, catalogue.agents
    return [
        Card(
            interaction=one,
            contact=contacts.get(one.contact_id),
            company=companies.get(getattr(contacts.get(one.contact_id), "company_id", 0)),
            assignee=agents[one.assignee_id],
            creator=agents.get(one.creator_id or 0),
            type=options.get(one.type_id or 0),
            purpose=options.get(one.purpose_id or 0),
            outcome=options.get(one.outcome_id or 0),
            next_action=options.get(one.next_action_id or 0),
            tags=tags.get(one.id, []),
            opportunities=opportunities.get(one.id, []) if one.contact_id in contacts else [],
            posts=posts.get(one.id, 0),
        )
        for one in interactions
    ]


def _contacts(ids: Iterable[int], viewer: Agent | None) -> dict[int, Contact]:
    found = _by_id(Contact, ids)
    return {id: one for id, one in found.items() if visible(viewer, one)}


def _by_id(model: Any, ids: Iterable[int]) -> dict[int, Any]:
    wanted = sorted(ids)
    return {one.id: one for one in model.select().where(model.id.in_(wanted))} if wanted else {}


def _tags(ids: Sequence[int]) -> dict[int, list[Tag]]:
    known = Catalogue.current().tags
    link = InteractionTag
    rows = link.select(link.interaction, link.tag).where(link.interaction.in_(ids))
    found: dict[int, list[Tag]] = {}
    for interaction, tag in rows.tuples() if ids else ():
        found.setdefault(interaction, []).append(known[tag])
    return {id: sorted(tags, key=lambda tag: tag.name.casefold()) for id, tags in found.items()}


def _opportunities(ids: Sequence[int]) -> dict[int, list[Opportunity]]:
    link = InteractionOpportunity
    rows = link.select(link, Opportunity).join(Opportunity).where(link.interaction.in_(ids))
    found: dict[int, list[Opportunity]] = {}
    for row in rows.order_by(link.opportunity) if ids else ():
        found.setdefault(row.interaction_id, []).append(row.opportunity)
    return found


def _posts(ids: Sequence[int]) -> dict[int, int]:
    rows = Post.select(Post.interaction, fn.COUNT(Post.id)).where(Post.interaction.in_(ids))
    return dict(rows.group_by(Post.interaction).tuples()) if ids else {}
