"""What is owed to the world: WhatsApp messages and emails, each once. How they are sent is not
known here."""

from collections.abc import Iterable
from datetime import timedelta

import peewee
from playhouse.fields import EnumField

from models import sets
from models.base import TimeField, database, partial_index
from models.contact import Contact
from models.contact.message import Delivery, Message
from models.notices.notification import Notification
from models.queues.item import WorkItem, index_done, index_lanes, index_parked
from models.queues.kinds import PATIENT as PATIENT
from models.queues.kinds import PROMPT as PROMPT
from models.queues.kinds import OutboxKind as OutboxKind

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
    priority = peewee.SmallIntegerField(default=PROMPT)
    """Which lanes go first. Within a lane nothing overtakes."""
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
        hold_messages([id])
        if not super().retry(id):
            return False
        _queue_again([id])
        return True

    @classmethod
    def retry_parked(cls, kind: str | None, limit: int) -> list[int]:
        ids = super().retry_parked(kind, limit)
        _queue_again(ids)
        return ids

    @classmethod
    def _free(cls, ids: list[int]) -> list[int]:
        """Those whose message nobody holds, with that held."""
        return [id for (id,) in database.execute_sql(FREE, (ids, ids)).fetchall()]


def hold_messages(ids: Iterable[int]) -> None:
    """The messages that these rows send, before the rows: so does everybody who locks both, for a
    send may be settled at the very moment at which its receipt comes."""
    database.execute_sql(HOLD_MESSAGES, (sorted(ids),))


HOLD_MESSAGES = """
SELECT 1 FROM message m JOIN outbox_item o ON o.message_id = m.id
WHERE o.id = ANY(%s) ORDER BY m.id FOR UPDATE OF m
"""
FREE = """
WITH held AS MATERIALIZED (
    SELECT o.id FROM message m JOIN outbox_item o ON o.message_id = m.id
    WHERE o.id = ANY(%s) ORDER BY m.id FOR UPDATE OF m SKIP LOCKED
)
SELECT id FROM held UNION ALL
SELECT id FROM outbox_item WHERE id = ANY(%s) AND message_id IS NULL
"""


def _queue_again(ids: list[int]) -> None:
    sent_by = OutboxItem.select(OutboxItem.message).where(OutboxItem.id.in_(ids or [0]))
    Message.update(delivery=Delivery.QUEUED, error=None).where(
        Message.id.in_(sent_by), Message.delivery == Delivery.FAILED
    ).execute()


index_lanes(OutboxItem, OutboxItem.priority)
index_done(OutboxItem)
index_parked(OutboxItem)

# Without a mail server emails wait in their thousands: what can be sent is found beside them.
partial_index(
    OutboxItem,
    "outbox_item_sendable",
    "priority",
    "id",
    where="state = 'pending' AND kind = 'whatsapp'",
)
partial_index(OutboxItem, "outbox_item_patient", "lane", where="state = 'pending' AND priority > 0")

partial_index(OutboxItem, "outbox_item_email", "id", where="kind = 'email'")


def hurry(lanes: Iterable[str]) -> None:
    """Somebody waits behind what is patient in these lanes: it has to go first, so it goes now."""
    database.execute_sql(HURRY, (sets.listed(lanes),))


# What is being sent or settled at this moment needs no hurry, and must not be waited for.
HURRY = f"""
UPDATE outbox_item SET priority = {PROMPT} WHERE id IN (
    SELECT id FROM outbox_item
    WHERE lane = ANY({sets.array("text")}) AND state = 'pending' AND priority > 0
    FOR UPDATE SKIP LOCKED
)
"""
