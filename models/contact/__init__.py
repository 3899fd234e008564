"""Contacts: who writes to us, how we know them, what we know, what was said, who takes care of
them."""

from models.contact.contact import Contact, ContactTag, ContactTrait, Identifier, IdentifierKind
from models.contact.state import Group, State

__all__ = [
    "Contact",
    "ContactTag",
    "ContactTrait",
    "Group",
    "Identifier",
    "IdentifierKind",
    "State",
]
