"""The backlog: contacts that a rule or the fallback took, but whom nobody could be given yet. They
are given out oldest first as soon as somebody can take them (X2)."""

import peewee
from playhouse.fields import EnumField

from models.assignment.pool import PoolKind
from models.assignment.rule import Rule, Ruleset
from models.contact import Contact
from models.work.item import PENDING, WorkItem, index_lanes


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
BacklogItem.add_index(
    BacklogItem.index(
        BacklogItem.contact, unique=True, where=PENDING, name="backlog_item_one_per_contact"
    )
)
BacklogItem.add_index(
    BacklogItem.index(
        BacklogItem.pool_kind,
        BacklogItem.pool_of,
        BacklogItem.id,
        where=PENDING,
        name="backlog_item_pool",
    )
)
