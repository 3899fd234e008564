"""Giving out who waits, oldest first, to those who have become able to take them (X2). When it is
looked is not known here."""

import json
from collections.abc import Iterable, Sequence

from models import sets
from models.assignment import deciding, seats
from models.assignment.capacity import Rooms
from models.assignment.placing import Placement
from models.assignment.pool import PoolKey, PoolKind
from models.assignment.rule import Trigger
from models.assignment.turns import Seat
from models.base import database
from models.batch import Batch, unit_of_work
from models.conditions.facts import Facts
from models.contact import Contact
from models.queues.backlog import BacklogItem
from models.queues.item import PENDING
from models.queues.line import in_line

BATCH = 200
"""Contacts that are given out in one transaction at most."""

Able = list[tuple[PoolKey, int]]
"""Pools that somebody can be given a contact from, and how many contacts at most."""

WAITED_FOR = f"""
SELECT p.id, p.kind, p.of, CASE p.kind
    WHEN 'rule' THEN NOT EXISTS (
        SELECT 1 FROM rule r WHERE r.id = p.of AND r.active AND r.team_id IS NULL)
    WHEN 'fallback' THEN NOT (SELECT fallback FROM organisation)
    ELSE false END
FROM pool p
WHERE (SELECT true {in_line("p.kind", "p.of")} LIMIT 1)
"""

# From rule to rule along the index: however many wait for a team, each rule costs one look.
OF_GONE_RULES = """
WITH RECURSIVE sent AS (
    (SELECT coalesce(b.rule_id, 0) AS rule, b.pool_of AS team FROM backlog_item b
     WHERE b.state = 'pending' AND b.pool_kind = 'team'
     ORDER BY coalesce(b.rule_id, 0), b.pool_of LIMIT 1)
    UNION ALL
    SELECT further.* FROM sent s, LATERAL (
        SELECT coalesce(b.rule_id, 0), b.pool_of FROM backlog_item b
        WHERE b.state = 'pending' AND b.pool_kind = 'team'
          AND (coalesce(b.rule_id, 0), b.pool_of) > (s.rule, s.team)
        ORDER BY coalesce(b.rule_id, 0), b.pool_of LIMIT 1) further
)
SELECT i.contact_id FROM sent s, LATERAL (
    SELECT b.id, b.contact_id FROM backlog_item b
    WHERE b.state = 'pending' AND b.pool_kind = 'team'
      AND coalesce(b.rule_id, 0) = s.rule AND b.pool_of = s.team
    ORDER BY coalesce(b.rule_id, 0), b.pool_of, b.id LIMIT %(limit)s) i
WHERE NOT EXISTS (
    SELECT 1 FROM rule r WHERE r.id = s.rule AND r.active AND r.team_id = s.team)
ORDER BY i.id LIMIT %(limit)s
"""

OLDEST = f"""
SELECT i.contact_id
FROM json_to_recordset(%s::json) AS w(kind text, "of" bigint, most int), LATERAL (
    SELECT b.id, b.contact_id {in_line("w.kind", "w.of")} LIMIT w.most
) i ORDER BY i.id LIMIT %s
"""


def give_out(limit: int = BATCH) -> int:
    """Give out some of those who wait. Answers how many it did something for; 0: nobody can take
    one now.

    However many wait, while nobody is able it costs two small queries, with capacities four; one
    more when somebody waits for a team.
    """
    rows = database.execute_sql(WAITED_FOR).fetchall()
    pools = {id: PoolKey(PoolKind(kind), of) for id, kind, of, _ in rows}
    stranded = _stranded(pools.values(), [pools[id] for id, *_, gone in rows if gone], limit)
    if stranded:
        return _decide_anew(stranded, limit)
    able, many = _able(pools, limit)
    return _place(able, many) if able else 0


def _stranded(pools: Iterable[PoolKey], gone: Sequence[PoolKey], limit: int) -> list[int]:
    """Contacts who wait for what no rule sends anybody to any more. A team is shared by rules, so
    it is seen for each who waits."""
    found = _oldest([(key, limit) for key in gone], limit) if gone else []
    if not found and any(key.kind is PoolKind.TEAM for key in pools):
        rows = database.execute_sql(OF_GONE_RULES, {"limit": limit}).fetchall()
        found = [id for (id,) in rows]
    return found


def _place(able: Able, many: int) -> int:
    """Were some of them taken while their locks were waited for, others may be older than the rest:
    they are looked for anew. Answers how many do not wait any more."""
    with unit_of_work("backlog", size=many) as batch:
        contacts = batch.load(_oldest(able, many))
        waiting = _waiting(batch, contacts)
        if len(waiting) == len(contacts):
            batch.placements += [_placement(item, contact) for item, contact in waiting]
    placed = sum(_needs_nobody(contact) for _, contact in waiting)
    return len(contacts) - len(waiting) + placed


def _decide_anew(stranded: Sequence[int], limit: int) -> int:
    """The rule that took them is switched off, deleted, or sends elsewhere now; or the fallback is
    off. The others are tried. Who is taken again keeps the place in the line. Answers how many."""
    with unit_of_work("backlog", size=limit) as batch:
        contacts = batch.load(stranded)
        for item, contact in _waiting(batch, contacts):
            batch.cause = item.cause
            contact.created_by_message = item.trigger != Trigger.CONTACT_UPDATED
            contact.changed = True
            deciding.fire(batch, contact)
            if not contact.placed:
                batch.backlog.leave(contact.id)
    return len(contacts)


def _waiting(batch: Batch, contacts: list[Contact]) -> list[tuple[BacklogItem, Contact]]:
    """What each of them waits for, read under their locks. Who needs nobody any more would hold up
    the others."""
    for contact in contacts:
        if _needs_nobody(contact):
            batch.backlog.leave(contact.id)
    items = _items([contact.id for contact in contacts if not _needs_nobody(contact)])
    return [(item, batch.contacts[item.contact_id]) for item in items]


def _needs_nobody(contact: Contact) -> bool:
    return contact.owned or contact.closed_at is not None


def _able(pools: dict[int, PoolKey], limit: int) -> tuple[Able, int]:
    """And how many contacts all of these together: who sits in two pools has room once. No more
    than so many may be given out, for room that comes meanwhile is for the oldest of all."""
    found = {id: members for id, (members, _) in seats.of_pools(list(pools)).items()}
    here = {id: [seat for seat in found[id] if seat.here] for id in found}
    rooms = Rooms((seat.agent for members in here.values() for seat in members), lock=False)
    most = {id: _room(members, rooms, limit) for id, members in here.items()}
    everybody = [seat for members in here.values() for seat in members]
    able = [(pools[id], room) for id, room in most.items() if room]
    return able, _room(everybody, rooms, limit)


def _room(members: Iterable[Seat], rooms: Rooms, limit: int) -> int:
    left = [rooms.left(id) for id in {seat.agent.id for seat in members}]
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
