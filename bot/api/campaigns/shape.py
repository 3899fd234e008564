"""How a campaign is shown. How one is ordered is in order.py."""

from typing import Any

import marshmallow as ma

from bot.api.fields import Moment, agent_named
from models.campaigns.campaign import Campaign, CampaignState, state_of, waits_until
from models.campaigns.withholding import sentence
from models.catalogue import Catalogue


class ReasonSchema(ma.Schema):
    reason = ma.fields.String()
    sentence = ma.fields.String()
    count = ma.fields.Integer()


class CampaignSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    state = ma.fields.Enum(CampaignState, by_value=True)
    content = ma.fields.Raw(metadata={"description": "As it is sent, with placeholders"})
    defaults = ma.fields.Raw()
    left_out = ma.fields.Raw(data_key="exclude")
    rate = ma.fields.Integer(metadata={"description": "Messages a minute"})
    start_at = Moment()
    quiet_hours = ma.fields.Boolean(metadata={"description": "Whether it waits in quiet hours"})
    waits_until = Moment(
        allow_none=True,
        metadata={"description": "When it begins, or goes on after the quiet hours; null: now"},
    )
    agent = agent_named(
        allow_none=True, metadata={"description": "Who ordered it; null: a program"}
    )
    job = ma.fields.Integer(metadata={"description": "The id of the job that moves it on"})
    total = ma.fields.Integer(
        metadata={"description": "Recipients as it was ordered, withheld ones included"}
    )
    owed = ma.fields.Integer(metadata={"description": "Messages handed over to the outbox"})
    paused_because = ma.fields.String(allow_none=True)
    created_at = Moment()
    ended_at = Moment(allow_none=True)


class CountsSchema(ma.Schema):
    """The first seven make up the total."""

    pending = ma.fields.Integer()
    sent = ma.fields.Integer()
    delivered = ma.fields.Integer()
    read = ma.fields.Integer()
    failed = ma.fields.Integer()
    withheld = ma.fields.Integer()
    erased_or_merged = ma.fields.Integer(
        metadata={"description": "No recipients any more: erased, or merged into another one"}
    )
    replied = ma.fields.Integer()
    opted_out = ma.fields.Integer(metadata={"description": "Since they got it"})


class CampaignProgressSchema(CampaignSchema):
    counts = ma.fields.Nested(CountsSchema)
    withheld = ma.fields.List(ma.fields.Nested(ReasonSchema))


def shown(campaign: Campaign) -> dict[str, Any]:
    job = campaign.job
    plain = ("id", "name", "content", "defaults", "rate", "start_at", "quiet_hours", "created_at")
    return {name: getattr(campaign, name) for name in plain} | {
        "state": state_of(campaign, job),
        "waits_until": waits_until(campaign, job),
        "left_out": {"contacted_within_days": campaign.days, "campaigns": campaign.others},
        "agent": Catalogue.current().agents.get(job.agent_id or 0),
        "job": job.id,
        "total": job.total,
        "owed": job.done,
        "paused_because": campaign.paused_because or job.last_error,
        "ended_at": job.ended_at,
    }


def reason_shown(reason: str, count: int) -> dict[str, Any]:
    return {"reason": reason, "sentence": sentence(reason), "count": count}
