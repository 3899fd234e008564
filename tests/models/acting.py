"""Change sets of stored contacts, as the API makes them: verbs inside, the rules at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from models.assignment import deciding
from models.batch import unit_of_work
from models.contact import Contact
from models.contact.event import Event


@contextmanager
def changing(contact: Contact, cause: str = "api_key:1") -> Iterator[Contact]:
    with unit_of_work(cause) as batch:
        loaded = batch.contact(contact.id)
        assert loaded is not None
        yield loaded
        deciding.fire(batch, loaded)


def events(contact: Contact, *names: str) -> list[Event]:
    """What happened to `contact`, oldest first: all of it, or what bears one of `names`."""
    chosen = Event.select().where(Event.contact == contact.id).order_by(Event.id)
    return [event for event in chosen if not names or event.name in names]


def told(contact: Contact, *names: str) -> list[str]:
    return [event.name for event in events(contact, *names)]
