"""Contacts that a person or a program names by phone or by its own key: made, or found again and
changed. A2, A4, C1, X6. Whom WhatsApp tells of is for identity/directory.py.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import peewee

from models import sets
from models.agents.agent import Agent
from models.agents.visibility import visible
from models.assignment import claiming
from models.base import database
from models.batch import unit_of_work
from models.contact import changes
from models.contact.changes import Wish
from models.contact.contact import Contact
from models.contact.creation import create
from models.contact.identity.directory import Directory
from models.contact.identity.keys import Key, own_keys, spellings
from models.contact.identity.rekeying import KEYS, taken
from models.incoming import Sender
from models.settings.source import API

if TYPE_CHECKING:
    from models.batch import Batch

Answer = TypeVar("Answer")

AT_CREATION = frozenset({"name", "status", "source", "state", *KEYS})
"""What a new contact has from its first moment: no change of it to tell."""


def found_or_made(cause: str, work: Callable[["Batch"], Answer]) -> Answer:
    """`work` as a unit of its own. Where somebody took a key meanwhile, it is done anew and finds
    them."""
    try:
        with unit_of_work(cause) as batch:
            return work(batch)
    except peewee.IntegrityError:
        with unit_of_work(cause) as batch:
            return work(batch)


def add(batch: "Batch", wish: Wish, by: Agent | None) -> Contact:
    """A new contact. Raises Refusal when one of its keys leads to somebody, Unsuitable for values
    that cannot be kept."""
    directory, sender = _looked_up(batch, wish)
    held = directory.holders(sender)
    if held:
        raise taken(held, by, _key_of(wish), "change them by PATCH, or by PUT /contacts")
    return made(batch, directory, sender, wish, by)


def put(
    batch: "Batch",
    wish: Wish,
    by: Agent | None,
    check: Callable[[Contact | None], None] = lambda found: None,
) -> tuple[Contact, bool]:
    """Change the contact that the keys lead to, or make it. Answers it, and whether it is new.
    `check` sees whom they lead to, locked, before anything is done.

    Raises Refusal when they lead to two, or to a colleague's, Unsuitable as `add`.
    """
    directory, sender = _looked_up(batch, wish)
    held = directory.holders(sender)
    if not held:
        check(None)
        return made(batch, directory, sender, wish, by), True
    if len(held) > 1 or not visible(by, held[0]):
        raise taken(held, by, _key_of(wish), "name one of them, or make them one contact")
    check(held[0])
    claiming.check_not_a_colleagues(batch, held[0], by)
    changes.apply(held[0], wish, by)
    return held[0], False


def _looked_up(batch: "Batch", wish: Wish) -> tuple[Directory, Sender]:
    """Who is known by the keys of `wish`. One at a time for each: the index would take two
    spellings of a new number for two numbers."""
    sender = Sender(phone=wish.get("phone"), external_id=wish.get("external_id"))
    hold(own_keys(sender))
    return Directory(batch, [sender]), sender


def hold(keys: Iterable[Key]) -> None:
    """Until the transaction ends nobody else looks these up to make whom they lead to."""
    names = sorted({":".join(min(spellings(key))) for key in keys})
    if names:
        database.execute_sql(ALONE, (sets.listed(names),))


ALONE = """
SELECT pg_advisory_xact_lock(861507333, hashtext(name))
FROM json_array_elements_text(%s::json) AS asked(name)
"""


def made(
    batch: "Batch",
    directory: Directory,
    sender: Sender,
    wish: Wish,
    by: Agent | None,
    way: str = API,
) -> Contact:
    """A new contact, who nobody is known to be. `way` is the name of its source, unless the wish
    names another."""
    first = {field: wish[field] for field in ("name", "status", "state") if field in wish}
    source = wish["source"] if "source" in wish else batch.catalogue.source(way)
    contact = create(batch, source=source, **first)
    directory.learn(contact, sender)
    contact.changed = True  # Whatever is known of them is new to the rules (R7).
    changes.apply(contact, _rest(wish), by)
    return contact


def _rest(wish: Wish) -> dict[str, Any]:
    return {field: value for field, value in wish.items() if field not in AT_CREATION}


def _key_of(wish: Wish) -> str | None:
    """The field that is to blame, where only one can be."""
    given = [field for field in KEYS if wish.get(field)]
    return given[0] if len(given) == 1 else None
