"""Every resource of the API, and how they are mounted."""

from flask import Flask

from bot.api import reader
from bot.api.agents.agents import agents
from bot.api.agents.api_keys import api_keys
from bot.api.agents.calendar import agent_calendar
from bot.api.agents.leave import leave
from bot.api.agents.roles import roles
from bot.api.agents.sessions import sessions
from bot.api.agents.teams import teams
from bot.api.assignment.assignments import assignments
from bot.api.assignment.backlog import backlog
from bot.api.assignment.preview import previews
from bot.api.assignment.rehearsal import rehearsals
from bot.api.assignment.rules import rules
from bot.api.campaigns.campaigns import campaigns
from bot.api.contacts.bulk import contact_import
from bot.api.contacts.companies import companies
from bot.api.contacts.contacts import contacts
from bot.api.contacts.erasure import contact_erasure
from bot.api.contacts.export import contact_export
from bot.api.contacts.kept_files import kept_files
from bot.api.contacts.merge import contact_merge
from bot.api.contacts.selection import contact_selection
from bot.api.contacts.views import views
from bot.api.conversations.care import care
from bot.api.conversations.conversations import conversations
from bot.api.conversations.media import media
from bot.api.conversations.notes import notes
from bot.api.conversations.templates import templates
from bot.api.interactions.calendar import calendar
from bot.api.interactions.generation import generation
from bot.api.interactions.interactions import interactions
from bot.api.interactions.posts import posts
from bot.api.operations.audit import audit
from bot.api.operations.inbox import inbox
from bot.api.operations.jobs import jobs
from bot.api.operations.notifications import notifications
from bot.api.operations.operations import operations
from bot.api.operations.outbox import outbox
from bot.api.operations.webhook_deliveries import deliveries
from bot.api.operations.webhooks import webhooks
from bot.api.reports.reports import reports
from bot.api.sales.export import sales_export
from bot.api.sales.opportunities import opportunities
from bot.api.sales.purchases import purchases
from bot.api.sales.snapshots import snapshots
from bot.api.settings.automations import automations
from bot.api.settings.options import options
from bot.api.settings.settings import settings
from bot.api.settings.sources import sources
from bot.api.settings.statuses import statuses
from bot.api.settings.tags import tags
from bot.api.settings.traits import traits
from bot.api.specification import PREFIX, Specification
from bot.api.workflows.check import workflow_check
from bot.api.workflows.figures import workflow_figures
from bot.api.workflows.workflows import workflows

RESOURCES = (
    settings,
    statuses,
    sources,
    tags,
    traits,
    options,
    agents,
    leave,
    agent_calendar,
    teams,
    api_keys,
    sessions,
    roles,
    audit,
    rules,
    previews,
    rehearsals,
    workflows,
    workflow_check,
    workflow_figures,
    automations,
    contacts,
    companies,
    views,
    contact_selection,
    contact_merge,
    contact_erasure,
    contact_export,
    contact_import,
    conversations,
    media,
    templates,
    care,
    notes,
    interactions,
    calendar,
    generation,
    posts,
    opportunities,
    purchases,
    sales_export,
    snapshots,
    assignments,
    notifications,
    backlog,
    jobs,
    kept_files,
    campaigns,
    operations,
    inbox,
    outbox,
    webhooks,
    deliveries,
    reports,
)


def register(app: Flask) -> None:
    """Mount every resource, the OpenAPI document and the page to read it."""
    specification = Specification(app)
    for resource in RESOURCES:
        specification.register_blueprint(resource, url_prefix=PREFIX)
    app.extensions["usher_api"] = specification
    app.register_blueprint(reader.reader, url_prefix=PREFIX)
