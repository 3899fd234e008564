"""A message of a contact who is in a workflow: the answer to its question. W3."""

from handlers import effects
from models.contact import Contact
from models.incoming import IncomingMessage
from models.workflow import engine
from models.workflow.outcome import HandOver, Heard, Outcome, RunState
from models.workflow.tables import Run


def accepts(contact: Contact, message: IncomingMessage) -> bool:
    return contact.run is not None


def handle(contact: Contact, message: IncomingMessage) -> None:
    run = contact.run
    assert run is not None
    effects.apply(contact, run, _outcome(contact, run, message), reply_to=message)


def _outcome(contact: Contact, run: Run, message: IncomingMessage) -> Outcome:
    batch = contact.batch
    definition = batch.catalogue.version(run.version_id).readable
    if definition is None:
        return UNREADABLE
    return engine.answer(
        definition,
        run.place,
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
        form=message.content.get("form"),
        location=(place["latitude"], place["longitude"]) if located else None,
    )


UNREADABLE = Outcome(
    None,
    RunState.HANDED_OVER,
    (HandOver("this release does not understand the workflow as it is stored: save it again"),),
    None,
)
"""One version that nobody can read holds up neither its people nor anybody else."""
