"""What is owed to the world: WhatsApp messages and emails, each once. How they are sent is not
known here."""

from datetime import timedelta

import peewee
from playhouse.fields import EnumField

from models.assignment.notification import Notification
from models.base import TimeField
from models.contact import Contact
from models.contact.message import Delivery, Message
from models.work.item import WorkItem, index_lanes
from models.work.kinds import OutboxKind as OutboxKind

LEASE = timedelta(seconds=30)
"""How long a call to the outside may take. A row whose lease ran out has an unknown outcome; a
receipt that echoes our mark may settle it meanwhile."""


class OutboxItem(WorkItem):
    kind = EnumField(OutboxKind, max_length=10)
    payload = peewee.JSONField()
    """WhatsApp: the content; email: to, subject, paragraphs, facts, link. See
    docs/architecture.md."""
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", null=True)
    message = peewee.ForeignKeyField(Message, on_delete="CASCADE", null=True, unique=True)
    """The message of the conversation that this sends: one row for each, ever."""
    notification = peewee.ForeignKeyField(Notification, on_delete="CASCADE", null=True, index=False)
    """What an agent is told by this: one row for each kind, ever."""
    number = peewee.TextField(null=True)
    """Our phone_number_id to send from."""
    recipient = peewee.TextField(null=True)
    """Digits, for who is no contact (an agent); otherwise the contact's identifiers say where
    to."""
    called_at = TimeField(null=True)
    """When the last call to the outside began, as long as its outcome is not known."""
    external_id = peewee.TextField(null=True)
    """What the outside calls it: the wamid, or the email's Message-ID."""

    class Meta:
        indexes = ((("notification", "kind"), True),)

    @classmethod
    def retry(cls, id: int) -> bool:
        """As for any row; a message that had failed waits to be sent, so that its ticks start
        anew."""
        if not super().retry(id):
            return False
        sent_by = cls.select(cls.message).where(cls.id == id)
        Message.update(delivery=Delivery.QUEUED, error=None).where(
            Message.id.in_(sent_by), Message.delivery == Delivery.FAILED
        ).execute()
        return True


index_lanes(OutboxItem)

# Without a mail server emails wait in their thousands: what can be sent is found beside them.
OutboxItem.add_index(
    OutboxItem.index(
        OutboxItem.id,
        where=peewee.SQL("state = 'pending' AND kind = 'whatsapp'"),
        name="outbox_item_sendable",
    )
)
