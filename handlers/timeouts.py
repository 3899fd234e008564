"""Silence of a contact who was asked something: a nudge, or the workflow's branch for it. W3."""

from handlers import effects
from handlers.qualification import UNREADABLE
from models.assignment import deciding
from models.contact import Contact
from models.workflow import engine
from models.workflow.outcome import Outcome, RunState
from models.workflow.tables import Run


def time_out(contact: Contact) -> bool:
    """Do what the workflow says about silence, if it is due. False when an answer came first."""
    run = contact.run
    batch = contact.batch
    if run is None or run.due_at is None or run.due_at > batch.now:
        return False
    batch.cause = f"run:{run.id}"
    effects.apply(contact, run, _outcome(contact, run))
    deciding.fire(batch, contact)
    return True


def _outcome(contact: Contact, run: Run) -> Outcome:
    if contact.silenced_at is not None:
        return TAKEN_OVER
    definition = contact.batch.catalogue.version(run.version_id).readable
    if definition is None:
        return UNREADABLE
    return engine.time_out(
        definition,
        run.place,
        contact.facts(),
        run.version_id,
    )


TAKEN_OVER = Outcome(None, RunState.HANDED_OVER, (), None)
"""A person has had the conversation since the question: nobody is nudged (W7)."""
