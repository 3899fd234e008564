"""Every table, in the order in which they can be created. Migrations and tests go by this list."""

from models.agent import Agent
from models.api_key import ApiKey
from models.assignment import Assignment
from models.base import Model
from models.contact import Contact, ContactTag, ContactTrait, Identifier
from models.event import Event
from models.idempotency import KeptAnswer
from models.inbox import InboxItem
from models.message import Message
from models.notification import Notification
from models.organisation import Organisation
from models.outbox import OutboxItem
from models.pace import Pace
from models.pool import Pool, PoolMember
from models.rule import Rule, RuleAgent, Ruleset
from models.simulated import MODELS as SIMULATED
from models.source import Source
from models.status import Status
from models.tag import Tag
from models.team import Team, TeamMember
from models.trait import Trait
from models.workflow.tables import Run, Workflow, WorkflowVersion

TABLES: list[type[Model]] = [
    Status,
    Organisation,
    Source,
    Tag,
    Trait,
    Agent,
    ApiKey,
    Team,
    TeamMember,
    Rule,
    RuleAgent,
    Ruleset,
    Pool,
    PoolMember,
    Contact,
    Identifier,
    ContactTag,
    ContactTrait,
    Message,
    Workflow,
    WorkflowVersion,
    Run,
    Assignment,
    Notification,
    OutboxItem,
    InboxItem,
    Event,
    Pace,
    KeptAnswer,
    *SIMULATED,
]

SETTINGS: list[type[Model]] = [
    Status,
    Source,
    Tag,
    Trait,
    Agent,
    Team,
    TeamMember,
    Ruleset,
    Workflow,
    WorkflowVersion,
]
"""The tables that a catalogue holds: a change of one of them raises the catalogue's version."""
