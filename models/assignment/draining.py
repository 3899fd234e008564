"""Giving out who waits, oldest first, to those who have become able to take them (X2). When it is
looked is not known here."""

import json
from collections.abc import Sequence

from models import sets
from models.assignment import seats
from models.assignment.capacity import Rooms
from models.assignment.placing import Placement
from models.assignment.pool import PoolKey, PoolKind
from models.assignment.turns import Seat
from models.base import database
from models.batch import unit_of_work
from models.conditions.facts import Facts
from models.contact import Contact
from models.work.backlog import BacklogItem
from models.work.item import PENDING
from models.work.line import in_line

BATCH = 200
"""Contacts that are given out in one transaction at most."""

Able = list[tuple[PoolKey, int]]
"""Pools that somebody can be given a contact from, and how many contacts at most."""

WAITED_FOR = f"""
SELECT p.id, p.kind, p.of FROM pool p
WHERE (SELECT true {in_line("p.kind", "p.of")} LIMIT 1)
"""

OLDEST = f"""
SELECT i.contact_id
FROM json_to_recordset(%s::json) AS w(kind text, "of" bigint, most int), LATERAL (
    SELECT b.id, b.contact_id {in_line("w.kind", "w.of")} LIMIT w.most
) i ORDER BY i.id LIMIT %s
"""


def give_out(limit: int = BATCH) -> int:
    """Give out some of those who wait. Answers how many got an owner; 0: nobody can take one now.

    However many wait, while nobody is able it costs two or three small queries.
    """
    able = _able(limit)
    if not able:
        return 0
    with unit_of_work("backlog", size=limit) as batch:
        contacts = batch.load(_oldest(able, limit))
        # Only now, with the contacts locked, does what is read of them stay true.
        for item in _items([contact.id for contact in contacts]):
            contact = batch.contacts[item.contact_id]
            if contact.owned:
                batch.backlog.leave(contact.id)
            else:
                batch.placements.append(_placement(item, contact))
    return sum(contact.owned for contact in contacts)


def _able(limit: int) -> Able:
    rows = database.execute_sql(WAITED_FOR).fetchall()
    pools = {id: PoolKey(PoolKind(kind), of) for id, kind, of in rows}
    found = {id: members for id, (members, _) in seats.of_pools(list(pools)).items()}
    here = {id: [seat for seat in found[id] if seat.here] for id in found}
    rooms = Rooms((seat.agent for members in here.values() for seat in members), lock=False)
    most = {id: _room(members, rooms, limit) for id, members in here.items()}
    return [(pools[id], room) for id, room in most.items() if room]


def _room(members: Sequence[Seat], rooms: Rooms, limit: int) -> int:
    left = [rooms.left(seat.agent.id) for seat in members]
    return min(sum(limit if one is None else one for one in left), limit)


def _oldest(able: Able, limit: int) -> list[int]:
    wanted = json.dumps([{"kind": key.kind, "of": key.of, "most": most} for key, most in able])
    return [id for (id,) in database.execute_sql(OLDEST, (wanted, limit)).fetchall()]


def _items(contact_ids: list[int]) -> list[BacklogItem]:
    chosen = BacklogItem.select().where(PENDING, sets.among(BacklogItem.contact, contact_ids))
    return list(chosen.order_by(BacklogItem.id))


def _placement(item: BacklogItem, contact: Contact) -> Placement:
    return Placement(
        contact=contact,
        trigger=item.trigger,
        rule_id=item.rule_id,
        ruleset_id=item.ruleset_id,
        pool=PoolKey(item.pool_kind, item.pool_of),
        facts=Facts.from_json(item.facts),
        cause=item.cause,
        waited=True,
    )
