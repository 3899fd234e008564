"""Who is given an interaction by somebody else is told: once of each, or once of many that come
together; and whose interaction somebody else moves, deletes or gives away. What they were told
counts as read when it is theirs no more, or done."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent
from models.interactions import wording
from models.interactions.interaction import Interaction
from models.notices import reading, telling
from models.notices.notification import Notification, NotificationKind

if TYPE_CHECKING:
    from models.batch import Batch

KIND = NotificationKind.INTERACTION


def tell_planned(batch: "Batch", one: Interaction, by: Agent | None) -> None:
    """It was planned for its assignee."""
    _tell(batch, one, by, "planned it for you")


def tell_handed_on(batch: "Batch", now: Interaction, was: Interaction, by: Agent | None) -> None:
    """It was a colleague's, and is its assignee's now. Both are told, each of theirs."""
    _tell(batch, now, by, "handed it on to you")
    heir = batch.catalogue.agents[now.assignee_id]
    took = by is not None and by.id == heir.id
    _tell_gone(batch, was, by, "took it over" if took else f"handed it on to {heir.name}")


def tell_moved(batch: "Batch", one: Interaction, before: datetime, by: Agent | None) -> None:
    """Its assignee would come at the wrong time: it began `before`."""
    if max(one.starts_at, before) > batch.now and _by_another(one.assignee_id, by):
        _notify(
            batch,
            one,
            batch.catalogue.agents[one.assignee_id],
            wording.moved(batch, one, by, before),
        )


def tell_deleted(batch: "Batch", one: Interaction, by: Agent | None) -> None:
    _tell_gone(batch, one, by, "deleted it")


def tell_of_day(batch: "Batch", day: date, made: Sequence[Interaction], by: Agent | None) -> None:
    """All of these were planned for the same assignee."""
    if made and _by_another(made[0].assignee_id, by):
        agent = batch.catalogue.agents[made[0].assignee_id]
        key = f"interactions_given:{batch.next_id(Notification)}"
        telling.notify(batch, agent, KIND, key, wording.day_given(batch, day, list(made), by))


def tell_of_leaver(
    batch: "Batch", before: Agent, heir: Agent, handed_on: Sequence[Interaction]
) -> None:
    """All of these were those of `before`, who has stopped, and are the heir's now."""
    if handed_on:
        key = f"interactions_handed_on:{batch.next_id(Notification)}"
        payload = wording.of_leaver(batch, before, heir, list(handed_on))
        telling.notify(batch, heir, KIND, key, payload)


def settle(ones: Iterable[Interaction], assignee: Agent) -> None:
    """`assignee` has nothing to do with them any more."""
    reading.see_interactions(assignee, [one.id for one in ones])


def _tell(batch: "Batch", one: Interaction, by: Agent | None, deed: str) -> None:
    """What was completed already is nothing to do."""
    if one.outcome_id is None and _by_another(one.assignee_id, by):
        agent = batch.catalogue.agents[one.assignee_id]
        _notify(batch, one, agent, wording.given(batch, one, by, deed))


def _tell_gone(batch: "Batch", was: Interaction, by: Agent | None, deed: str) -> None:
    """Whose it was would come in vain: it is deleted, or a colleague's."""
    waited = was.outcome_id is None and was.ends_at > batch.now
    if waited and was.contact_id is not None and _by_another(was.assignee_id, by):
        agent = batch.catalogue.agents[was.assignee_id]
        _notify(batch, was, agent, wording.gone(batch, was, by, deed))


def _notify(batch: "Batch", one: Interaction, agent: Agent, payload: dict[str, Any]) -> None:
    # Whoever gives or changes it is the only one: the interaction is new, or locked.
    key = f"interaction_given:{one.id}:{batch.next_id(Notification)}"
    telling.notify(batch, agent, KIND, key, payload, contact=batch.contacts.get(one.contact_id))


def _by_another(assignee: int, by: Agent | None) -> bool:
    return by is None or by.id != assignee
