"""Giving contacts to the next of the pool that gave them: their owners did not reply (X5)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from models import sets
from models.assignment import pool
from models.assignment.assignment import NO_REPLY_TRIGGER, Assignment, Outcome
from models.assignment.pool import PoolKey, PoolKind
from models.assignment.turns import LockedPool
from models.base import database
from models.notices import telling

if TYPE_CHECKING:
    from models.batch import Batch
    from models.contact import Contact


class _Past(NamedTuple):
    """Where a contact's owner came from, and who had the contact since it wrote last."""

    pool: PoolKey
    had: frozenset[int]


def reassign(batch: "Batch", contacts: Iterable["Contact"]) -> list["Contact"]:
    """Give each to somebody else of its pool, once to each of them. Answers those for whom there
    was nobody else, unchanged."""
    contacts = list(contacts)
    pasts = _pasts(contacts)
    pools = pool.lock(past.pool for past in pasts.values())
    left = []
    for contact in contacts:
        past = pasts.get(contact.id)
        if past is None or not _give(batch, contact, past, pools[past.pool]):
            left.append(contact)
    pool.write(pools.values())
    return left


def _give(batch: "Batch", contact: "Contact", past: _Past, locked: LockedPool) -> bool:
    turn = locked.give_turn_to_another(f"contact:{contact.id}", past.had)
    if turn.agent is None:
        return False
    assignment = batch.new(
        Assignment,
        contact=contact.id,
        agent=turn.agent.id,
        outcome=Outcome.ASSIGNED,
        trigger=NO_REPLY_TRIGGER,
        pool=pool.as_kept(past.pool, turn),
        cause=batch.cause,
    )
    contact.assign(turn.agent)
    telling.tell_of_assignment(batch, contact, turn.agent, assignment)
    return True


def _pasts(contacts: list["Contact"]) -> dict[int, _Past]:
    """By contact; who was given by hand came from no pool and is not here."""
    rows = database.execute_sql(PASTS, (sets.listed(one.id for one in contacts),))
    return {
        id: _Past(PoolKey(PoolKind(given["kind"]), given["of"]), frozenset(had))
        for id, given, had in rows
        if given is not None
    }


PASTS = """
SELECT c.id, (
        SELECT a.pool FROM assignment a
        WHERE a.contact_id = c.id AND a.outcome = 'assigned' ORDER BY a.id DESC LIMIT 1
    ), array(
        SELECT DISTINCT a.agent_id FROM assignment a
        WHERE a.contact_id = c.id AND a.agent_id IS NOT NULL AND a.outcome = 'assigned'
          AND a.created_at >= c.last_heard_at
        UNION SELECT c.owner_id
    )
FROM contact c
WHERE c.id IN (SELECT id::bigint FROM json_array_elements_text(%s::json) AS l(id))
"""
