"""No field of what batches write is left out: it would be dropped without a word."""

from models import writing
from models.contact import Contact
from models.contact.message import Message
from models.workflow.tables import Run


def test_every_field_of_a_contact_is_written() -> None:
    assert sorted(writing.NEW_CONTACT) == sorted(Contact._meta.fields)
    assert set(Contact._meta.fields) - set(writing.CONTACT) == {"created_at"}


def test_every_field_of_a_run_is_written() -> None:
    assert sorted(writing.NEW_RUN) == sorted(Run._meta.fields)
    begins_with = {"contact", "version", "started_at"}
    assert set(Run._meta.fields) - set(writing.RUN) == begins_with


def test_what_is_amended_of_a_message_has_its_fields() -> None:
    assert set(writing.AMENDED) <= set(Message._meta.fields)
