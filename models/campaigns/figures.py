"""How a campaign fares: how far each recipient's message came, who replied, who opted out since."""

from enum import StrEnum
from typing import Any

import peewee

from models.campaigns.campaign import Campaign, CampaignRecipient, RecipientState
from models.contact import Contact
from models.contact.facets.consent import WITHHELD
from models.contact.message import Author, Delivery, Message


class Standing(StrEnum):
    """Where one recipient stands."""

    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    WITHHELD = "withheld"


Reply = Message.alias()


def standings(campaign: Campaign) -> Any:
    """The query of its recipients with what became of each, in their order."""
    return _rows(campaign).select(
        CampaignRecipient.contact,
        Contact.name,
        STANDING.alias("standing"),
        CampaignRecipient.reason,
        Message.error,
        Message.id.alias("message"),
        REPLIED.alias("replied"),
        LEFT.alias("left"),
    )


def counted(campaign: Campaign) -> dict[str, int]:
    """By standing, with ``erased_or_merged`` the whole campaign as it was ordered; and of those who
    got it ``replied`` and ``opted_out``."""
    one = peewee.fn.COUNT(CampaignRecipient.contact)
    rows = _rows(campaign).select(STANDING, one, one.filter(REPLIED), one.filter(LEFT))
    found = list(rows.group_by(peewee.SQL("1")).order_by().tuples())
    counts = {standing.value: 0 for standing in Standing}
    counts |= {standing: count for standing, count, _, _ in found}
    return {
        **counts,
        "erased_or_merged": campaign.job.total - sum(counts.values()),
        "replied": sum(replied for _, _, replied, _ in found),
        "opted_out": sum(left for _, _, _, left in found),
    }


def withheld(campaign: Campaign) -> list[tuple[str, int]]:
    """How many did not get it for which reason, most frequent first."""
    count = peewee.fn.COUNT(CampaignRecipient.contact)
    rows = CampaignRecipient.select(CampaignRecipient.reason, count).where(
        CampaignRecipient.campaign == campaign,
        CampaignRecipient.state == RecipientState.WITHHELD,
    )
    ordered = rows.group_by(CampaignRecipient.reason).order_by(count.desc())
    return list(ordered.tuples())


def standing_among(*standings: str) -> Any:
    return STANDING.in_(standings)


def behind(contact: int) -> Any:
    """Whoever stands behind this one in their order."""
    return CampaignRecipient.contact > contact


def _rows(campaign: Campaign) -> Any:
    message = CampaignRecipient.message == Message.id
    return (
        CampaignRecipient.select()
        .join(Contact)
        .switch(CampaignRecipient)
        .join(Message, peewee.JOIN.LEFT_OUTER, on=message)
        .where(CampaignRecipient.campaign == campaign)
        .order_by(CampaignRecipient.contact)
    )


# What was withheld at the moment of sending stands as a failure on the message.
STANDING = peewee.Case(
    None,
    [
        (CampaignRecipient.state != RecipientState.OWED, CampaignRecipient.state),
        (Message.error == WITHHELD, Standing.WITHHELD.value),
        (Message.delivery == Delivery.QUEUED, Standing.PENDING.value),
        (Message.delivery == Delivery.PLAYED, Standing.READ.value),
        (Message.delivery.is_null(), Standing.SENT.value),
    ],
    Message.delivery,
)
REPLIED = peewee.fn.EXISTS(
    Reply.select(peewee.SQL("1")).where(
        Reply.contact == CampaignRecipient.contact,
        Reply.author == Author.CONTACT,
        Reply.id > Message.id,
    )
)
LEFT = Message.id.is_null(False) & (Contact.opted_out_at >= Message.sent_at)
