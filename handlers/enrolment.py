"""A message that starts a workflow (W3): somebody's first, one with a keyword, or any of somebody
whom nobody owns. Who is in a run already never comes here: their messages are answers."""

import re

from handlers import effects
from models.conditions.comparing import fold
from models.contact import Contact
from models.incoming import IncomingMessage
from models.workflow import engine
from models.workflow.language import Start
from models.workflow.outcome import RunState
from models.workflow.tables import Run, WorkflowVersion

ORDER = ("first_message", "keyword", "any_message")
"""The most particular start wins; among equals the older workflow."""


def accepts(contact: Contact, message: IncomingMessage) -> bool:
    return _chosen(contact, message) is not None


def handle(contact: Contact, message: IncomingMessage) -> None:
    version = _chosen(contact, message)
    assert version is not None
    batch = contact.batch
    run = Run(
        id=batch.next_id(Run),
        contact=contact.id,
        version=version.id,
        state=RunState.RUNNING,
        started_at=batch.now,
    )
    contact.record("workflow.started", workflow=version.workflow.name, version=version.number)
    outcome = engine.start(version.parsed, contact.facts(), version.id)
    batch.start_run(contact, run)
    effects.apply(contact, run, outcome, reply_to=message)


def _chosen(contact: Contact, message: IncomingMessage) -> WorkflowVersion | None:
    fitting = [
        version
        for version in contact.batch.catalogue.workflows
        if version.readable and _fits(version.readable.start, contact, message)
    ]
    return min(fitting, key=lambda version: ORDER.index(version.parsed.start.on), default=None)


def _fits(start: Start, contact: Contact, message: IncomingMessage) -> bool:
    match start.on:
        case "first_message":
            return contact.first_heard
        case "keyword":
            return _says_one_of(message.text, start.words)
        case _:
            return not contact.owned and not contact.placed


def _says_one_of(text: str, words: tuple[str, ...]) -> bool:
    """One of `words` stands in `text` as a word of its own, however both are spelled."""
    said = fold(text)
    return any(re.search(rf"(?<!\w){re.escape(fold(word))}(?!\w)", said) for word in words)
