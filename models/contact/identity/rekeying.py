"""A contact gets another phone, or another program's key for it; the old one becomes an alias that
leads nowhere (X6)."""

from collections.abc import Iterable

from models.agents.agent import Agent
from models.agents.visibility import visible
from models.contact.contact import Contact, Identifier, IdentifierKind
from models.contact.identity.keys import spellings
from models.refusal import Refusal

KEYS = {"phone": IdentifierKind.PHONE, "external_id": IdentifierKind.EXTERNAL}
"""The fields that lead to one contact."""


def know_by(contact: Contact, field: str, value: str | None, by: Agent | None) -> None:
    """`value` alone leads to `contact` from now on, of its kind; None: nothing does. Another
    spelling of what they have is no news.

    Raises Refusal when it leads to somebody else.
    """
    kind = KEYS[field]
    wanted = {spelling for _, spelling in spellings((kind, value))} if value else set()
    active = Identifier.select().where(Identifier.active, Identifier.kind == kind)
    own = list(active.where(Identifier.contact == contact.id))
    others = active.where(Identifier.value.in_(wanted), Identifier.contact != contact.id)
    held = [row.contact for row in others] if wanted else []
    if held:
        raise taken(held, by, field, "choose another, or make them one contact")
    for row in own:
        if row.value not in wanted:
            _retire(contact, row)
    if value and not any(row.value in wanted for row in own):
        contact.batch.add(Identifier, contact=contact.id, kind=kind, value=value)
        contact.change("contact.identifier_added", kind=kind.value)


def taken(held: Iterable[Contact], by: Agent | None, field: str | None, remedy: str) -> Refusal:
    """Somebody has this key; who, if `by` may see them."""
    seen = [contact for contact in held if visible(by, contact)]
    if not seen:
        return Refusal("a contact that your role does not see has this: ask a sales manager", field)
    who = " and ".join(f"contact {contact.id}" for contact in seen)
    facts = {"contacts": [{"id": one.id, "name": one.name} for one in seen]}
    return Refusal(f"this leads to {who} already: {remedy}", field, facts)


def _retire(contact: Contact, row: Identifier) -> None:
    row.active = False
    row.save()
    contact.change("contact.identifier_retired", kind=row.kind.value)
