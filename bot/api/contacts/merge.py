"""`/contacts/{id}/merge` and `/duplicates`: two contacts that are one person. X6."""

from dataclasses import asdict
from typing import Any

import marshmallow as ma

from bot.api.contacts.reach import visible_card
from bot.api.contacts.shape import ContactSchema, of_card, shown
from bot.api.fields import Schema, Text, Whole, Word
from bot.api.paging import PageSchema, list_of, page_of_list
from bot.api.resource import Resource, cause, viewer
from bot.moved import contact_missing
from bot.problems import invalid
from models.agents.visibility import visible
from models.batch import Batch, unit_of_work
from models.contact import Contact
from models.contact.merge import merging
from models.contact.merge.duplicates import duplicates_of
from models.contact.merge.merged import heir_of
from models.contact.merge.plan import FIELDS, Side
from models.contact.merge.preview import preview as previewed
from models.ids import BIGGEST_ID

contact_merge = Resource("contact_merge", __name__, description="Two contacts that are one person")

ONE_OF = (Side.THIS, Side.OTHER)
MOST = 200
"""Traits that one request chooses."""


class TagChoice(Word):
    def __init__(self) -> None:
        about = {"description": "both: they add up"}
        super().__init__([*Side], metadata=about)


KeepSchema = Schema.from_dict(
    {name: Word(ONE_OF) for name in FIELDS}
    | {
        "tags": TagChoice(),
        "traits": ma.fields.Dict(
            Text(100),
            Word(ONE_OF),
            validate=ma.validate.Length(max=MOST, error=f"choose {MOST} at most"),
        ),
    },
    name="KeepSchema",
)
"""Of what contradicts each other, whose value is kept."""


class MergeSchema(Schema):
    other = Whole(
        1,
        BIGGEST_ID,
        required=True,
        data_key="with",
        metadata={"description": "The contact that becomes a part of this one"},
    )
    keep = ma.fields.Nested(
        KeepSchema,
        load_default=dict,
        metadata={
            "description": "this: the contact in the address, other: the one that is named in "
            "`with`; what is not named is decided as the preview says"
        },
    )


class ConflictSchema(ma.Schema):
    field = ma.fields.String()
    this = ma.fields.Raw(allow_none=True)
    other = ma.fields.Raw(allow_none=True)
    kept = ma.fields.Enum(Side, by_value=True)
    why = ma.fields.String()
    choosable = ma.fields.Boolean(metadata={"description": "Whether `keep` may name it"})


class MergePreviewSchema(ma.Schema):
    contact = ma.fields.Nested(ContactSchema, metadata={"description": "What it would be"})
    conflicts = ma.fields.List(ma.fields.Nested(ConflictSchema))
    moves = ma.fields.Dict(
        ma.fields.String(),
        ma.fields.Integer(),
        metadata={"description": "How much of the other one's history follows"},
    )


class DuplicateSchema(ma.Schema):
    contact = ma.fields.Nested(ContactSchema)
    reasons = ma.fields.List(
        ma.fields.String(),
        metadata={"description": "What is the same: phone, external_id, email; or flag"},
    )


@contact_merge.post("/contacts/<id:id>/merge/preview")
@contact_merge.arguments(MergeSchema)
@contact_merge.response(200, MergePreviewSchema)
def preview(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """What the one contact would be, and what contradicts each other. Changes nothing."""
    this = visible_card(id)
    _check_other(id, asked["other"])
    other = visible_card(asked["other"], "with")
    found = previewed(this, other, asked["keep"])
    return {
        "contact": of_card(found.card),
        "conflicts": [asdict(one) for one in found.plan.conflicts],
        "moves": found.moves,
    }


@contact_merge.post("/contacts/<id:id>/merge")
@contact_merge.arguments(MergeSchema)
@contact_merge.response(200, ContactSchema)
def merge(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Make one contact of two. The other one's id leads here from now on. Cannot be undone."""
    _check_other(id, asked["other"])
    with unit_of_work(cause()) as batch:
        this, other = _both(batch, id, asked["other"])
        merging.merge(this, other, asked["keep"], viewer())
    return of_card(visible_card(id))


@contact_merge.get("/contacts/<id:id>/duplicates")
@contact_merge.arguments(PageSchema, location="query")
@contact_merge.response(200, list_of(DuplicateSchema))
def listing(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Who is probably the same person, and why it seems so."""
    found = duplicates_of(visible_card(id).contact, viewer())
    page = page_of_list(found, asked)
    contacts = shown([contact for contact, _ in page["items"]])
    reasons = [why for _, why in page["items"]]
    items = [{"contact": one, "reasons": why} for one, why in zip(contacts, reasons, strict=True)]
    return page | {"items": items}


def _check_other(id: int, other: int) -> None:
    if id == other:
        raise invalid("with", "is this very contact: name another one")
    heir = heir_of(other)
    if heir is not None:
        raise invalid("with", f"contact {other} was merged into contact {heir}: name that one")


def _both(batch: Batch, id: int, other: int) -> tuple[Contact, Contact]:
    """Locked, if the caller may see them."""
    seen = {one.id: one for one in merging.load(batch, [id, other]) if visible(viewer(), one)}
    if id not in seen:
        raise contact_missing(id, viewer())
    if other not in seen:
        raise invalid("with", f"there is no contact {other}")
    return seen[id], seen[other]
