"""The API: one module for each resource, each a thin skin over the models."""

from flask import Flask

from bot.api import (
    agents,
    api_keys,
    assignments,
    audit,
    automations,
    backlog,
    campaigns,
    care,
    companies,
    contact_erasure,
    contact_export,
    contact_import,
    contact_merge,
    contact_selection,
    contacts,
    conversations,
    inbox,
    jobs,
    leave,
    media,
    notes,
    notifications,
    outbox,
    reader,
    reports,
    roles,
    rule_preview,
    rules,
    sessions,
    settings,
    sources,
    statuses,
    tags,
    teams,
    traits,
    webhook_deliveries,
    webhooks,
    workflow_check,
    workflow_figures,
    workflows,
)
from bot.api.specification import PREFIX, Specification

RESOURCES = (
    settings.settings,
    statuses.statuses,
    sources.sources,
    tags.tags,
    traits.traits,
    agents.agents,
    leave.leave,
    teams.teams,
    api_keys.api_keys,
    sessions.sessions,
    roles.roles,
    audit.audit,
    rules.rules,
    rule_preview.previews,
    workflows.workflows,
    workflow_check.workflow_check,
    workflow_figures.workflow_figures,
    automations.automations,
    contacts.contacts,
    companies.companies,
    contact_selection.contact_selection,
    contact_merge.contact_merge,
    contact_erasure.contact_erasure,
    contact_export.contact_export,
    contact_import.contact_import,
    conversations.conversations,
    media.media,
    care.care,
    notes.notes,
    assignments.assignments,
    notifications.notifications,
    backlog.backlog,
    jobs.jobs,
    campaigns.campaigns,
    inbox.inbox,
    outbox.outbox,
    webhooks.webhooks,
    webhook_deliveries.deliveries,
    reports.reports,
)


def register(app: Flask) -> None:
    """Mount every resource, the OpenAPI document and the page to read it."""
    specification = Specification(app)
    for resource in RESOURCES:
        specification.register_blueprint(resource, url_prefix=PREFIX)
    app.extensions["usher_api"] = specification
    app.register_blueprint(reader.reader, url_prefix=PREFIX)
