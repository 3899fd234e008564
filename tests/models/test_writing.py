"""No field of what batches write is left out: it would be dropped without a word. And what facets
take for a field of the contact is one."""

import ast
import inspect

from models import writing
from models.contact import Contact
from models.contact.facets import facet
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


def annotated() -> dict[str, str]:
    """What `Facet` says of the fields of a contact, for mypy alone, by name."""
    [made] = [
        one for one in ast.parse(inspect.getsource(facet)).body if isinstance(one, ast.ClassDef)
    ]
    [checked] = [one for one in made.body if isinstance(one, ast.If)]
    said = [one for one in checked.body if isinstance(one, ast.AnnAssign)]
    return {ast.unparse(one.target): ast.unparse(one.annotation) for one in said}


def test_what_facets_take_for_a_field_is_one_and_may_be_nothing_where_it_may() -> None:
    """A field that is missing there is missed by mypy as soon as a verb needs it."""
    columns = {**Contact._meta.fields, **Contact._meta.columns}
    said = annotated()
    assert len(said) > 20
    assert set(said) - set(columns) == set()
    optional = {name for name, kind in said.items() if kind.endswith("| None")}
    assert optional == {name for name in said if columns[name].null}
