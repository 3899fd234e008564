"""What goes together in an interaction, who may be given one, and who may change it. Each check
raises a Refusal that names the field and the way out. I1 to I3, I9, I10."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent
from models.agents.visibility import visible
from models.contact import Contact
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
WITH_A_CONTACT = ("type", "purpose")
"""What a standard interaction must have, and a personal one cannot. But one that was generated may
have no purpose (I7), nor then what follows it."""
TOO_EARLY = "is filled in when it is completed: give the outcome with it, or leave it out"
COMPLETED = "it is completed, which cannot be undone: post to it, or add a follow-up"


def check_new(batch: "Batch", wish: Wish, by: Agent | None) -> None:
    """What is to be made, by `by`; None is a program. Its contact is locked in `batch`."""
    contact = wish.get("contact")
    _check_kind(wish, contact)
    _check_ones_own(wish["kind"], wish["assignee"], by)
    if wish.get("next_action") and not wish.get("outcome"):
        raise Refusal(f"the next action {TOO_EARLY}", "next_action")
    _check_follows(wish.get("follows"), contact)
    _check_assignee(batch, wish["assignee"], contact)


def check_change(batch: "Batch", interaction: Interaction, wish: Wish, by: Agent | None) -> None:
    """What is to be another of an interaction that is held."""
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


def check_may_change(interaction: Interaction, by: Agent | None) -> None:
    """Its assignee and who manages may; of a personal one its assignee."""
    if not may_change(interaction, by):
        raise Refusal("only its assignee and managers change an interaction: ask one of them")


def _check_kind(wish: Wish, contact: Contact | None) -> None:
    personal = wish["kind"] is InteractionKind.PERSONAL
    if personal and contact is not None:
        raise Refusal("a personal interaction is with nobody: leave the contact out", "contact")
    if not personal and contact is None:
        raise Refusal("say with whom: name a contact", "contact")
    needed = [field for field in WITH_A_CONTACT if not _without_before(wish, field)]
    _check_choices(wish, personal, needed)


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


def _check_follows(before: Interaction | None, contact: Contact | None) -> None:
    """A follow-up goes on with the same contact, or is a note behind a note."""
    if before is not None and before.contact_id != (contact.id if contact else None):
        raise Refusal(
            f"interaction {before.id} is with somebody else: a follow-up is with the same contact",
            "follows",
        )


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
