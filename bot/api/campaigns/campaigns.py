"""`/campaigns`: one message to many contacts: who gets it and who does not, how far it is, stopping
it. C4, X10."""

from collections.abc import Iterator
from typing import Any

import marshmallow as ma
from flask import Response

from bot.api.campaigns.order import CampaignOrderSchema, campaign_of
from bot.api.campaigns.shape import (
    CampaignProgressSchema,
    CampaignSchema,
    ReasonSchema,
    reason_shown,
    shown,
)
from bot.api.contacts.filters import selected
from bot.api.fields import NamedSchema, Schema, Word
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, cause, viewer
from bot.problems import missing
from bot.sheets import csv_lines
from bot.streaming import streamed
from models.campaigns import figures, halting, ordering, wording
from models.campaigns.campaign import Campaign
from models.campaigns.figures import Standing
from models.campaigns.withholding import sentence
from models.contact.card import cards
from models.contact.identity.addresses import identifiers_of
from models.queues.job import Job

campaigns = Resource("campaigns", __name__, description="One message to many contacts")

EXAMPLES = 5
"""Contacts for whom a preview fills in the message."""
LINES = 2000
"""Recipients that are read at once for a file."""


class SampleSchema(ma.Schema):
    contact = ma.fields.Nested(NamedSchema)
    content = ma.fields.Raw(metadata={"description": "What they would get"})


class CampaignPreviewSchema(ma.Schema):
    total = ma.fields.Integer()
    gets_it = ma.fields.Integer()
    withheld = ma.fields.List(ma.fields.Nested(ReasonSchema))
    samples = ma.fields.List(ma.fields.Nested(SampleSchema))
    minutes = ma.fields.Integer(
        metadata={"description": "That it takes at this rate, at least, without quiet hours"}
    )


class StandingSchema(Schema):
    state = Word(Standing, metadata={"description": "The farthest that the message came"})


class RecipientQuerySchema(PageSchema, StandingSchema):
    """Which recipients."""


class RecipientSchema(ma.Schema):
    contact = ma.fields.Nested(NamedSchema)
    state = ma.fields.Enum(Standing, by_value=True)
    reason = ma.fields.String(allow_none=True, metadata={"description": "Why not"})
    message = ma.fields.Integer(allow_none=True, metadata={"description": "A message's id"})
    replied = ma.fields.Boolean(metadata={"description": "They wrote after they got it"})
    opted_out = ma.fields.Boolean(metadata={"description": "They opted out after they got it"})


@campaigns.get("/campaigns")
@campaigns.arguments(PageSchema, location="query")
@campaigns.response(200, list_of(CampaignSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Newest first."""
    query = Campaign.select(Campaign, Job).join(Job).order_by(Campaign.id.desc())
    return page_of(query, asked, lambda rows: [shown(row) for row in rows])


@campaigns.post("/campaigns")
@campaigns.arguments(CampaignOrderSchema)
@campaigns.response(201, CampaignProgressSchema)
def create(asked: dict[str, Any]) -> dict[str, Any]:
    """Send a template, or a text to open windows, to the contacts of a filter or of a list. Whom it
    is for is fixed now; whether each may get it is looked at again when it is their turn."""
    campaign = ordering.order(campaign_of(asked), selected(asked), viewer(), cause())
    return _progress(campaign)


@campaigns.post("/campaigns/preview")
@campaigns.arguments(CampaignOrderSchema)
@campaigns.response(200, CampaignPreviewSchema)
def preview(asked: dict[str, Any]) -> dict[str, Any]:
    """Who would get it, who would not and why, and what some would read. Changes nothing."""
    campaign, contacts = campaign_of(asked), selected(asked)
    counts = ordering.counted(campaign, contacts)
    total, gets_it = sum(counts.values()), counts.pop(None, 0)
    return {
        "total": total,
        "gets_it": gets_it,
        "withheld": [reason_shown(reason, counts[reason]) for reason in counts if reason],
        "samples": _samples(campaign, contacts),
        "minutes": -(-gets_it // campaign.rate),
    }


@campaigns.get("/campaigns/<id:id>")
@campaigns.response(200, CampaignProgressSchema)
def show(id: int) -> dict[str, Any]:
    """How far it is, and how many did not get it for which reason."""
    return _progress(_found(id))


@campaigns.get("/campaigns/<id:id>/recipients")
@campaigns.arguments(RecipientQuerySchema, location="query")
@campaigns.response(200, list_of(RecipientSchema))
def recipients(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Contact by contact: how far the message came, or why they did not get it."""
    query = _standings(_found(id), asked)
    return page_of(query.objects(), asked, lambda rows: [_recipient(row) for row in rows])


@campaigns.get("/campaigns/<id:id>/recipients.csv")
@campaigns.arguments(StandingSchema, location="query")
@campaigns.response(200, {"type": "string"}, content_type=csv_lines.MIMETYPE)
def recipients_csv(asked: dict[str, Any], id: int) -> Response:
    """The same as a file."""
    query = _standings(_found(id), asked)
    header = ("contact", "name", "phone", "state", "reason", "replied", "opted_out")
    return streamed(
        lambda: csv_lines.file(header, _lines(query)), f"campaign-{id}.csv", csv_lines.MIMETYPE
    )


@campaigns.post("/campaigns/<id:id>/stop")
@campaigns.response(200, CampaignProgressSchema)
def stop(id: int) -> dict[str, Any]:
    """For good. Whose message has not been tried yet does not get it."""
    halting.stop(_found(id))
    return _progress(_found(id))


@campaigns.post("/campaigns/<id:id>/pause")
@campaigns.response(200, CampaignProgressSchema)
def pause(id: int) -> dict[str, Any]:
    """Until it is let go on."""
    halting.pause(_found(id))
    return _progress(_found(id))


@campaigns.post("/campaigns/<id:id>/resume")
@campaigns.response(200, CampaignProgressSchema)
def resume(id: int) -> dict[str, Any]:
    """Let a paused campaign go on."""
    halting.resume(_found(id))
    return _progress(_found(id))


def _found(id: int) -> Campaign:
    campaign: Campaign | None = Campaign.get_or_none(Campaign.id == id)
    if campaign is None:
        raise missing("campaign", id)
    return campaign


def _progress(campaign: Campaign) -> dict[str, Any]:
    reasons = [reason_shown(*one) for one in figures.withheld(campaign)]
    return shown(campaign) | {"counts": figures.counted(campaign), "withheld": reasons}


def _samples(campaign: Campaign, contacts: Any) -> list[dict[str, Any]]:
    return [
        {
            "contact": {"id": card.contact.id, "name": card.name},
            "content": wording.filled(campaign.content, campaign.defaults, card.facts()),
        }
        for card in cards(ordering.first(campaign, contacts, EXAMPLES))
    ]


def _standings(campaign: Campaign, asked: dict[str, Any]) -> Any:
    query = figures.standings(campaign)
    return query.where(figures.standing_among(asked["state"])) if "state" in asked else query


def _recipient(row: Any) -> dict[str, Any]:
    return {
        "contact": {"id": row.contact_id, "name": row.name},
        "state": Standing(row.standing),
        "reason": _reason(row),
        "message": row.message_id,
        "replied": bool(row.replied),
        "opted_out": bool(row.left),
    }


def _reason(row: Any) -> str | None:
    return sentence(row.reason) or row.error


def _lines(query: Any) -> Iterator[tuple[Any, ...]]:
    """In portions by the contacts' ids, so that memory does not grow with the file."""
    after = 0
    while rows := list(query.where(figures.behind(after)).limit(LINES).objects()):
        known = identifiers_of([row.contact_id for row in rows])
        for row in rows:
            phone = known.get(row.contact_id, {}).get("phone")
            words = (Standing(row.standing), _reason(row), bool(row.replied), bool(row.left))
            yield (row.contact_id, row.name, phone, *words)
        after = rows[-1].contact_id
