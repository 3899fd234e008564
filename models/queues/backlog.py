"""The backlog: contacts that a rule or the fallback took, but whom nobody could be given yet. They
are given out oldest first as soon as somebody can take them (X2). Who can is not known here."""

from collections.abc import Set
from typing import Any

import peewee
from playhouse.fields import EnumField

from models import sets
from models.assignment.pool import PoolKey, PoolKind
from models.assignment.rule import Rule, Ruleset
from models.base import database, partial_index
from models.clock import now
from models.contact import Contact
from models.queues.item import PENDING, WorkItem, WorkState, index_done, index_lanes
from models.queues.line import in_line


class BacklogItem(WorkItem):
    """Its lane is its contact; `last_error` says why nobody could take the contact."""

    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", index=False)
    pool_kind = EnumField(PoolKind, max_length=10)
    pool_of = peewee.BigIntegerField()
    trigger = peewee.TextField()
    rule = peewee.ForeignKeyField(Rule, on_delete="SET NULL", null=True, index=False)
    ruleset = peewee.ForeignKeyField(Ruleset, on_delete="RESTRICT", null=True, index=False)
    facts = peewee.JSONField()
    cause = peewee.TextField()


index_lanes(BacklogItem)
index_done(BacklogItem)
partial_index(BacklogItem, "backlog_item_one_per_contact", "contact", where=PENDING, unique=True)
partial_index(BacklogItem, "backlog_item_pool", "pool_kind", "pool_of", "id", where=PENDING)
partial_index(
    BacklogItem,
    "backlog_item_team_rule",
    peewee.fn.COALESCE(BacklogItem.rule, peewee.SQL("0")),
    "pool_of",
    "id",
    where="state = 'pending' AND pool_kind = 'team'",
)


class BacklogChanges:
    """What a batch changes in the backlog. It holds the locks of the contacts it names."""

    def __init__(self, created: Set[int]) -> None:
        """`created` are the contacts that the batch itself made: they cannot have waited."""
        self._created = created
        self._joining: dict[int, dict[str, Any]] = {}
        self._leaving: set[int] = set()
        self.rings = False
        """Somebody may have become able to take a contact: have the backlog looked at."""

    def join(self, contact: int, **place: Any) -> None:
        """Let a contact wait. Who waits already keeps the place in the line, for what matched
        now."""
        self._joining[contact] = {"contact": contact, **place}
        self.rings = True

    def leave(self, contact: int) -> None:
        """The contact waits no longer, if it did: it has an owner, or is closed."""
        self._joining.pop(contact, None)
        self._leaving.add(contact)

    def write(self) -> None:
        left = self._leaving - self._created
        if left:
            database.execute_sql(LEAVE, (now(), sets.listed(left)))
        moment = now()
        rows = [
            {
                **row,
                "lane": f"contact:{contact}",
                "state": WorkState.PENDING,
                "attempts": 0,
                "due_at": moment,
                "created_at": moment,
            }
            for contact, row in sorted(self._joining.items())
        ]
        sets.insert(BacklogItem, rows, JOIN)


LEAVE = f"""
UPDATE backlog_item SET state = 'done', done_at = %s
WHERE state = 'pending' AND contact_id = ANY({sets.array("bigint")})
"""

JOIN = "ON CONFLICT (contact_id) WHERE state = 'pending' DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}"
    for name in (
        *("pool_kind", "pool_of", "trigger", "rule_id", "ruleset_id"),
        *("facts", "cause", "last_error"),
    )
)


def oldest(key: PoolKey, limit: int) -> list[int]:
    """The contacts who have waited longest for the pool, oldest first."""
    rows = database.execute_sql(OLDEST, (key.kind, key.of, key.kind, key.of, limit)).fetchall()
    return [contact for (contact,) in rows]


OLDEST = f"SELECT b.contact_id {in_line('%s::text', '%s::bigint')} LIMIT %s"
