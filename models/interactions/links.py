"""What hangs on an interaction: tags, and the opportunities that it was about. I1, I9."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from models.interactions.interaction import (
    Interaction,
    InteractionOpportunity,
    InteractionTag,
)
from models.refusal import Refusal
from models.sales.opportunity import Opportunity

if TYPE_CHECKING:
    from models.batch import Batch


def set_tags(batch: "Batch", interaction: Interaction, names: Iterable[str]) -> None:
    """Exactly these, by name; those that nobody has defined yet are."""
    wanted = list(names)
    batch.define_tags(wanted)
    ids = {batch.tag(name).id for name in wanted}
    mine = InteractionTag.interaction == interaction
    InteractionTag.delete().where(mine, InteractionTag.tag.not_in(sorted(ids))).execute()
    rows = [{"interaction": interaction.id, "tag": id} for id in sorted(ids)]
    if rows:
        InteractionTag.insert_many(rows).on_conflict_ignore().execute()


def set_opportunities(interaction: Interaction, opportunities: Iterable[Opportunity]) -> None:
    """Exactly these. Raises Refusal for those of another contact."""
    wanted = {one.id: one for one in opportunities}
    for one in wanted.values():
        _check_theirs(interaction, one)
    link = InteractionOpportunity
    mine = link.interaction == interaction
    link.delete().where(mine, link.opportunity.not_in(list(wanted))).execute()
    rows = [{"interaction": interaction.id, "opportunity": id} for id in sorted(wanted)]
    if rows:
        link.insert_many(rows).on_conflict_ignore().execute()


def add_opportunity(interaction: Interaction, opportunity: Opportunity) -> None:
    """One more that it was about. Raises Refusal for one of another contact."""
    _check_theirs(interaction, opportunity)
    link = InteractionOpportunity
    link.insert(interaction=interaction, opportunity=opportunity).on_conflict_ignore().execute()


def _check_theirs(interaction: Interaction, opportunity: Opportunity) -> None:
    if opportunity.contact_id != interaction.contact_id:
        raise Refusal(
            f"{opportunity.name} is an opportunity of another contact: leave it out",
            "opportunities",
        )
