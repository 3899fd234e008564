"""A new contact, by whatever path: what nobody names is what the settings say (A1, A2, C1). Who it
is, by phone or id, is for identity/directory.py."""

from typing import TYPE_CHECKING

from models.contact.contact import Contact
from models.contact.state import State
from models.settings.source import Source
from models.settings.status import Status

if TYPE_CHECKING:
    from models.batch import Batch


def create(
    batch: "Batch",
    *,
    name: str = "",
    status: Status | None = None,
    source: Source | None = None,
    state: State = State.PROSPECT,
) -> Contact:
    """A contact with `status` or the default one, whose closure timeline starts now (A9)."""
    status = status or batch.catalogue.default_status
    contact = Contact(
        id=batch.next_id(Contact),
        name=name,
        status=status.id,
        source=source.id if source else None,
        state=state,
        created_at=batch.now,
        updated_at=batch.now,
        status_since=batch.now,
    )
    batch.create(contact)
    contact.made_now = True
    contact.record("contact.created", status=status.name, source=source.name if source else None)
    contact.begin()
    return contact
