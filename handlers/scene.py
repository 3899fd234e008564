"""What handlers work on: a batch, and the people and messages that its items speak of, loaded in a
few queries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.batch import Batch
from models.contact.identity.directory import Directory
from models.contact.message import Message
from models.incoming import (
    Amendment,
    Echo,
    IdentityChange,
    Incoming,
    IncomingMessage,
    Preference,
    Sender,
)


@dataclass(frozen=True, slots=True)
class Later:
    """What an item speaks of is not known yet; it may be in a moment."""

    reason: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Nothing was to be done; why is kept with the item."""

    reason: str


Handled = Later | Kept | None
"""None: done."""


class Scene:
    def __init__(self, batch: Batch, incoming: Iterable[Incoming]) -> None:
        items = list(incoming)
        self.batch = batch
        self.directory = Directory(batch, _senders(items))
        self._amended = _messages(
            {one.original_wamid for one in items if isinstance(one, Amendment)}
        )

    def amended(self, wamid: str) -> Message | None:
        """The message that somebody edits or revokes: stored before, or heard in this batch."""
        if wamid not in self._amended:
            heard = self.batch.unwritten_message(wamid)
            if heard is None:
                return None
            self._amended[wamid] = heard
        return self._amended[wamid]


def own_phone_in(message: IncomingMessage) -> Sender | None:
    """The sender's own phone, given because we asked for it."""
    phone = message.content.get("own_phone")
    return Sender(phone=phone) if phone else None


def _senders(items: list[Incoming]) -> Iterator[Sender]:
    """Everybody of whom one of `items` speaks."""
    for item in items:
        match item:
            case IncomingMessage():
                yield item.sender
                own_phone = own_phone_in(item)
                if own_phone:
                    yield own_phone
            case Amendment() | Preference():
                yield item.sender
            case Echo():
                yield item.receiver
            case IdentityChange():
                yield item.before
                yield item.after


def _messages(wamids: set[str]) -> dict[str, Message]:
    if not wamids:
        return {}
    return {one.wamid: one for one in Message.select().where(Message.wamid.in_(sorted(wamids)))}
