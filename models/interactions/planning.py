"""Making interactions and changing them, one at a time. I1 to I4, I9. How one is completed is in
completing.py, how a whole day of them is made in generating.py."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent
from models.agents.visibility import visible
from models.contact import Contact
from models.interactions import handing, links, plans
from models.interactions.interaction import Interaction, InteractionKind
from models.interactions.sight import may_change
from models.refusal import Refusal

if TYPE_CHECKING:
    from models.batch import Batch

Wish = Mapping[str, Any]
"""By field of the model what it is to be: things, not their names. Besides these `minutes` for how
long it takes, `tags` by name, and `opportunities`."""

ALWAYS_EDITABLE = frozenset({"tags", "opportunities"})
"""What can be changed of a completed interaction; and it is posted to. All the rest is a record of
what happened (I10)."""
BESIDE = ("minutes", "tags", "opportunities")
"""What of a wish is no field of the model."""
TAKES_TIME = frozenset({"starts_at", "minutes", "assignee"})
"""What moves an interaction in somebody's plan."""
WITH_A_CONTACT = ("type", "purpose")
"""What a standard interaction must have, and a personal one cannot."""
TOO_EARLY = "is filled in when it is completed: give the outcome with it, or leave it out"
COMPLETED = "it is completed, which cannot be undone: post to it, or add a follow-up"


def plan(batch: "Batch", wish: Wish, by: Agent | None) -> Interaction:
    """A new interaction, with its contact (locked in `batch`) or, when it is personal, with nobody.
    One with an outcome is completed from the start (I3). `by`: who makes it; None is a program.

    Raises Refusal for what does not go together.
    """
    contact = wish.get("contact")
    _check_kind(wish, contact)
    _check_ones_own(wish["kind"], wish["assignee"], by)
    if wish.get("next_action") and not wish.get("outcome"):
        raise Refusal(f"the next action {TOO_EARLY}", "next_action")
    _check_follows(wish.get("follows"), contact)
    _check_assignee(batch, wish["assignee"], contact)
    plans.join(wish["assignee"].id)
    made = Interaction.create(**_values(wish, batch.now), creator=by, created_at=batch.now)
    links.set_tags(batch, made, wish.get("tags", ()))
    links.set_opportunities(made, wish.get("opportunities", ()))
    if contact is not None:
        told(batch, contact, made)
    handing.tell_planned(batch, made, by)
    return made


def change(batch: "Batch", interaction: Interaction, wish: Wish, by: Agent | None) -> None:
    """Give an interaction other values; `interaction` is locked, as its contact is.

    Raises Refusal when `by` may not, or when it is completed.
    """
    check_may_change(interaction, by)
    closed = sorted(wish.keys() - ALWAYS_EDITABLE)
    if closed and interaction.outcome_id is not None:
        raise Refusal(COMPLETED, closed[0])
    if wish.get("next_action"):
        raise Refusal(f"the next action {TOO_EARLY}", "next_action")
    _check_choices(wish, interaction.kind is InteractionKind.PERSONAL, wish.keys())
    if "assignee" in wish:
        _check_ones_own(interaction.kind, wish["assignee"], by)
        _check_assignee(batch, wish["assignee"], batch.contacts.get(interaction.contact_id or 0))
    if wish.keys() & TAKES_TIME:
        plans.join(wish["assignee"].id if "assignee" in wish else interaction.assignee_id)
    before = batch.catalogue.agents[interaction.assignee_id]
    for name, value in _changes(interaction, wish).items():
        setattr(interaction, name, value)
    interaction.updated_at = batch.now
    interaction.save()
    if "tags" in wish:
        links.set_tags(batch, interaction, wish["tags"])
    if "opportunities" in wish:
        links.set_opportunities(interaction, wish["opportunities"])
    if interaction.assignee_id != before.id:
        handing.settle([interaction], before)
        record_handed_on(batch, interaction, before)
        handing.tell_handed_on(batch, interaction, by)


def remove(batch: "Batch", interaction: Interaction, by: Agent | None) -> None:
    """Delete an interaction with its posts. Raises Refusal when `by` may not."""
    check_may_change(interaction, by)
    contact = batch.contacts.get(interaction.contact_id or 0)
    if contact is not None:
        contact.record(
            "interaction.deleted",
            interaction=interaction.id,
            type=type_of(batch, interaction),
            agent=batch.catalogue.agents[interaction.assignee_id].name,
            starts_at=interaction.starts_at.isoformat(),
        )
    handing.settle([interaction], batch.catalogue.agents[interaction.assignee_id])
    interaction.delete_instance()


def check_may_change(interaction: Interaction, by: Agent | None) -> None:
    if not may_change(interaction, by):
        raise Refusal("only its assignee and managers change an interaction: ask one of them")


def told(batch: "Batch", contact: Contact, made: Interaction) -> None:
    """Its contact's timeline tells of it; who was met is contacted."""
    outcome = batch.catalogue.options.get(made.outcome_id or 0)
    if outcome is None:
        contact.record(
            "interaction.planned",
            interaction=made.id,
            type=type_of(batch, made),
            agent=batch.catalogue.agents[made.assignee_id].name,
            starts_at=made.starts_at.isoformat(),
        )
        return
    contact.count_as_contacted(min(made.starts_at, batch.now))
    contact.record(
        "interaction.completed",
        interaction=made.id,
        type=type_of(batch, made),
        agent=batch.catalogue.agents[made.assignee_id].name,
        starts_at=made.starts_at.isoformat(),
        outcome=outcome.name,
    )


def record_handed_on(batch: "Batch", interaction: Interaction, before: Agent) -> None:
    """Its contact's timeline tells who is its assignee now, and who was."""
    contact = batch.contacts.get(interaction.contact_id or 0)
    if contact is not None:
        contact.record(
            "interaction.handed_on",
            interaction=interaction.id,
            type=type_of(batch, interaction),
            before=before.name,
            agent=batch.catalogue.agents[interaction.assignee_id].name,
            starts_at=interaction.starts_at.isoformat(),
        )


def type_of(batch: "Batch", interaction: Interaction) -> str:
    """What a contact's timeline calls it; one without a type, an interaction."""
    found = batch.catalogue.options.get(interaction.type_id or 0)
    return found.name if found else "Interaction"


def _check_kind(wish: Wish, contact: Contact | None) -> None:
    personal = wish["kind"] is InteractionKind.PERSONAL
    if personal and contact is not None:
        raise Refusal("a personal interaction is with nobody: leave the contact out", "contact")
    if not personal and contact is None:
        raise Refusal("say with whom: name a contact", "contact")
    needed = [field for field in WITH_A_CONTACT if not _without_before(wish, field)]
    _check_choices(wish, personal, needed)


def _check_follows(before: Interaction | None, contact: Contact | None) -> None:
    """A follow-up goes on with the same contact, or is a note behind a note."""
    if before is not None and before.contact_id != (contact.id if contact else None):
        raise Refusal(
            f"interaction {before.id} is with somebody else: a follow-up is with the same contact",
            "follows",
        )


def _without_before(wish: Wish, field: str) -> bool:
    """It follows one that has none, for that was generated (I7)."""
    before = wish.get("follows")
    return before is not None and getattr(before, f"{field}_id") is None


def _check_choices(wish: Wish, personal: bool, needed: Collection[str]) -> None:
    """`needed`: what an interaction with a contact must have a choice for."""
    for field in WITH_A_CONTACT:
        if personal and wish.get(field):
            raise Refusal(f"a personal interaction has no {field}: leave it out", field)
        if not personal and field in needed and not wish.get(field):
            raise Refusal(f"choose a {field}", field)


def _check_ones_own(kind: InteractionKind, assignee: Agent, by: Agent | None) -> None:
    """A note to oneself is nobody else's: who made it could not even read it."""
    if kind is InteractionKind.PERSONAL and by is not None and assignee.id != by.id:
        raise Refusal("a personal interaction is a note to oneself: leave it out", "assignee")


def _check_assignee(batch: "Batch", assignee: Agent, contact: Contact | None) -> None:
    """Who is given an interaction is there, and sees whom it is with; and does not leave before it
    is written."""
    batch.named.setdefault(assignee.id, (assignee.active, assignee.role))
    if not assignee.active:
        raise Refusal(f"{assignee.name} has left: choose another colleague", "assignee")
    if contact is not None and not visible(assignee, contact):
        raise Refusal(
            f"{assignee.name} does not see this contact: choose another colleague", "assignee"
        )


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


def _end_of(starts_at: datetime, minutes: int) -> datetime:
    """So many minutes pass, also while the clocks change."""
    return starts_at.astimezone(UTC) + timedelta(minutes=minutes)
