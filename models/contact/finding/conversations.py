"""The list of conversations: who said something last stands first. Read along one index, a page at
a time, quick however many contacts there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import peewee
from peewee import fn

from models import sets
from models.agents.agent import Agent
from models.agents.visibility import sees_all, visible_to
from models.base import database
from models.contact.card import Card, cards
from models.contact.contact import Contact
from models.contact.conversation_read import ConversationRead, last_heard
from models.contact.finding import counting, search
from models.contact.finding.clues import mentioned
from models.contact.finding.search import ContactSearch
from models.contact.message import IN_VAIN, SPEAKS, Author, Message

NEWEST, NEWEST_OWN = 2000, 100
"""Among so many conversations the unread ones are looked for, and counted: no index knows them."""


class Whose(StrEnum):
    MINE = "mine"
    UNASSIGNED = "unassigned"
    ALL = "all"
    """That one may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    whose: Whose = Whose.ALL
    q: str | None = None
    """Words, each the beginning of one that is known of them or was said."""
    unread: bool = False
    unanswered: bool = False
    """They wrote last, and no colleague since."""
    before: int | None = None
    """`next` of the page before."""


@dataclass(frozen=True, slots=True)
class Conversation:
    card: Card
    last: Message | None
    unread: bool
    """They wrote to the viewer, or to nobody yet, and the viewer has not looked since."""
    unanswered: bool


@dataclass(frozen=True, slots=True)
class Page:
    conversations: list[Conversation]
    next: int | None
    """Where the next page begins; None: this is the last."""


def page(asked: Asked, viewer: Agent, size: int) -> Page:
    """Of the conversations that `viewer` may see, newest first."""
    search.freshen()
    # Whether few or many fit decides how to look: a plan for any value suits none.
    with counting.for_reading(plan_cache_mode="force_custom_plan", jit="off"):
        rows = list(_found(asked, viewer).limit(size + 1).tuples())
        shown = _seen([id for _, id in rows[:size]], viewer)
    return Page(shown, rows[size - 1][0] if len(rows) > size else None)


def unread_of(viewer: Agent) -> int:
    """How many unread conversations are the viewer's own, among the newest of them: every page
    asks."""
    with counting.for_reading(plan_cache_mode="force_custom_plan", jit="off"):
        return int(_found(Asked(whose=Whose.MINE, unread=True), viewer, NEWEST_OWN).count())


def _found(asked: Asked, viewer: Agent, among: int = NEWEST) -> Any:
    """The query of last messages and contacts."""
    query = (
        ContactSearch.select(ContactSearch.last_message, ContactSearch.contact)
        .join(Contact)
        .where(ContactSearch.last_message.is_null(False), *_conditions(asked, viewer))
        .order_by(ContactSearch.last_message.desc())
    )
    if not asked.unread:
        return query
    newest = query.where(_addressed(viewer)).limit(among).alias("newest")
    unread = ContactSearch.select(newest.c.last_message, newest.c.contact_id).from_(newest)
    return unread.where(_unread(newest.c.contact_id, viewer)).order_by(newest.c.last_message.desc())


def _conditions(asked: Asked, viewer: Agent) -> list[Any]:
    found = []
    if asked.whose is Whose.MINE:
        found.append(Contact.owner == viewer)
    elif asked.whose is Whose.UNASSIGNED:
        found.append(Contact.owner.is_null())
    if not sees_all(viewer):
        found.append(visible_to(viewer))
    if asked.unanswered:
        found.append(ContactSearch.unanswered)
    if asked.before is not None:
        found.append(ContactSearch.last_message < asked.before)
    if asked.q:
        found.append(_about(asked.q))
    return found


def _about(q: str) -> Any:
    """Few that fit are named by their ids; of many each is asked along the order."""
    clue = mentioned(q)
    led = counting.led_to(clue.ids)
    if led is None:
        return clue.holds
    return Contact.id == fn.ANY(peewee.SQL(sets.array("bigint"), (led[1],)))


def _addressed(viewer: Agent) -> Any:
    """A colleague's conversation is no news."""
    return (Contact.owner == viewer) | Contact.owner.is_null()


def _unread(contact: Any, viewer: Agent) -> Any:
    read = ConversationRead.select(ConversationRead.message).where(
        ConversationRead.agent == viewer, ConversationRead.contact == contact
    )
    return fn.COALESCE(last_heard(contact), 0) > fn.COALESCE(read, 0)


def _seen(ids: Sequence[int], viewer: Agent) -> list[Conversation]:
    """In this order; who has gone meanwhile is left out."""
    there = sets.in_order(Contact, ids)
    told = {row[0]: row[1:] for row in database.execute_sql(TOLD, (list(ids), viewer.id))}
    last = {one.id: one for one in Message.select().where(Message.id.in_(_lasts(told)))}
    return [_one(card, told[card.contact.id], last, viewer) for card in cards(there)]


def _lasts(told: dict[int, Any]) -> list[int]:
    return [row[0] for row in told.values() if row[0]] or [0]


def _one(card: Card, told: Any, last: dict[int, Message], viewer: Agent) -> Conversation:
    newest, heard, author, read = told
    addressed = card.contact.owner_id in (None, viewer.id)
    return Conversation(
        card=card,
        last=last.get(newest or 0),
        unread=addressed and (heard or 0) > (read or 0),
        unanswered=author == Author.CONTACT,
    )


TOLD = f"""
SELECT c.id, newest.id, heard.id, word.author, read.message
FROM unnest(%s::bigint[]) AS c(id)
LEFT JOIN contact ON contact.id = c.id
LEFT JOIN LATERAL (SELECT id FROM message m WHERE m.contact_id = c.id
    ORDER BY id DESC LIMIT 1) newest ON true
LEFT JOIN LATERAL (SELECT id FROM message m WHERE m.contact_id = c.id AND m.author = 'contact'
    AND {SPEAKS} ORDER BY id DESC LIMIT 1) heard ON true
LEFT JOIN LATERAL (SELECT author FROM message m WHERE m.contact_id = c.id AND m.author <> 'bot'
    AND {SPEAKS} AND NOT {IN_VAIN} ORDER BY id DESC LIMIT 1) word ON true
LEFT JOIN conversation_read read ON read.contact_id = c.id AND read.agent_id = %s
"""
