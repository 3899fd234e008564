"""Looking at who is known by what, and delivering as Meta does."""

from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models.contact import Contact, Identifier
from models.queues.inbox import InboxItem
from tests.story import settle

OLD, NEW = "447700900311", "447700900312"


def known_as(contact: Contact) -> dict[str, set[str]]:
    """The active identifiers of `contact`, by kind."""
    found: dict[str, set[str]] = {}
    for row in Identifier.select().where(Identifier.contact == contact, Identifier.active):
        found.setdefault(row.kind.value, set()).add(row.value)
    return found


def flag(contact: Contact) -> str | None:
    return Contact.get_by_id(contact.id).flag


def deliver(*bodies: bytes) -> None:
    """Several deliveries that one batch handles, in this order."""
    for body in bodies:
        InboxItem.receive(split(body))
    settle()


def by_phone_only(phone: str) -> bytes:
    """A delivery of the time before ids."""
    message = {"from": phone, **items.text("Hi")}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"phone_number_id": payloads.PHONE_NUMBER_ID},
        "contacts": [{"profile": {"name": "Dora"}, "wa_id": phone}],
        "messages": [message],
    }
    return payloads.encode(payloads.envelope(value))
