"""Messages: what was said, in both directions, with what became of it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import peewee
from playhouse.fields import EnumField

from models.agents.agent import Agent
from models.base import Model, TimeField, moment, partial_index


class Author(StrEnum):
    CONTACT = "contact"
    BOT = "bot"
    AGENT = "agent"


class Delivery(StrEnum):
    """How far a message of ours came. It only moves forward; see `Delivery.after`."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    PLAYED = "played"
    FAILED = "failed"

    def after(self, news: "Delivery") -> "Delivery":
        """Where a message stands after `news`: a late receipt never takes it back.

        A failure overrides what was only sent; what reached the phone has not failed.
        """
        if news is Delivery.FAILED:
            return news if RANK[self] <= RANK[Delivery.SENT] else self
        if self is Delivery.FAILED:
            return news if RANK[news] > RANK[Delivery.SENT] else self
        return max(self, news, key=lambda delivery: RANK[delivery])


RANK = {
    Delivery.QUEUED: 0,
    Delivery.SENT: 1,
    Delivery.FAILED: 1,
    Delivery.DELIVERED: 2,
    Delivery.READ: 3,
    Delivery.PLAYED: 4,
}


SPEECHLESS = ("reaction",)
"""Types that say nothing: an emoji on a message is no message. WhatsApp does not document whether
it opens the window."""
SPEAKS = f"m.type NOT IN ({', '.join(map(repr, SPEECHLESS))})"
"""In SQL, of a message that is called m there."""
IN_VAIN = """
coalesce(m.author = 'agent' AND m.agent_id IS NULL AND m.sent_at < contact.last_heard_at, false)
"""
"""The same of m and its contact: a colleague wrote it from the phone's app before what the contact
wrote last, so that it is not the last word, though it may have come last.

Else the last word is what came last, read by the index on (contact, id): what a customer wrote late
nobody had read before it came, and to sort a long conversation by when it was said no index helps.
What we send is dated by our clock, these two by WhatsApp's: only these are compared."""


class Message(Model):
    id = peewee.BigAutoField()
    contact = peewee.DeferredForeignKey("Contact", on_delete="CASCADE", index=False)
    author = EnumField(Author, max_length=8)
    agent = peewee.ForeignKeyField(Agent, on_delete="SET NULL", null=True, index=False)
    number = peewee.TextField()
    """Our phone_number_id."""
    wamid = peewee.TextField(null=True)
    type = peewee.TextField()
    text = peewee.TextField(default="")
    content = peewee.JSONField(default=dict)
    context_wamid = peewee.TextField(null=True)
    delivery = EnumField(Delivery, max_length=10, null=True)
    """None for what the contact wrote."""
    error = peewee.TextField(null=True)
    pricing = peewee.JSONField(null=True)
    """Meta's first word on what this message costs."""
    sent_at = TimeField()
    """By WhatsApp's clock for what came in, by ours for what goes out."""
    created_at = moment()
    edited_at = TimeField(null=True)
    revoked_at = TimeField(null=True)

    class Meta:
        indexes = ((("contact", "id"), False),)

    @property
    def incoming(self) -> bool:
        return bool(self.author is Author.CONTACT)

    def written_by(self, contact: Any) -> bool:
        return bool(self.incoming and self.contact_id == contact.id)


partial_index(
    Message, "message_wamid_unique", "wamid", where=Message.wamid.is_null(False), unique=True
)


def known(wamids: Iterable[str]) -> set[str]:
    """Which of these were heard already."""
    rows = Message.select(Message.wamid).where(Message.wamid.in_(sorted(wamids)))
    return {wamid for (wamid,) in rows.tuples()}
