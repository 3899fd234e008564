"""What the job of a campaign does each time: owe the next few messages, as many as the pace allows
and the outbox has got rid of. In one transaction with the recipients, so that each gets it once."""

from datetime import timedelta
from typing import Any

from models import sets
from models.agents.visibility import visible
from models.base import database
from models.batch import unit_of_work
from models.campaigns import halting, wording
from models.campaigns.campaign import Campaign, RecipientState, end
from models.campaigns.withholding import GONE, NO_VALUE, reasons
from models.clock import now
from models.contact import Contact
from models.queues.job import Job, JobState
from models.queues.outbox import PATIENT

PORTION_EVERY = timedelta(seconds=10)
LOOK_EVERY = timedelta(minutes=1)
"""While it is quiet."""
HOPELESS = 20
"""So many messages in a row that fail: so would the others."""

Row = dict[str, Any]


def portion(job: Job) -> None:
    """Owe what is due now, and say when the next portion is."""
    campaign = Campaign.get(Campaign.job == job)
    alarm = campaign.alarm or _hopeless(campaign)
    if alarm:
        halting.alarm(campaign, job, alarm)
        return
    quiet_until = campaign.quiet_until
    if quiet_until:
        halting.take_back(campaign, job)
        if campaign.next(1):
            # Not until then in one go: the quiet hours may be set otherwise meanwhile.
            job.due_at = min(quiet_until, now() + LOOK_EVERY)
            return
    size, pause = _pace(campaign.rate)
    queued, unsettled = _in_outbox(campaign)
    wanted = max(size - queued, 0)
    contacts = campaign.next(wanted)
    _owe_all(campaign, job, contacts)
    # Of what could not be sent earlier nothing is made up for: that would be another pace.
    job.due_at = max(job.due_at + pause, now())
    if wanted and not contacts and not unsettled:
        end(job, JobState.DONE)


def _pace(rate: int) -> tuple[int, timedelta]:
    """How many at once, and how long until the next."""
    size = max(int(rate * PORTION_EVERY / timedelta(minutes=1)), 1)
    return size, timedelta(minutes=1) * size / rate


def _owe_all(campaign: Campaign, job: Job, contacts: list[int]) -> None:
    if not contacts:
        return
    with unit_of_work(campaign.cause, size=len(contacts)) as batch:
        batch.load(contacts)
        # Asked when they are locked: nothing of it changes until this is written.
        why_not = reasons(campaign, contacts)
        # Who was merged into another contact meanwhile has their turn as that one.
        there = [batch.contacts[id] for id in contacts if id in batch.contacts]
        rows = [_row(one, campaign, job, why_not[one.id]) for one in there]
    withheld = sum(row["state"] is RecipientState.WITHHELD for row in rows)
    job.refused += withheld
    job.done += len(rows) - withheld
    database.execute_sql(SETTLE, (sets.document(rows), campaign.id))


def _row(contact: Contact, campaign: Campaign, job: Job, reason: str | None) -> Row:
    if not visible(job.agent, contact):
        return _withheld(contact, GONE)
    if reason:
        return _withheld(contact, reason)
    content = wording.filled(campaign.content, campaign.defaults, contact.facts())
    lacking = wording.lacking(campaign.content, content)
    if lacking:
        return _withheld(contact, f"{NO_VALUE}:{lacking}")
    return {
        "contact": contact.id,
        "state": RecipientState.OWED,
        "message": _say(contact, campaign, content),
    }


def _withheld(contact: Contact, reason: str) -> Row:
    return {"contact": contact.id, "state": RecipientState.WITHHELD, "reason": reason}


def _say(contact: Contact, campaign: Campaign, content: dict[str, Any]) -> int:
    """Nobody wrote it by hand, so the bot does not fall silent: it hears what they answer."""
    contact.number = contact.number or campaign.number
    contact.record("campaign.sent", campaign=campaign.name, id=campaign.id)
    return contact.say({**content, "campaign": campaign.id}, priority=PATIENT)


def _in_outbox(campaign: Campaign) -> tuple[int, int]:
    """What has not been tried yet, and what is not settled yet."""
    queued, unsettled = database.execute_sql(IN_OUTBOX, (campaign.id,)).fetchone()
    return queued, unsettled


def _hopeless(campaign: Campaign) -> str | None:
    """Why the last messages failed, when all of them did."""
    rows = database.execute_sql(LAST, (campaign.id, campaign.resumed_at, HOPELESS)).fetchall()
    if len(rows) < HOPELESS or any(delivery != "failed" for delivery, _ in rows):
        return None
    return f"the last {HOPELESS} messages failed: {rows[0][1]}"


SETTLE = """
UPDATE campaign_recipient AS t SET state = r.state, reason = r.reason, message_id = r.message
FROM json_to_recordset(%s::json) AS r(contact bigint, state text, reason text, message bigint)
WHERE t.campaign_id = %s AND t.contact_id = r.contact
"""
IN_OUTBOX = """
SELECT count(*) FILTER (WHERE o.attempts = 0), count(*)
FROM outbox_item o JOIN campaign_recipient r ON r.message_id = o.message_id
WHERE o.state = 'pending' AND o.kind = 'whatsapp' AND r.campaign_id = %s
"""
LAST = """
SELECT m.delivery, m.error FROM campaign_recipient r JOIN message m ON m.id = r.message_id
WHERE r.campaign_id = %s AND r.state = 'owed' AND m.delivery <> 'queued' AND m.created_at >= %s
ORDER BY r.message_id DESC LIMIT %s
"""
