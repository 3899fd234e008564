"""The identifiers by which a contact is known: what a sender brings along, and what to look for.
Pure."""

from functools import lru_cache

from models.contact.contact import IdentifierKind
from models.contact.identity.numbers import variants
from models.incoming import Sender

Key = tuple[IdentifierKind, str]


def own_keys(sender: Sender) -> list[Key]:
    """The identifiers that came along, as they came: ids before the phone."""
    phone = [(IdentifierKind.PHONE, sender.phone)] if sender.phone else []
    return [*ids(sender), *phone]


def lookup_keys(sender: Sender) -> list[Key]:
    """The identifiers to look for: with the ways in which the same phone may be written."""
    return [spelling for key in own_keys(sender) for spelling in spellings(key)]


def ids(sender: Sender) -> list[Key]:
    found = (
        (IdentifierKind.BSUID, sender.bsuid),
        (IdentifierKind.PARENT_BSUID, sender.parent_bsuid),
        (IdentifierKind.EXTERNAL, sender.external_id),
    )
    return [(kind, value) for kind, value in found if value]


@lru_cache(maxsize=4096)  # A batch asks for the same key several times.
def spellings(key: Key) -> tuple[Key, ...]:
    """`key` itself first; only phones have more than one."""
    kind, value = key
    if kind is not IdentifierKind.PHONE:
        return (key,)
    return tuple((kind, one) for one in variants(value))
