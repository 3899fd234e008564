"""Who moves many contacts by a setting (a status that goes, closes or opens, an agent who stops)
locks all of it beforehand, in the order of everybody: contacts, settings, pools, agents. Then
nobody waits for whom waits for them (docs/architecture.md, "One order of locks")."""

import random
import time
from typing import Any

import peewee

from models.assignment import capacity, pool
from models.base import database, not_to_be_had
from models.contact import Contact
from models.settings.organisation import Organisation

TRIES = 20
LONGEST_PAUSE = 0.1
"""Seconds between two tries, about."""


def stand_still(*which: Any) -> None:
    """From here to the commit nobody else changes the contacts that fit these conditions, or
    settings, or gives turns. Call it before the transaction locks anything else of that.

    Contacts that came to fit while the first ones were waited for are behind the settings in the
    order, so nobody waits for them: if somebody holds one, all is let go and begun anew. Once it
    stands still, calling it again takes what came since, or raises what makes a request begin anew.
    """
    transaction = database.top_transaction()
    if getattr(transaction, "stands_still", False):
        hold_now(*which)
        return
    for left in reversed(range(TRIES)):
        try:
            with database.atomic():  # What is locked inside is let go with it.
                _hold_all(*which)
            break
        except peewee.OperationalError as error:
            if not left or not not_to_be_had(error):
                raise
        time.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311
    transaction.stands_still = True


def hold_now(*which: Any) -> list[int]:
    """Lock these contacts too, without waiting for anybody: nobody else may be loaded from here
    on. Answers their ids."""
    return [id for (id,) in _rows(*which).for_update(nowait=True)]


def _hold_all(*which: Any) -> None:
    _rows(*which).for_update().execute()
    Organisation.hold()
    pool.hold_all()
    capacity.hold_all()
    hold_now(*which)


def _rows(*which: Any) -> Any:
    return Contact.select(Contact.id).where(*which).order_by(Contact.id).tuples()
