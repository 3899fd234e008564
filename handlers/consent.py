"""STOP and START, before anything else hears a message: whoever wants no automatic messages gets
none, and nobody but the contact decides that (X10)."""

from collections.abc import Iterable

from handlers import question
from models.batch import Batch
from models.contact import Contact
from models.contact.consent_words import Demand, Said, understood
from models.contact.facets.consent import CONSENT, Means
from models.incoming import IncomingMessage, Preference
from models.workflow.spelling import simplify

SPOKEN = {"text", "button"}
"""What may be the word: typed, or tapped on a template. Buttons of a question are its answers."""


def accepts(contact: Contact, message: IncomingMessage) -> bool:
    """Whoever has opted out is heard here too: their messages are kept, and nothing answers."""
    return contact.opted_out or _asked(contact, message) is not None


def handle(contact: Contact, message: IncomingMessage) -> None:
    said = _asked(contact, message)
    if said is None:
        return
    if said.demand is Demand.STOP:
        contact.opt_out(Means.WORD)
    else:
        contact.opt_in(Means.WORD)
    _confirm(contact, said, message)


def prefer(contact: Contact, preference: Preference) -> None:
    """WhatsApp's own switch is honoured as if they had written it, without a word of ours. It
    takes back only what it did: a STOP in words stands."""
    if preference.stop:
        contact.opt_out(Means.WHATSAPP)
    elif contact.opted_out_by() is Means.WHATSAPP:
        contact.opt_in(Means.WHATSAPP)


def heed(batch: Batch, contact_ids: Iterable[int]) -> None:
    """WhatsApp refused a message because they have stopped ours."""
    for contact in batch.load(contact_ids):
        contact.opt_out(Means.WHATSAPP)


def _asked(contact: Contact, message: IncomingMessage) -> Said | None:
    """What the message wants changed; None when it wants nothing, or what is so already."""
    said = understood(message.text) if message.type in SPOKEN else None
    if said is None or (said.demand is Demand.STOP) == contact.opted_out:
        return None
    return None if simplify(message.text) in question.choices(contact) else said


def _confirm(contact: Contact, said: Said, message: IncomingMessage) -> None:
    if not contact.window_open(contact.batch.now):
        contact.record("message.withheld", reason="the 24-hour window is closed")
        return
    contact.say(
        {
            "type": "text",
            "text": said.confirmation,
            "read": message.wamid,
            CONSENT: said.demand.value,
        }
    )
