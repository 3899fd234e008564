"""What was said, with the notes and events between: the entries of a contact's timeline as the
page shows them, a portion at a time from the end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.pages.moments import local_day
from bot.whatsapp.media import KEPT, UPLOADED_KEPT
from models.catalogue import Catalogue
from models.clock import now
from models.contact import timeline
from models.contact.message import Delivery, Message
from models.contact.timeline import Entry
from models.queues.item import WorkState
from models.queues.outbox import OutboxItem

PORTION = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. `id` names it in the page, so that a part that refreshes itself keeps it."""

    id: str
    entry: Entry
    day: date
    by: str | None
    """Whose name stands at it."""
    quoted: Message | None = None
    reactions: list[str] = field(default_factory=list)
    file: str | None = None
    """What it carries: image, audio, video, sticker or document; None: nothing that is still to be
    had from WhatsApp."""
    hindered: OutboxItem | None = None
    """Why it did not go out yet, though that was tried."""


@dataclass(frozen=True, slots=True)
class Thread:
    lines: list[Line]
    earlier: int | None
    """What to ask for as `before`, to see what was before these; None: nothing was."""
    newest: bool
    """These are the last ones: what is new appears below."""


def thread_of(contact_id: int, before: int | None = None) -> Thread:
    """`before`: how many entries, from the first, these are among the last of."""
    length = timeline.length(contact_id)
    end = length if before is None else min(before, length)
    begin = max(0, end - PORTION)
    entries = timeline.timeline(contact_id, begin, end - begin)
    lines = list(_lines(contact_id, entries))
    return Thread(lines, begin or None, newest=end == length)


def _lines(contact_id: int, entries: list[Entry]) -> Iterator[Line]:
    agents = Catalogue.current().agents
    messages = [entry.message for entry in entries if entry.message]
    quoted, reactions = _quoted(contact_id, messages), _reactions(contact_id, messages)
    hindered = _hindered(messages)
    for entry in entries:
        message = entry.message
        if message and message.type == "reaction" and _target(message) in reactions:
            continue  # It stands at what it is about.
        writer = message or entry.note
        author = agents.get(writer.agent_id or 0) if writer else None
        yield Line(
            id=_kind(entry) + str(entry.id),
            entry=entry,
            day=local_day(entry.at),
            by=str(author.name) if author else None,
            quoted=quoted.get(message.context_wamid) if message else None,
            reactions=reactions.get(message.wamid, []) if message else [],
            file=_file(message) if message else None,
            hindered=hindered.get(message.id) if message else None,
        )


def _file(message: Message) -> str | None:
    content: dict[str, Any] = message.content or {}
    kept = UPLOADED_KEPT if "attached" in content else KEPT
    there = content.keys() & {"media_id", "attached"} and now() - message.sent_at < kept
    return str(message.type) if there else None


def _kind(entry: Entry) -> str:
    return "m" if entry.message else "n" if entry.note else "e"


def _quoted(contact_id: int, messages: Iterable[Message]) -> dict[str | None, Message]:
    """What these answer, by wamid."""
    wamids = sorted({one.context_wamid for one in messages if one.context_wamid})
    found = Message.select().where(Message.wamid.in_(wamids), Message.contact == contact_id)
    return {one.wamid: one for one in found} if wamids else {}


def _hindered(messages: Iterable[Message]) -> dict[int, OutboxItem]:
    """Of those that wait to be sent, what was tried in vain, by the message's id."""
    waiting = [one.id for one in messages if one.delivery is Delivery.QUEUED]
    found = OutboxItem.select().where(
        OutboxItem.message.in_(waiting),
        OutboxItem.state == WorkState.PENDING,
        OutboxItem.last_error.is_null(False),
    )
    return {one.message_id: one for one in found} if waiting else {}


def _reactions(contact_id: int, messages: Iterable[Message]) -> dict[str, list[str]]:
    """What stands at these, by wamid: of each side the last."""
    wamids = sorted(one.wamid for one in messages if one.wamid)
    if not wamids:
        return {}
    rows = Message.select().where(
        Message.contact == contact_id,
        Message.type == "reaction",
        Message.content["wamid"].as_text().in_(wamids),
    )
    last: dict[str, dict[bool, str]] = {}
    for row in rows.order_by(Message.id):
        last.setdefault(_target(row), {})[row.incoming] = str(row.content.get("emoji") or "")
    return {wamid: [one for one in sides.values() if one] for wamid, sides in last.items()}


def _target(reaction: Message) -> str:
    content: dict[str, Any] = reaction.content or {}
    return str(content.get("wamid") or "")
