"""A message of a contact who is in a workflow: the answer to its question. W3."""

from handlers import effects
from models.contact import Contact
from models.incoming import IncomingMessage
from models.workflow import engine
from models.workflow.outcome import Heard, Outcome, Place
from models.workflow.tables import Run


def accepts(contact: Contact, message: IncomingMessage) -> bool:
    return contact.run is not None


def handle(contact: Contact, message: IncomingMessage) -> None:
    run = contact.run
    assert run is not None
    effects.apply(contact, run, _outcome(contact, run, message), reply_to=message)


def _outcome(contact: Contact, run: Run, message: IncomingMessage) -> Outcome:
    batch = contact.batch
    return engine.answer(
        batch.catalogue.version(run.version_id).parsed,
        Place(run.step, run.asked, run.nudges),
        heard(message),
        contact.facts(),
        run.version_id,
        batch.today,
    )


def heard(message: IncomingMessage) -> Heard:
    place = message.content if message.type == "location" else {}
    located = "latitude" in place and "longitude" in place
    return Heard(
        text=message.text,
        reply_id=message.reply_id,
        type=message.type,
        location=(place["latitude"], place["longitude"]) if located else None,
    )
