"""An order on WhatsApp is a purchase, whoever answers the message otherwise. I12, C5."""

from models.contact import Contact
from models.contact.message import Message
from models.incoming import IncomingMessage
from models.sales import ordering, recording

ORDER = "order"
LOOK = "An order of theirs could not be kept as a purchase: {}"


def take(contact: Contact, message: IncomingMessage, message_id: int) -> None:
    """Record what the order says; where that is not clear, a person is asked to look."""
    usual = contact.batch.catalogue.organisation.currency
    try:
        bought = ordering.bought_by(message.content, message.sent_at, usual)
    except ordering.Unclear as reason:
        contact.ask_to_look(LOOK.format(reason))
    else:
        recording.record(contact, bought, None, message_id)


def take_back(contact: Contact, message: Message) -> None:
    """They have revoked it."""
    recording.take_back(contact, message)
