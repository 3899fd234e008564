"""Contacts that are no more because they were the same person as another: their ids lead to it."""

from collections.abc import Iterable

import peewee

from models import sets
from models.base import Model, moment
from models.contact.contact import Contact


class MergedContact(Model):
    id = peewee.BigIntegerField(primary_key=True)
    """The id that the contact had."""
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE")
    """Whom it leads to: always one that is there, however often they were merged."""
    at = moment()


def heir_of(id: int) -> int | None:
    """The contact that `id` was merged into."""
    found: int | None = (
        MergedContact.select(MergedContact.contact).where(MergedContact.id == id).scalar()
    )
    return found


def heirs_of(ids: Iterable[int]) -> dict[int, int]:
    """The same for many, of those that were merged."""
    rows = MergedContact.select().where(sets.among(MergedContact.id, ids))
    return {row.id: row.contact_id for row in rows}


def keep_leading(id: int, contact_id: int) -> None:
    """The contact `id` is about to be part of `contact_id`."""
    MergedContact.insert(id=id, contact=contact_id).execute()
