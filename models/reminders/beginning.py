"""Interactions that begin soon: whoever they are assigned to is reminded, once for each time at
which one is to begin (I1).

`reminded_at` says that it is done, and is written in one transaction with what is told, under the
interactions' locks. One that has begun, was completed or deleted is not told of any more.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import peewee
from peewee import fn

from models.agents.agent import Agent
from models.catalogue import Catalogue
from models.interactions import wording
from models.interactions.interaction import Interaction
from models.notices import telling
from models.notices.notification import NotificationKind
from models.settings.organisation import Organisation

if TYPE_CHECKING:
    from models.batch import Batch


def due(moment: datetime, limit: int) -> list[int]:
    """Ids of up to `limit` interactions of which somebody is to be reminded, the soonest first."""
    ahead = _ahead(Catalogue.current().organisation)
    if ahead is None:
        return []
    query = _waiting(moment, ahead).select(Interaction.id).order_by(Interaction.starts_at)
    return [id for (id,) in query.limit(limit).tuples()]


def oldest_overdue(moment: datetime) -> timedelta:
    """How long the oldest of them has been waiting: since it came so near, or since it was given
    this time."""
    ahead = _ahead(Catalogue.current().organisation)
    if ahead is None:
        return timedelta()
    near = Interaction.starts_at - peewee.SQL("%s", (ahead,))
    since = fn.MIN(fn.GREATEST(near, Interaction.updated_at))
    oldest: datetime | None = _waiting(moment, ahead).select(since).scalar()
    return max(moment - oldest, timedelta()) if oldest else timedelta()


def remind(batch: "Batch", ids: Sequence[int]) -> int:
    """Remind of those that are still due. Answers how many were: somebody else may have been
    first."""
    found = [one for one in _hold(batch, ids) if _is_due(batch, one)]
    told = telling.known(_key(one) for one in found) if found else set()
    for one in found:
        if _key(one) not in told:
            _tell(batch, one)
    done = Interaction.update(reminded_at=batch.now)
    done.where(Interaction.id.in_([one.id for one in found])).execute()
    return len(found)


def _ahead(organisation: Organisation) -> timedelta | None:
    minutes = organisation.interaction_reminder_minutes
    return None if minutes is None else timedelta(minutes=minutes)


def _waiting(moment: datetime, ahead: timedelta) -> Any:
    """The query of them, by the index on what has no outcome."""
    return Interaction.select().where(
        Interaction.outcome.is_null(),
        Interaction.starts_at > moment,
        Interaction.starts_at <= moment + ahead,
        Interaction.reminded_at.is_null(),
        Interaction.assignee.in_(Agent.select(Agent.id).where(Agent.active)),
    )


def _hold(batch: "Batch", ids: Sequence[int]) -> list[Interaction]:
    """Locked, behind their contacts. One whose contact was merged at this moment is left for the
    next sweep."""
    chosen = Interaction.select().where(Interaction.id.in_(ids))
    batch.load(one.contact_id for one in chosen if one.contact_id is not None)
    held = chosen.order_by(Interaction.id).for_update()
    return [one for one in held if one.contact_id is None or one.contact_id in batch.contacts]


def _is_due(batch: "Batch", one: Interaction) -> bool:
    ahead = _ahead(batch.catalogue.organisation)
    agent = batch.catalogue.agents[one.assignee_id]
    waits = one.outcome_id is None and one.reminded_at is None and agent.active
    return waits and ahead is not None and batch.now < one.starts_at <= batch.now + ahead


def _key(one: Interaction) -> str:
    """One that was moved away and back is not told of again."""
    return f"interaction:{one.id}:{one.starts_at.astimezone(UTC).isoformat()}:{one.assignee_id}"


def _tell(batch: "Batch", one: Interaction) -> None:
    agent, contact = batch.catalogue.agents[one.assignee_id], batch.contacts.get(one.contact_id)
    payload = wording.begins(batch, one)
    telling.notify(batch, agent, NotificationKind.INTERACTION, _key(one), payload, contact=contact)
