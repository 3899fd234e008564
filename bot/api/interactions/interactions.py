"""`/interactions`: plan, log, complete. I1 to I5, I9 to I11."""

from typing import Any

from bot.api import lookup, repeating
from bot.api.contacts.reach import changed, visible_card
from bot.api.fields import DayOrMoment, NameOrId, Text, Whole, Word
from bot.api.interactions import shape
from bot.api.interactions.body import (
    CompletionSchema,
    NewInteractionSchema,
    PlannedSchema,
    tags_in,
    wish_of,
    wish_of_follow_up,
    wish_of_new,
)
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, cause, my_zone, viewer
from bot.problems import Problem, within
from models.batch import Batch, unit_of_work
from models.clock import begin_of, end_of
from models.ids import BIGGEST_ID
from models.interactions import completing, planning
from models.interactions.finding import SORTS, Wanted, found
from models.interactions.interaction import Interaction, InteractionKind, Standing
from models.interactions.sight import seen_by
from models.notices import reading
from models.settings.option import OptionKind

interactions = Resource("interactions", __name__, description="Calls, visits, notes to oneself")


class HistoryQuerySchema(PageSchema):
    state = Word(Standing, metadata={"description": "open, missed or completed"})
    starts_from = DayOrMoment(metadata={"description": "It begins then or later"})
    starts_to = DayOrMoment(metadata={"description": "It begins then or before; a day as a whole"})
    type = NameOrId(metadata={"description": "Of `/options?kind=type`"})
    outcome = NameOrId(metadata={"description": "Of `/options?kind=outcome`"})
    q = Text(200, metadata={"description": "Part of its note, type, purpose or outcome"})
    sort = Word(SORTS, load_default="starts_at", metadata={"description": "- turns it round"})


class InteractionQuerySchema(HistoryQuerySchema):
    kind = Word(InteractionKind, metadata={"description": "standard or personal"})
    contact = Whole(1, BIGGEST_ID, metadata={"description": "With this contact"})
    assignee = NameOrId(metadata={"description": "Whose they are, by email"})
    tag = NameOrId(100, metadata={"description": "That has this tag"})


@interactions.get("/interactions")
@interactions.arguments(InteractionQuerySchema, location="query")
@interactions.response(200, list_of(shape.InteractionSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """One's own, and those with contacts that one sees; soonest first. Personal ones are shown to
    nobody else."""
    return page_of(found(_wanted(asked), viewer()), asked, shape.shown)


@interactions.get("/contacts/<id:id>/interactions")
@interactions.arguments(HistoryQuerySchema, location="query")
@interactions.response(200, list_of(shape.InteractionSchema))
def history(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Those with one contact."""
    visible_card(id)
    return page_of(found(_wanted({**asked, "contact": id}), viewer()), asked, shape.shown)


@interactions.post("/interactions")
@interactions.arguments(NewInteractionSchema)
@interactions.response(201, shape.InteractionSchema)
def create(asked: dict[str, Any]) -> Any:
    """Plan one, or log a past one with its outcome. With `follow_up` another one is planned at
    once."""
    if "contact" not in asked:
        with unit_of_work(cause()) as batch:
            return shape.one(_make(batch, asked, None))
    visible_card(asked["contact"], "contact")
    with changed(asked["contact"]) as contact:
        return shape.one(_make(contact.batch, asked, contact))


@interactions.get("/interactions/<id:id>")
@interactions.response(200, shape.InteractionSchema)
def show(id: int) -> Any:
    """One interaction."""
    return shape.one(seen(id))


@interactions.patch("/interactions/<id:id>")
@interactions.arguments(PlannedSchema)
@interactions.response(200, shape.InteractionSchema)
def change(asked: dict[str, Any], id: int) -> Any:
    """Move it, give it to somebody else, say more. Of a completed one only `tags` and
    `opportunities` change; `outcome` is for `/complete`."""
    with unit_of_work(cause()) as batch:
        held = planning.hold(batch, seen(id), tags_in(asked))
        planning.change(batch, held, wish_of(asked), viewer())
        return shape.one(held)  # Handed on, its former assignee may not see it any more.


@interactions.delete("/interactions/<id:id>")
@interactions.response(204)
def remove(id: int) -> None:
    """Delete it with its posts. Its contact's timeline keeps that it was."""
    with unit_of_work(cause()) as batch:
        planning.remove(batch, planning.hold(batch, seen(id)), viewer())


@interactions.post("/interactions/<id:id>/complete")
@interactions.arguments(CompletionSchema)
@interactions.response(200, shape.InteractionSchema)
def complete(asked: dict[str, Any], id: int) -> Any:
    """Say how it went. This cannot be undone."""
    with unit_of_work(cause()) as batch:
        held = planning.hold(batch, seen(id), tags_in(asked))
        repeating.about(held.contact_id)
        wish = wish_of(asked)
        completing.complete(batch, held, wish.pop("outcome"), wish, viewer())
        _follow_up(batch, asked, held)
    return shape.one(seen(id))


@interactions.post("/interactions/<id:id>/read")
@interactions.response(204)
def read(id: int) -> None:
    """The key's agent has seen it, and what they were told of it."""
    agent = viewer()
    if agent is None:
        raise Problem(403, "this key belongs to no agent: use a key of the agent who has read it")
    reading.see_interactions(agent, [seen(id).id])


def _make(batch: Batch, asked: dict[str, Any], contact: Any) -> Interaction:
    batch.define_tags(tags_in(asked))  # Settings come before what is written.
    made = planning.plan(batch, wish_of_new(asked, contact), viewer())
    _follow_up(batch, asked, made)
    return made


def _follow_up(batch: Batch, asked: dict[str, Any], before: Interaction) -> None:
    if "follow_up" in asked:
        contact = batch.contacts.get(before.contact_id or 0)
        with within("follow_up"):
            planning.plan(batch, wish_of_follow_up(asked["follow_up"], before, contact), viewer())


def seen(id: int) -> Interaction:
    visible = Interaction.select().where(seen_by(viewer()))
    found: Interaction = lookup.seen(visible, id, "interaction")
    return found


def _wanted(asked: dict[str, Any]) -> Wanted:
    zone = my_zone()
    kinds = (OptionKind.TYPE, OptionKind.OUTCOME)
    named = [lookup.option(kind, asked[kind], kind) for kind in kinds if kind in asked]
    return Wanted(
        state=Standing(asked["state"]) if "state" in asked else None,
        kind=InteractionKind(asked["kind"]) if "kind" in asked else None,
        contact=asked.get("contact"),
        assignee=lookup.agent(asked["assignee"], "assignee") if "assignee" in asked else None,
        options=tuple(named),
        tag=lookup.tag(asked["tag"]) if "tag" in asked else None,
        since=begin_of(asked["starts_from"], zone) if "starts_from" in asked else None,
        until=end_of(asked["starts_to"], zone) if "starts_to" in asked else None,
        q=asked.get("q"),
        sort=asked["sort"],
    )
