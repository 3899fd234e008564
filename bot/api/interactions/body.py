"""What requests say about an interaction, and what they mean by it. I1 to I3, I10."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.fields import DayOrMoment, NameOrId, Schema, Text, Whole, Word
from bot.api.resource import my_zone, viewer
from bot.problems import invalid
from models.clock import begin_of
from models.contact import Contact
from models.ids import BIGGEST_ID
from models.interactions.checking import WITH_A_CONTACT, Wish
from models.interactions.interaction import (
    LONGEST,
    LONGEST_NOTE,
    SHORTEST,
    USUAL,
    Interaction,
    InteractionKind,
)
from models.interactions.sight import seen_by
from models.sales.opportunity import Opportunity
from models.sales.sight import seen_by as sales_seen_by
from models.settings.option import OptionKind

MOST_TAGS, MOST_OPPORTUNITIES = 50, 50
BY_YOUR_CLOCK = "Without an offset: by your clock"
NOTE = "What to know before, or what was said"
NOTE_BEFORE = "As you saw it: 409 where it is another now and yours would take its place"
FOLLOW_UP = "Plans another one with the same contact at once"
CHOSEN = ("type", "purpose", "outcome", "next_action")
"""Fields that are options, each of the kind of its name."""


class PlannedSchema(Schema):
    """What can be said of any interaction."""

    type = NameOrId(metadata={"description": "Of `/options?kind=type`"})
    purpose = NameOrId(metadata={"description": "Of `/options?kind=purpose`"})
    starts_at = DayOrMoment(metadata={"description": BY_YOUR_CLOCK})
    duration = Whole(SHORTEST, LONGEST, metadata={"description": "In minutes"})
    note = Text(LONGEST_NOTE, shortest=0, metadata={"description": NOTE})
    assignee = NameOrId(metadata={"description": "Whose it is, by email"})
    tags = ma.fields.List(
        NameOrId(100),
        validate=ma.validate.Length(max=MOST_TAGS),
        metadata={"description": "All that it has; new names make tags"},
    )
    opportunities = ma.fields.List(
        Whole(1, BIGGEST_ID),
        validate=ma.validate.Length(max=MOST_OPPORTUNITIES),
        metadata={"description": "Ids of the contact's opportunities that it is about"},
    )


class FollowUpSchema(PlannedSchema):
    """Another one with the same contact; what is not named is as in the one that it follows."""

    starts_at = DayOrMoment(required=True, metadata={"description": BY_YOUR_CLOCK})


class NewInteractionSchema(PlannedSchema):
    kind = Word(
        InteractionKind,
        load_default="standard",
        metadata={"description": "personal: a dated note to oneself, with nobody"},
    )
    contact = Whole(1, BIGGEST_ID, metadata={"description": "Whom it is with"})
    starts_at = DayOrMoment(required=True, metadata={"description": BY_YOUR_CLOCK})
    duration = Whole(SHORTEST, LONGEST, load_default=USUAL, metadata={"description": "In minutes"})
    outcome = NameOrId(metadata={"description": "How it went: it is completed with that"})
    next_action = NameOrId(metadata={"description": "With an outcome only"})
    follows = Whole(1, BIGGEST_ID, metadata={"description": "The interaction that it follows"})
    follow_up = ma.fields.Nested(FollowUpSchema, metadata={"description": FOLLOW_UP})

    @ma.validates_schema
    def _goes_together(self, data: dict[str, Any], **kwargs: Any) -> None:
        """What the model would refuse too, all of it at once. One that follows another has its
        choices judged there: a generated one may have none."""
        personal = data["kind"] == InteractionKind.PERSONAL
        wanted = () if "follows" in data else WITH_A_CONTACT
        wrong = _of_nobody(data) if personal else _lacking(data, ("contact", *wanted))
        if "next_action" in data and "outcome" not in data:
            wrong["next_action"] = ["say how it went with it: give an outcome"]
        if wrong:
            raise ma.ValidationError(wrong)


def _of_nobody(data: dict[str, Any]) -> dict[str, list[str]]:
    given = [name for name in ("contact", *WITH_A_CONTACT) if name in data]
    return {name: [f"a personal interaction has no {name}: leave it out"] for name in given}


def _lacking(data: dict[str, Any], wanted: Iterable[str]) -> dict[str, list[str]]:
    return {name: [WANTED[name]] for name in wanted if name not in data}


WANTED = {
    "contact": "say with whom: give the id of a contact",
    "type": "choose one of /options?kind=type",
    "purpose": "choose one of /options?kind=purpose",
}


class CompletionSchema(Schema):
    outcome = NameOrId(required=True, metadata={"description": "Of `/options?kind=outcome`"})
    type = NameOrId(metadata={"description": "If it took place in another way"})
    next_action = NameOrId(metadata={"description": "Of `/options?kind=next_action`"})
    note = Text(LONGEST_NOTE, shortest=0, metadata={"description": NOTE})
    note_before = Text(LONGEST_NOTE, shortest=0, metadata={"description": NOTE_BEFORE})
    opportunities = PlannedSchema._declared_fields["opportunities"]
    follow_up = ma.fields.Nested(FollowUpSchema, metadata={"description": FOLLOW_UP})


def wish_of(asked: dict[str, Any]) -> dict[str, Any]:
    """By field of the model, the things that the request names."""
    wish: dict[str, Any] = {name: asked[name] for name in ("note", "note_before") if name in asked}
    for name in CHOSEN:
        if name in asked:
            wish[name] = lookup.option(OptionKind(name), asked[name], name)
    if "assignee" in asked:
        wish["assignee"] = lookup.agent(asked["assignee"], "assignee")
    if "starts_at" in asked:
        wish["starts_at"] = _begin(asked["starts_at"])
    if "duration" in asked:
        wish["minutes"] = asked["duration"]
    if "tags" in asked:
        wish["tags"] = _tag_names(asked)
    if "opportunities" in asked:
        wish["opportunities"] = _opportunities(asked["opportunities"])
    return wish


def tags_in(asked: dict[str, Any]) -> list[str]:
    """All that the request names, those of the follow-up too."""
    return [*_tag_names(asked), *_tag_names(asked.get("follow_up", {}))]


def wish_of_new(asked: dict[str, Any], contact: Contact | None) -> Wish:
    """Its assignee is who makes it, unless somebody else is named (I1)."""
    wish = wish_of(asked) | {"kind": InteractionKind(asked["kind"]), "contact": contact}
    if "follows" in asked:
        wish["follows"] = _seen(asked["follows"], "follows")
    if "assignee" not in wish:
        maker = viewer()
        if maker is None:
            raise invalid("assignee", "say whose it is: give the email of an agent")
        wish["assignee"] = maker
    return wish


def wish_of_follow_up(asked: dict[str, Any], before: Interaction, contact: Contact | None) -> Wish:
    same = {
        "kind": before.kind,
        "type": before.type,
        "purpose": before.purpose,
        "assignee": before.assignee,
        "minutes": before.minutes,
    }
    return same | wish_of(asked) | {"contact": contact, "follows": before}


def _tag_names(asked: dict[str, Any]) -> list[str]:
    return [lookup.tag_name(one) for one in asked.get("tags", ())]


def visible(id: int) -> Interaction | None:
    """None where there is none that the viewer sees."""
    one: Interaction | None = (
        Interaction.select().where(Interaction.id == id, seen_by(viewer())).first()
    )
    return one


def _seen(id: int, field: str) -> Interaction:
    found = visible(id)
    if found is None:
        raise invalid(field, f"there is no interaction {id}")
    return found


def _begin(given: Any) -> datetime:
    if not isinstance(given, datetime):
        raise invalid("starts_at", "give a time, like 2026-01-31T09:00:00+01:00")
    return begin_of(given, my_zone()).astimezone(UTC)


def _opportunities(ids: list[int]) -> list[Opportunity]:
    seen = sales_seen_by(viewer(), Opportunity)
    found = list(Opportunity.select().where(Opportunity.id.in_(ids), seen)) if ids else []
    missing = set(ids) - {one.id for one in found}
    if missing:
        raise invalid("opportunities", f"there is no opportunity {min(missing)}")
    return found
