"""Completing an interaction: how it went, and what comes next. It cannot be undone. I3, I10."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent
from models.interactions import handing, links, timeline
from models.interactions.checking import check_may_change
from models.interactions.interaction import Interaction, InteractionKind
from models.refusal import Refusal
from models.settings.option import Option

if TYPE_CHECKING:
    from models.batch import Batch

Wish = Mapping[str, Any]
"""Beside the outcome: `type`, `next_action`, `note`, `opportunities`; `note_before`: the note that
was seen."""


def complete(
    batch: "Batch", interaction: Interaction, outcome: Option, wish: Wish, by: Agent | None
) -> None:
    """`interaction`, which is held (planning.hold), had this outcome.

    Raises Refusal when `by` may not say so, or when somebody has said it already.
    """
    check_may_change(interaction, by)
    if interaction.outcome_id is not None:
        said = batch.catalogue.options[interaction.outcome_id].name
        raise Refusal(f"it is completed already, with the outcome {said}: that cannot be undone")
    if interaction.kind is InteractionKind.PERSONAL and wish.get("type"):
        raise Refusal("a personal interaction has no type: leave it out", "type")
    if wish.get("note") is not None:
        interaction.note = _note(interaction, wish)
    for name in ("type", "next_action"):
        if wish.get(name) is not None:
            setattr(interaction, name, wish[name])
    interaction.outcome, interaction.completed_at = outcome, batch.now
    interaction.updated_at = batch.now
    interaction.save()
    handing.settle([interaction], batch.catalogue.agents[interaction.assignee_id])
    if "opportunities" in wish:
        links.set_opportunities(interaction, wish["opportunities"])
    timeline.record_made(batch, interaction)


def _note(interaction: Interaction, wish: Wish) -> str:
    """Of two who write at the same time neither loses their note unseen. Raises Refusal."""
    given, now = str(wish["note"]), interaction.note
    seen = wish.get("note_before")
    if seen is None or _alike(seen, now) or _alike(given, now):
        return given
    if _alike(given, seen):
        return now
    raise Refusal(
        "somebody else changed it meanwhile: put both together, and say that you saw it",
        "note",
        {"note": now},
    )


def _alike(one: str, other: str) -> bool:
    """But for spaces and ends of lines, of which forms and programs have their own."""
    return one.split() == other.split()
