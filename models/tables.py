"""Every table, in the order in which they can be created. Migrations and tests go by this list."""

from models.agents.agent import Agent, Leave
from models.agents.api_key import ApiKey
from models.agents.saved_view import SavedView
from models.agents.session import Session
from models.agents.team import Team, TeamMember
from models.assignment.assignment import Assignment
from models.assignment.pool import Pool, PoolMember
from models.assignment.rule import Rule, RuleAgent, Ruleset
from models.audit.entry import AuditEntry
from models.base import Model
from models.bulk.trial import TrialMark
from models.campaigns.campaign import Campaign, CampaignRecipient
from models.contact import Contact, ContactTag, ContactTrait, Identifier
from models.contact.attachment import Attachment
from models.contact.company import Company
from models.contact.conversation_read import ConversationRead
from models.contact.event import Event
from models.contact.finding.search import ContactSearch, ContactStale
from models.contact.merge.merged import MergedContact
from models.contact.message import Message
from models.contact.note import Note
from models.contact.privacy.erasure import Erasure
from models.contact.tally import MessageTally
from models.idempotency import KeptAnswer
from models.interactions.interaction import (
    Interaction,
    InteractionOpportunity,
    InteractionTag,
    Post,
)
from models.notices.notification import Notification
from models.queues.backlog import BacklogItem
from models.queues.inbox import InboxItem
from models.queues.job import Job, JobRow
from models.queues.outbox import OutboxItem
from models.queues.pace import Pace
from models.sales.opportunity import Opportunity
from models.sales.purchase import Purchase, PurchaseItem
from models.settings.automation import Automation
from models.settings.former_name import FormerName
from models.settings.option import Option
from models.settings.organisation import Organisation
from models.settings.source import Source
from models.settings.status import Status
from models.settings.tag import Tag
from models.settings.trait import Trait
from models.simulated import MODELS as SIMULATED
from models.webhooks.delivery import WebhookDelivery
from models.webhooks.endpoint import WebhookEndpoint
from models.workflow.tables import Run, Workflow, WorkflowVersion

TABLES: list[type[Model]] = [
    Status,
    Organisation,
    Source,
    Tag,
    Trait,
    FormerName,
    Option,
    Agent,
    Leave,
    Automation,
    ApiKey,
    Session,
    SavedView,
    Team,
    TeamMember,
    Rule,
    RuleAgent,
    Ruleset,
    Pool,
    PoolMember,
    Company,
    Contact,
    Identifier,
    ContactTag,
    ContactTrait,
    ContactSearch,
    ContactStale,
    MergedContact,
    Erasure,
    Message,
    Attachment,
    MessageTally,
    ConversationRead,
    Note,
    Opportunity,
    Interaction,
    InteractionTag,
    InteractionOpportunity,
    Post,
    Purchase,
    PurchaseItem,
    Workflow,
    WorkflowVersion,
    Run,
    Assignment,
    Notification,
    OutboxItem,
    InboxItem,
    BacklogItem,
    Job,
    JobRow,
    TrialMark,
    WebhookEndpoint,
    WebhookDelivery,
    Campaign,
    CampaignRecipient,
    Event,
    Pace,
    KeptAnswer,
    AuditEntry,
    *SIMULATED,
]

SETTINGS: list[type[Model]] = [
    Status,
    Source,
    Tag,
    Trait,
    FormerName,
    Option,
    Agent,
    Leave,
    Automation,
    Team,
    TeamMember,
    Ruleset,
    Workflow,
    WorkflowVersion,
    WebhookEndpoint,
]
"""The tables that a catalogue holds: a change of one of them raises the catalogue's version."""
