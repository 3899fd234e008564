"""Ordering a campaign: whom it is for is fixed at that moment, and who does not get it is known."""

from typing import Any

import peewee

from models.agents.agent import Agent
from models.base import database
from models.campaigns import withholding
from models.campaigns.campaign import Campaign, CampaignRecipient, RecipientState
from models.clock import now
from models.contact import Contact
from models.queues import job
from models.queues.job import JobKind
from models.refusal import Refusal

MOST = 100_000
"""Contacts of one campaign."""


def order(campaign: Campaign, contacts: Any, agent: Agent | None, cause: str) -> Campaign:
    """Keep `campaign` for `contacts`, a query that selects ids; it begins at its time."""
    _check_name(campaign.name)
    campaign.job = job.order(JobKind.CAMPAIGN, agent, cause, {})
    campaign.save()
    _fill(campaign, contacts)
    _count(campaign)
    return campaign


def judged(campaign: Campaign, contacts: Any) -> Any:
    """As `withholding.judged`, of a selection that is not too large."""
    if contacts.order_by().limit(MOST + 1).count() > MOST:
        raise Refusal(f"these are more than {MOST} contacts: narrow the filter", "filter")
    return withholding.judged(campaign, Contact.id.in_(contacts.order_by()))


def counted(campaign: Campaign, contacts: Any) -> dict[str | None, int]:
    """How many get it (None), and how many do not for each reason."""
    found = judged(campaign, contacts).cte("judged", columns=("id", "reason"))
    rows = peewee.Select(from_list=[found]).columns(found.c.reason, peewee.fn.COUNT(found.c.id))
    return dict(rows.group_by(found.c.reason).with_cte(found).tuples().execute(database))


def _check_name(name: str) -> None:
    taken = Campaign.get_or_none(peewee.fn.LOWER(Campaign.name) == name.lower())
    if taken:
        raise Refusal(
            f"{taken.name} is there already, as campaign {taken.id}: give another", "name"
        )


def _fill(campaign: Campaign, contacts: Any) -> None:
    found = judged(campaign, contacts).cte("judged", columns=("id", "reason"))
    pending = (found.c.reason.is_null(), peewee.SQL(f"'{RecipientState.PENDING}'"))
    state = peewee.Case(None, [pending], peewee.SQL(f"'{RecipientState.WITHHELD}'"))
    rows = peewee.Select(from_list=[found]).columns(
        peewee.Value(campaign.id, converter=False), found.c.id, state, found.c.reason
    )
    fields = [
        *(CampaignRecipient.campaign, CampaignRecipient.contact),
        *(CampaignRecipient.state, CampaignRecipient.reason),
    ]
    # In the order in which everybody locks contacts, for each row holds its contact.
    CampaignRecipient.insert_from(rows.order_by(found.c.id).with_cte(found), fields).execute()


def _count(campaign: Campaign) -> None:
    withheld = CampaignRecipient.state == RecipientState.WITHHELD
    ordered = campaign.job
    ordered.total, ordered.refused = (
        CampaignRecipient.select(
            peewee.fn.COUNT(CampaignRecipient.contact),
            peewee.fn.COUNT(CampaignRecipient.contact).filter(withheld),
        )
        .where(CampaignRecipient.campaign == campaign)
        .tuples()
        .get()
    )
    ordered.due_at = max(campaign.start_at, now())
    ordered.save()


def first(campaign: Campaign, contacts: Any, limit: int) -> list[Contact]:
    """Some of those who would get it."""
    found = judged(campaign, contacts).cte("judged", columns=("id", "reason"))
    chosen = peewee.Select(from_list=[found]).columns(found.c.id).where(found.c.reason.is_null())
    ids = chosen.order_by(found.c.id).limit(limit).with_cte(found).tuples().execute(database)
    return list(Contact.select().where(Contact.id.in_([id for (id,) in ids])).order_by(Contact.id))
