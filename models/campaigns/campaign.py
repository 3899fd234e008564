"""The campaign, and who gets it. A job moves it on: its state is the job's."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import peewee
from playhouse.fields import EnumField

from models.base import Model, NameField, TimeField, database, moment, partial_index, unique_name
from models.catalogue import Catalogue
from models.clock import now
from models.contact import Contact
from models.contact.message import Message
from models.notices.quiet import quiet_here
from models.queues.job import Job, JobState


class RecipientState(StrEnum):
    PENDING = "pending"
    """They get it when it is their turn."""
    OWED = "owed"
    """The message is theirs once; how far it came is told by it."""
    WITHHELD = "withheld"
    """They do not get it; `reason` says why."""


class Campaign(Model):
    id = peewee.BigAutoField()
    name = NameField()
    job = peewee.ForeignKeyField(Job, on_delete="RESTRICT", unique=True)
    content = peewee.JSONField()
    """As it is sent, with placeholders: ``{"type": "template", "name", "language",
    "parameters"}`` or ``{"type": "text", "text"}``."""
    defaults = peewee.JSONField(default=dict)
    """By placeholder, what stands for who has no value."""
    number = peewee.TextField()
    """Our phone_number_id for who has never written to any."""
    rate = peewee.IntegerField()
    """Messages a minute."""
    days = peewee.IntegerField(null=True)
    """Whom we wrote to within so many days does not get it."""
    others = peewee.JSONField(default=list)
    """Ids of campaigns: who got one of them does not get this one."""
    start_at = TimeField(default=now)
    quiet_hours = peewee.BooleanField(default=True)
    """Whether it waits while the organisation is quiet."""
    alarm = peewee.TextField(null=True)
    """Why it should be paused: something that everybody else's message would meet too."""
    paused_because = peewee.TextField(null=True)
    resumed_at = moment()
    """What befell messages that were owed before is no alarm any more."""
    created_at = moment()

    @property
    def cause(self) -> str:
        return f"campaign:{self.id}"

    @property
    def quiet_until(self) -> datetime | None:
        """When it may go on, if it has to wait now: by the organisation's clock, for where a
        contact is nobody knows."""
        organisation = Catalogue.current().organisation
        return quiet_here(organisation, now()) if self.quiet_hours else None

    @property
    def text(self) -> bool:
        """Free text, which reaches only who wrote within the last day."""
        return bool(self.content["type"] != "template")

    def next(self, limit: int) -> list[int]:
        """The contacts whose turn it is."""
        rows = CampaignRecipient.select(CampaignRecipient.contact).where(
            CampaignRecipient.campaign == self.id,
            CampaignRecipient.state == RecipientState.PENDING,
        )
        turn = rows.order_by(CampaignRecipient.contact).limit(limit)
        return [contact for (contact,) in turn.tuples()]


unique_name(Campaign)


class CampaignRecipient(Model):
    """One contact of a campaign: each is in it once, whatever is tried twice."""

    campaign = peewee.ForeignKeyField(Campaign, on_delete="CASCADE", index=False)
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE")
    state = EnumField(RecipientState, default=RecipientState.PENDING, max_length=10)
    reason = peewee.TextField(null=True)
    """A word of `withholding.REASONS`; behind a colon what it is about."""
    message = peewee.ForeignKeyField(Message, on_delete="SET NULL", null=True, unique=True)

    class Meta:
        primary_key = peewee.CompositeKey("campaign", "contact")


partial_index(
    CampaignRecipient,
    "campaign_recipient_pending",
    "campaign",
    "contact",
    where="state = 'pending'",
)
# The last ones tell whether the next ones have a chance.
partial_index(
    CampaignRecipient, "campaign_recipient_owed", "campaign", "message", where="state = 'owed'"
)


def one_place(contacts: list[int]) -> None:
    """These contacts become one, which is in each campaign once: as who got it, if one of them
    did."""
    database.execute_sql(ONE_PLACE, (contacts, contacts))


RANK = "array_position(ARRAY['owed', 'pending', 'withheld'], {}.state::text), {}.contact_id"
ONE_PLACE = f"""
DELETE FROM campaign_recipient r USING campaign_recipient s
WHERE r.contact_id = ANY(%s) AND s.contact_id = ANY(%s) AND r.campaign_id = s.campaign_id
  AND ({RANK.format("r", "r")}) > ({RANK.format("s", "s")})
"""


class CampaignState(StrEnum):
    """As people call what the job's state means here."""

    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


def state_of(campaign: Campaign, job: Any) -> CampaignState:
    if job.state is not JobState.PENDING:
        return CampaignState(job.state.value)
    return CampaignState.SCHEDULED if campaign.start_at > now() else CampaignState.RUNNING


def waits_until(campaign: Campaign, job: Any) -> datetime | None:
    """When it begins or goes on by itself, if it has to wait now and anybody is left."""
    match state_of(campaign, job):
        case CampaignState.SCHEDULED:
            start: datetime = campaign.start_at
            return start
        case CampaignState.RUNNING if job.done + job.refused < job.total:
            return campaign.quiet_until
    return None


def end(job: Job, state: JobState) -> None:
    """It is over. Whoever has not got it does not: also who was erased, or merged into another
    recipient, before their turn."""
    job.refused = job.total - job.done
    job.state, job.ended_at = state, now()


def templates_used() -> list[str]:
    """The names of the templates that the latest campaigns sent: those that surely exist."""
    latest = Campaign.select(Campaign.content).order_by(Campaign.id.desc()).limit(100)
    sent = [one.content for one in latest if one.content.get("type") == "template"]
    return sorted({str(one.get("name")) for one in sent})
