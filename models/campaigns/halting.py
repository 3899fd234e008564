"""Stopping a campaign, pausing it and letting it go on. What is owed and has not been tried is
taken back, so that nothing of it goes out any more."""

from collections.abc import Mapping
from typing import Any

from models.agents.agent import Agent
from models.base import database
from models.batch import Batch, unit_of_work
from models.campaigns.campaign import Campaign, CampaignRecipient, RecipientState, end, state_of
from models.campaigns.withholding import STOPPED
from models.catalogue import Catalogue
from models.clock import now
from models.notices import telling
from models.notices.notification import Notification, NotificationKind
from models.notices.recipients import managers
from models.notices.wording import notice
from models.queues import bell
from models.queues.item import WorkState
from models.queues.job import Job, JobState
from models.queues.outbox import OutboxItem
from models.refusal import Refusal

OVER = {JobState.DONE, JobState.STOPPED}
HALTED = {JobState.PAUSED, JobState.FAILED}


def stop(campaign: Campaign) -> None:
    """For good: who has not got it does not get it."""
    job = _held(campaign)
    if job.state in OVER:
        raise Refusal(f"this campaign is {job.state.value}: nothing of it is left to stop")
    take_back(campaign, job)
    rest = CampaignRecipient.update(state=RecipientState.WITHHELD, reason=STOPPED)
    rest.where(
        CampaignRecipient.campaign == campaign, CampaignRecipient.state == RecipientState.PENDING
    ).execute()
    end(job, JobState.STOPPED)
    job.save()


def pause(campaign: Campaign) -> None:
    """Until somebody lets it go on: who has not got it gets it then."""
    job = _held(campaign)
    if job.state is not JobState.PENDING:
        raise Refusal(f"this campaign is {job.state.value}: only one that is under way is paused")
    with unit_of_work(campaign.cause) as batch:
        _pause(batch, campaign, job)
    job.save()


def resume(campaign: Campaign) -> None:
    job = _held(campaign)
    if job.state not in HALTED:
        state = state_of(campaign, job)
        raise Refusal(f"this campaign is {state.value}: only a paused one is let go on")
    job.state, job.attempts, job.last_error, job.ended_at = JobState.PENDING, 0, None, None
    job.due_at = max(campaign.start_at, now())
    job.save()
    campaign.alarm = campaign.paused_because = None
    campaign.resumed_at = now()
    campaign.save()
    bell.ring_after_commit(bell.Queue.JOBS)


def refused(id: int, item: int, reason: str) -> bool:
    """WhatsApp refused what this row of the outbox sends, as it would refuse everybody's: pause the
    campaign, say so once, and let this one wait with the others. False when that is not to be: the
    campaign is over."""
    with database.atomic():
        campaign = Campaign.get_or_none(Campaign.id == id)
        if campaign is None:
            return False
        job = _held(campaign)
        if job.state not in {JobState.PENDING, JobState.PAUSED}:
            return False
        # With all that is taken back behind it, so that they are locked in their order.
        database.execute_sql(HOLD_WITH, (id, item))
        OutboxItem.update(called_at=None).where(
            OutboxItem.id == item, OutboxItem.state == WorkState.PENDING
        ).execute()
        if job.state is JobState.PENDING:
            alarm(campaign, job, reason)
        else:
            take_back(campaign, job)
        job.save()
    return True


def note(reasons: Mapping[str, str]) -> None:
    """The same, learnt by receipts of messages, by wamid: the next portion pauses the campaign. Not
    at once, for whoever reads receipts may hold contacts before the job."""
    if reasons:
        database.execute_sql(NOTE, (list(reasons), list(reasons.values())))


def alarm(campaign: Campaign, job: Job, reason: str) -> None:
    """Pause a campaign that is under way and tell why, for who holds the job and saves it."""
    with unit_of_work(campaign.cause) as batch:
        _pause(batch, campaign, job)
        for agent in _told(job):
            _tell(batch, agent, campaign, reason)
    campaign.paused_because = reason
    campaign.save()


def take_back(campaign: Campaign, job: Job) -> None:
    """What has not been tried waits for its turn again, for who holds the job and saves it."""
    with unit_of_work(campaign.cause) as batch:
        job.done -= _take_back(batch, campaign)


def _held(campaign: Campaign) -> Job:
    """The job before its contacts, as everybody who locks both."""
    job: Job = Job.select().where(Job.id == campaign.job_id).for_update().get()
    return job


def _pause(batch: Batch, campaign: Campaign, job: Job) -> None:
    job.done -= _take_back(batch, campaign)
    job.state = JobState.PAUSED


def _take_back(batch: Batch, campaign: Campaign) -> int:
    """Whoever's message has not been tried waits for it again. Answers how many.

    Messages, what sends them, contacts: the one order of locks (docs/architecture.md).
    """
    database.execute_sql(HOLD_MESSAGES, (campaign.id,))
    untried = database.execute_sql(HOLD_OWED, (campaign.id,)).fetchall()
    for contact in batch.load(contact for contact, _ in untried):
        contact.record("campaign.taken_back", campaign=campaign.name, id=campaign.id)
    messages = [message for _, message in untried]
    database.execute_sql(WAIT_AGAIN, (messages,))
    # The rows of the outbox go with their messages.
    database.execute_sql("DELETE FROM message WHERE id = ANY(%s)", (messages,))
    return len(messages)


def _told(job: Job) -> list[Agent]:
    """Who ordered it; of a program's, the managers."""
    agent = job.agent
    return [agent] if agent and agent.active else managers(Catalogue.current())


def _tell(batch: Batch, agent: Agent, campaign: Campaign, reason: str) -> None:
    # A key of its own for each pause: whoever lets it go on wants to be told again.
    key = f"campaign:{campaign.id}:{batch.next_id(Notification)}"
    telling.notify(batch, agent, NotificationKind.CAMPAIGN, key, _letter(agent, campaign, reason))


def _letter(agent: Agent, campaign: Campaign, reason: str) -> dict[str, Any]:
    subject = f"The campaign {campaign.name} is paused"
    sentence = f"The campaign {campaign.name} is paused, nothing more of it goes out: {reason}"
    return notice(agent, subject, sentence, [["Campaign", str(campaign.id)]], "/notifications")


NOTE = """
UPDATE campaign c SET alarm = u.reason
FROM unnest(%s::text[], %s::text[]) AS u(wamid, reason)
JOIN message m ON m.wamid = u.wamid JOIN campaign_recipient r ON r.message_id = m.id
WHERE c.id = r.campaign_id AND c.alarm IS NULL AND m.created_at >= c.resumed_at
"""
OWED = """
FROM outbox_item o
    JOIN campaign_recipient r ON r.message_id = o.message_id
    JOIN message m ON m.id = o.message_id
WHERE o.state = 'pending' AND o.kind = 'whatsapp' AND r.campaign_id = %s
"""
UNTRIED = f"{OWED} AND o.called_at IS NULL"
HOLD_WITH = f"""
SELECT 1 {OWED} AND (o.called_at IS NULL OR o.id = %s) ORDER BY m.id FOR UPDATE OF m
"""
HOLD_MESSAGES = f"SELECT 1 {UNTRIED} ORDER BY m.id FOR UPDATE OF m"
# What is being leased at this moment goes out.
HOLD_OWED = f"SELECT r.contact_id, m.id {UNTRIED} ORDER BY o.id FOR UPDATE OF o SKIP LOCKED"
WAIT_AGAIN = """
UPDATE campaign_recipient SET state = 'pending', message_id = NULL WHERE message_id = ANY(%s)
"""
