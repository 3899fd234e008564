"""How what a batch changed becomes rows: each table in one statement, whatever the number of
contacts. Knows nothing of why it changed."""

from collections.abc import Collection, Container, Iterable, Mapping
from typing import Any

from models import sets
from models.base import Model
from models.contact import Contact, ContactTag, ContactTrait
from models.contact.message import Message
from models.workflow.tables import Run

# Plain lists, not the models' fields: what is written is read here at a glance. What is left out is
# written by nobody, so a test compares them with the fields.
CONTACT = (
    "id",
    "name",
    "username",
    "email",
    "company",
    "town",
    "postcode",
    "status",
    "status_since",
    "passed",
    "source",
    "state",
    "owner",
    "closure_deadline",
    "closed_at",
    "closer",
    "number",
    "last_heard_at",
    "account",
    "silenced_at",
    "opted_out_at",
    "former_owner",
    "deadline_step",
    "reply_due_at",
    "reply_step",
    "origin",
    "last_contacted_at",
    "flag",
    "updated_at",
)
NEW_CONTACT = (*CONTACT, "created_at")
RUN = ("id", "state", "step", "asked", "nudges", "trail", "due_at", "ended_at")
NEW_RUN = (*RUN, "contact", "version", "started_at")
AMENDED = ("id", "text", "content", "edited_at", "revoked_at")


def write_contacts(new: Iterable[Contact], changed: Collection[Contact]) -> None:
    """Of the changed ones what any of them changed: of all columns mostly four."""
    sets.insert(Contact, _rows(new, NEW_CONTACT))
    touched = {"id"}.union(*(contact._dirty for contact in changed))
    sets.update(Contact, _rows(changed, tuple(name for name in CONTACT if name in touched)))


def write_runs(changed: Iterable[Run], new: Iterable[Run]) -> None:
    """The old ones first: a contact is in one run at a time."""
    sets.update(Run, _rows(changed, RUN))
    sets.insert(Run, _rows(new, NEW_RUN))


def write_amended(messages: Iterable[Message]) -> None:
    sets.update(Message, _rows(messages, AMENDED))


def write_traits(values: Mapping[tuple[int, int], Any], new: Container[int] = ()) -> None:
    """`values` by contact and trait; None clears one. `new` contacts have none yet: theirs cannot
    be there already."""
    keys = sorted(values)
    kept = [
        {"contact": contact, "trait": trait, "value": values[contact, trait]}
        for contact, trait in keys
        if values[contact, trait] is not None
    ]
    sets.insert(ContactTrait, [row for row in kept if row["contact"] in new])
    sets.insert(
        ContactTrait,
        [row for row in kept if row["contact"] not in new],
        "ON CONFLICT (contact_id, trait_id) DO UPDATE SET value = excluded.value",
    )
    cleared = [key for key in keys if values[key] is None]
    sets.delete(ContactTrait, [{"contact": contact, "trait": trait} for contact, trait in cleared])


def write_tags(there: Mapping[tuple[int, int], bool], new: Container[int] = ()) -> None:
    """Which tags hang on which contact, and which no longer do, by contact and tag; `new` contacts
    as above."""
    rows = [
        ({"contact": contact, "tag": tag}, there[contact, tag]) for contact, tag in sorted(there)
    ]
    hung = [row for row, hangs in rows if hangs]
    sets.insert(ContactTag, [row for row in hung if row["contact"] in new])
    known = [row for row in hung if row["contact"] not in new]
    sets.insert(ContactTag, known, "ON CONFLICT DO NOTHING")
    sets.delete(ContactTag, [row for row, hangs in rows if not hangs])


def _rows(models: Iterable[Model], names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{name: one.__data__.get(name) for name in names} for one in models]
