"""What happened, one row for each verb, in the past tense: the contact's timeline is read from
here."""

import peewee

from models.base import Model, moment
from models.contact import Contact


class Event(Model):
    id = peewee.BigAutoField()
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", null=True, index=False)
    name = peewee.TextField()
    """``contact.created``, ``contact.trait_set`` … see `SENTENCES`."""
    data = peewee.JSONField(default=dict)
    cause = peewee.TextField()
    """What made it happen. Somebody of ours: ``agent:ID`` (at the pages), ``api_key:ID``,
    ``import:ID``. A contact: ``message:WAMID``, ``whatsapp:user_preferences``. Usher itself:
    ``run:ID`` (a time-out), ``automation:ID``, ``campaign:ID``, ``receipt:WAMID``, ``outbox:ID``,
    ``reminder``, ``backlog``, ``settings``."""
    at = moment()
    address = peewee.TextField(
        null=True,
        constraints=[peewee.SQL("DEFAULT nullif(current_setting('usher.address', true), '')")],
    )
    """From where somebody made it happen. The database fills it in: see models/audit/acting.py."""

    class Meta:
        indexes = ((("contact", "id"), False),)


Event.add_index(Event.index(Event.at, using="BRIN", name="event_at"))


SENTENCES = {
    "contact.created": "Created with status {status}, source {source}",
    "contact.renamed": "Name changed from {before} to {after}",
    "contact.email_set": "Email changed from {before} to {after}",
    "contact.detail_set": "{field} changed from {before} to {after}",
    "contact.trait_set": "{trait} changed from {before} to {after}",
    "contact.trait_cleared": "{trait} cleared, it was {before}",
    "contact.tracked": "Another program tells: {event}",
    "contact.tagged": "Tagged {tag}",
    "contact.untagged": "Tag {tag} removed",
    "contact.status_changed": "Status changed from {before} to {after}",
    "contact.state_changed": "State changed from {before} to {after}",
    "contact.source_changed": "Source changed from {before} to {after}",
    "contact.deadline_moved": "Closure deadline moved from {before} to {after}",
    "contact.reminded": "{agent} was reminded of the closure deadline {deadline}",
    "contact.reply_awaited": "{agent} was reminded: the contact waits for a first reply",
    "contact.escalated": "The managers were told: {agent} has not replied",
    "contact.closed": "Closed as {status}",
    "contact.reopened": "Reopened as {status}; closure deadline {deadline}",
    "contact.opted_out": "Wants no automatic messages any more (by {by})",
    "contact.opted_in": "Wants automatic messages again (by {by})",
    "status.entered": "Entered {status}, which sets off an automation",
    "status.nobody_told": "Nobody to tell of {status}: there is no active {whom}",
    "contact.assigned": "Assigned to {agent}",
    "contact.released": "Released by {agent}",
    "contact.unplaced": "Found nobody to assign to: {reason}",
    "contact.identifier_added": "Known by a new {kind}",
    "contact.identifier_retired": "{kind} no longer theirs",
    "contact.merged": "Merged with contact {other}, {called}: the same person",
    "contact.flagged": "Needs a look: {reason}",
    "contact.trait_refused": "The answer for {trait} does not suit it: {reason}",
    "contact.status_unknown": "The workflow names a status that does not exist: {status}",
    "contact.source_unknown": "The workflow names a source that does not exist: {source}",
    "contact.person_wanted": "Asked for a person: {words}",
    "bot.silenced": "The bot fell silent: {reason}",
    "bot.returned": "The bot may speak again: {reason}",
    "message.withheld": "A message was not sent: {reason}",
    "message.edited": "Edited a message",
    "message.revoked": "Took a message back",
    "campaign.sent": "Gets the campaign {campaign}",
    "campaign.taken_back": "The campaign {campaign} was halted before its message went out",
    "interaction.planned": "{type} planned for {starts_at} with {agent}",
    "interaction.completed": "{type} with {agent} completed: {outcome}",
    "interaction.handed_on": "{type} of {starts_at} handed on from {before} to {agent}",
    "interaction.deleted": "{type} of {starts_at} with {agent} deleted",
    "opportunity.opened": "Opportunity {called} opened: {value} {currency}",
    "opportunity.changed": "Opportunity {called}: {field} changed from {before} to {after}",
    "opportunity.won": "Opportunity {called} won: {value} {currency}",
    "opportunity.lost": "Opportunity {called} lost",
    "opportunity.reopened": "Opportunity {called} opened again",
    "opportunity.deleted": "Opportunity {called} deleted",
    "purchase.recorded": "Bought for {total} {currency}",
    "purchase.deleted": "The purchase for {total} {currency} was deleted",
    "workflow.started": "Workflow {workflow} started",
    "workflow.finished": "Workflow {workflow} finished",
    "workflow.timed_out": "Workflow {workflow} ended: no answer",
    "workflow.taken_over": "Workflow {workflow} ended: {reason}",
    "workflow.stopped": "Workflow {workflow} ended: they wanted no more of it",
    "workflow.merged": "Workflow {workflow} ended: they were in a newer one as another contact",
    "workflow.handed_over": "The workflow asked for a person: {reason}",
}
"""One line of the timeline for each event; every event that is recorded has its sentence here."""
