"""A contact asks for a person, at whatever step or without any (X11): the workflow ends, the bot
falls silent, a colleague is summoned."""

from handlers import question
from handlers.person_wanted import wanted_in
from models.assignment import summoning
from models.contact import Contact
from models.incoming import IncomingMessage
from models.workflow.spelling import simplify

WANTED = "the contact asked for a person"


def accepts(contact: Contact, message: IncomingMessage) -> bool:
    """Typed, and asking for a person as a whole; not what the workflow itself waits for."""
    if message.type != "text":
        return False
    wanted = wanted_in(message.text, tuple(contact.batch.catalogue.organisation.hand_over_words))
    return wanted is not None and not _meant_for_a_workflow(contact, wanted)


def handle(contact: Contact, message: IncomingMessage) -> None:
    # As a change, so that the rules look for an owner when there is none.
    contact.change("contact.person_wanted", words=message.text.strip())
    contact.silence_bot(WANTED)
    _answer(contact, message)
    summoning.summon(contact.batch, contact)


def _answer(contact: Contact, message: IncomingMessage) -> None:
    """Once: from now on the bot is silent."""
    text = contact.batch.catalogue.organisation.hand_over_text
    if text:
        contact.say_if_allowed({"type": "text", "text": text, "read": message.wamid})


def _meant_for_a_workflow(contact: Contact, wanted: str) -> bool:
    """It names a choice of the question that waits, or is the very word that starts a workflow."""
    if contact.run is not None:
        return any(_stands_in(wanted, title) for title in question.choices(contact))
    readable = [version.readable for version in contact.batch.catalogue.workflows]
    starts = [definition.start for definition in readable if definition]
    return any(wanted in map(simplify, start.words) for start in starts if start.on == "keyword")


def _stands_in(wanted: str, title: str) -> bool:
    return f" {wanted} " in f" {title} "
