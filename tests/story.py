"""A story's stage: customers write, workers work until nothing is due, and one looks at what came
of it."""

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models.contact import Contact, Identifier
from models.contact.message import Message
from models.queues.inbox import InboxItem
from models.queues.outbox import OutboxItem, OutboxKind
from workers import inbox

_people = itertools.count(1)


@dataclass
class Customer:
    """Somebody with a phone. `says` and `taps` post what Meta would post and let the drain work."""

    name: str = "Dora"
    phone: str | None = field(default_factory=lambda: f"4479460{next(_people):05}")
    bsuid: str = field(default_factory=lambda: f"GB.{next(_people):017}")
    username: str | None = None

    @property
    def person(self) -> payloads.Person:
        return payloads.Person(self.bsuid, self.name, self.phone, self.username)

    def says(self, text: str) -> "Customer":
        return self.sends(items.text(text))

    def taps(self, title: str) -> "Customer":
        """Tap the button or list row `title` of the last message that has one."""
        for message in reversed(self.heard()):
            choices = message.content.get("buttons") or message.content.get("rows") or []
            for choice in choices:
                if choice["title"] == title:
                    return self.sends(items.button_reply(choice["id"], title, to=message.wamid))
        raise AssertionError(f"nothing to tap says {title!r}")

    def sends(self, *messages: dict[str, Any]) -> "Customer":
        receive(payloads.delivery(self.person, *messages))
        return self

    @property
    def contact(self) -> Contact:
        known = (Identifier.value == self.bsuid) & Identifier.active
        return Contact.select().join(Identifier).where(known).get()

    def heard(self) -> list[Message]:
        """What we owe or have sent this customer, oldest first."""
        return list(
            Message.select()
            .where(Message.contact == self.contact, Message.author != "contact")
            .order_by(Message.id)
        )

    @property
    def traits(self) -> dict[str, Any]:
        rows = self.contact.contacttrait_set
        return {row.trait.name: row.value for row in rows}

    @property
    def tags(self) -> set[str]:
        return {row.tag.name for row in self.contact.contacttag_set}

    @property
    def owner(self) -> str | None:
        return self.contact.owner.name if self.contact.owner_id else None


def receive(body: bytes) -> None:
    """Deliver what Meta would post, behind the signature, and drain."""
    InboxItem.receive(split(body))
    settle()


def settle() -> None:
    while inbox.work_off():
        pass


def parked() -> list[InboxItem]:
    return list(InboxItem.select().where(InboxItem.state == "parked"))


def owed(kind: OutboxKind) -> list[OutboxItem]:
    return list(OutboxItem.select().where(OutboxItem.kind == kind).order_by(OutboxItem.id))


def as_json(body: bytes) -> Any:
    return json.loads(body)
