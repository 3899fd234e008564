"""Making interactions and changing them, one at a time. I1 to I4, I9.

What goes together is said in checking.py; how one is completed in completing.py, how a whole day of
them is made in generating.py.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent
from models.contact.holding import hold_behind_contact
from models.interactions import checking, handing, links, plans, timeline
from models.interactions.checking import Wish
from models.interactions.interaction import Interaction

if TYPE_CHECKING:
    from models.batch import Batch

BESIDE = ("minutes", "tags", "opportunities")
"""What of a wish is no field of the model."""
TAKES_TIME = frozenset({"starts_at", "minutes", "assignee"})
"""What moves an interaction in somebody's plan."""


def plan(batch: "Batch", wish: Wish, by: Agent | None) -> Interaction:
    """A new interaction, with its contact (locked in `batch`) or, when it is personal, with nobody.
    One with an outcome is completed from the start (I3). `by`: who makes it; None is a program.

    Raises Refusal for what does not go together.
    """
    checking.check_new(batch, wish, by)
    plans.join(wish["assignee"].id)
    made = Interaction.create(**_values(wish, batch.now), creator=by, created_at=batch.now)
    links.set_tags(batch, made, wish.get("tags", ()))
    links.set_opportunities(made, wish.get("opportunities", ()))
    timeline.record_made(batch, made)
    handing.tell_planned(batch, made, by)
    return made


def hold(batch: "Batch", interaction: Interaction, tags: Collection[str] = ()) -> Interaction:
    """The same interaction, locked behind its contact: to be changed, completed or removed. `tags`
    that it, or its follow-up, is given: new ones are settings, which are locked in between."""
    if interaction.contact_id is not None:
        batch.load([interaction.contact_id])
    batch.define_tags(tags)
    return hold_behind_contact(batch, interaction, "interaction")


def change(batch: "Batch", interaction: Interaction, wish: Wish, by: Agent | None) -> None:
    """Give an interaction that is held other values.

    Raises Refusal when `by` may not, or when it is completed.
    """
    checking.check_change(batch, interaction, wish, by)
    if wish.keys() & TAKES_TIME:
        plans.join(wish["assignee"].id if "assignee" in wish else interaction.assignee_id)
    was = Interaction.of_row(**interaction.__data__)
    for name, value in _changes(interaction, wish).items():
        setattr(interaction, name, value)
    interaction.updated_at = batch.now
    interaction.save()
    if "tags" in wish:
        links.set_tags(batch, interaction, wish["tags"])
    if "opportunities" in wish:
        links.set_opportunities(interaction, wish["opportunities"])
    if interaction.assignee_id != was.assignee_id:
        _hand_on(batch, interaction, was, by)
    elif interaction.starts_at != was.starts_at:
        handing.tell_moved(batch, interaction, was.starts_at, by)


def remove(batch: "Batch", interaction: Interaction, by: Agent | None) -> None:
    """Delete an interaction that is held, with its posts. Raises Refusal when `by` may not."""
    checking.check_may_change(interaction, by)
    timeline.record_deleted(batch, interaction)
    handing.settle([interaction], batch.catalogue.agents[interaction.assignee_id])
    handing.tell_deleted(batch, interaction, by)
    interaction.delete_instance()


def _values(wish: Wish, moment: datetime) -> dict[str, Any]:
    values = {name: value for name, value in wish.items() if name not in BESIDE}
    values["ends_at"] = _end_of(wish["starts_at"], wish["minutes"])
    values["completed_at"] = moment if wish.get("outcome") else None
    return values | {"updated_at": moment}


def _changes(interaction: Interaction, wish: Wish) -> dict[str, Any]:
    """Moved without a word of how long, it takes as long as before; at another time its assignee
    is reminded anew, and so is another assignee."""
    values = {name: value for name, value in wish.items() if name not in BESIDE}
    if "starts_at" in wish or "minutes" in wish:
        starts_at = wish.get("starts_at", interaction.starts_at)
        minutes = wish.get("minutes", interaction.minutes)
        values["ends_at"] = _end_of(starts_at, minutes)
    moved = values.get("starts_at", interaction.starts_at) != interaction.starts_at
    handed_on = "assignee" in values and values["assignee"].id != interaction.assignee_id
    if moved or handed_on:
        values["reminded_at"] = None
    return values


def _hand_on(batch: "Batch", now: Interaction, was: Interaction, by: Agent | None) -> None:
    """It may have got another time and note with it: those are for its new assignee."""
    agents = batch.catalogue.agents
    handing.settle([now], agents[was.assignee_id])
    timeline.record_handed_on(batch, was, agents[now.assignee_id])
    handing.tell_handed_on(batch, now, was, by)


def _end_of(starts_at: datetime, minutes: int) -> datetime:
    """So many minutes pass, also while the clocks change."""
    return starts_at.astimezone(UTC) + timedelta(minutes=minutes)
