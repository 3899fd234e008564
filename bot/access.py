"""Who may do what: one row for each endpoint of the API and of the pages. X13, A6.

What has no row is refused to everybody. It is enforced by bot/admission.py; `/roles` and
docs/roles.md (`make roles` writes its tables) show it.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.settings_access import PAGES
from models.agents.agent import Role
from models.agents.api_key import Scope
from models.agents.visibility import ADMINISTRATORS, EVERYBODY, MANAGERS, SALES


class Reach(StrEnum):
    """Which contacts an endpoint reaches for who may call it. Others than those one may see are
    not found (404); those one may see and no more are refused, with who has them (409)."""

    NONE = "none"
    SEE = "see"
    """Those one may see: every contact for sales roles, closed ones for the others (A6)."""
    ACT = "act"
    """Of these, nobody's and one's own; for managers any."""
    TAKE = "take"
    """Of these, nobody's; for roles that do not sell also closed ones that sales has (A6)."""


@dataclass(frozen=True, slots=True)
class Row:
    who: frozenset[Role] | None
    """None: also without a login or a key."""
    reach: Reach = Reach.NONE
    scope: Scope | None = None
    """What an API key needs; pages have no keys."""
    others: frozenset[Role] | None = None
    """Where the address names an agent: who may do it for others than themselves."""


ANYBODY = Row(None)

NONE, SEE, ACT, TAKE = Reach
READ, WRITE, SETTINGS, OPERATIONS, ACCOUNTS = Scope

TABLE: dict[str, Row] = {
    # The organisation and its lists: everybody reads what the pages show, administrators change.
    "settings.show": Row(EVERYBODY, NONE, READ),
    "settings.change": Row(ADMINISTRATORS, NONE, SETTINGS),
    "statuses.listing": Row(EVERYBODY, SEE, READ),
    "statuses.show": Row(EVERYBODY, SEE, READ),
    "statuses.create": Row(ADMINISTRATORS, NONE, SETTINGS),
    "statuses.change": Row(ADMINISTRATORS, NONE, SETTINGS),
    "statuses.order": Row(ADMINISTRATORS, NONE, SETTINGS),
    "statuses.remove": Row(ADMINISTRATORS, NONE, SETTINGS),
    "sources.listing": Row(EVERYBODY, SEE, READ),
    "sources.show": Row(EVERYBODY, SEE, READ),
    "sources.create": Row(ADMINISTRATORS, NONE, SETTINGS),
    "sources.change": Row(ADMINISTRATORS, NONE, SETTINGS),
    "sources.remove": Row(ADMINISTRATORS, NONE, SETTINGS),
    "tags.listing": Row(EVERYBODY, SEE, READ),
    "tags.show": Row(EVERYBODY, SEE, READ),
    "tags.create": Row(EVERYBODY, NONE, WRITE),
    "tags.change": Row(ADMINISTRATORS, NONE, SETTINGS),
    "tags.remove": Row(ADMINISTRATORS, NONE, SETTINGS),
    "traits.listing": Row(EVERYBODY, NONE, READ),
    "traits.show": Row(EVERYBODY, NONE, READ),
    "traits.create": Row(ADMINISTRATORS, NONE, SETTINGS),
    "traits.change": Row(ADMINISTRATORS, NONE, SETTINGS),
    "traits.remove": Row(ADMINISTRATORS, NONE, SETTINGS),
    "automations.listing": Row(EVERYBODY, NONE, READ),
    "automations.show": Row(EVERYBODY, NONE, READ),
    "automations.create": Row(ADMINISTRATORS, NONE, SETTINGS),
    "automations.change": Row(ADMINISTRATORS, NONE, SETTINGS),
    "automations.remove": Row(ADMINISTRATORS, NONE, SETTINGS),
    "workflows.listing": Row(EVERYBODY, NONE, READ),
    "workflows.show": Row(EVERYBODY, NONE, READ),
    "workflows.show_version": Row(EVERYBODY, NONE, READ),
    "workflows.create": Row(ADMINISTRATORS, NONE, SETTINGS),
    "workflows.replace": Row(ADMINISTRATORS, NONE, SETTINGS),
    "workflows.switch": Row(ADMINISTRATORS, NONE, SETTINGS),
    "workflow_check.judge": Row(ADMINISTRATORS, NONE, SETTINGS),
    "workflow_figures.show": Row(MANAGERS, NONE, READ),
    # Who gets which contact: managers give contacts out by hand, so by rules too.
    "rules.listing": Row(EVERYBODY, NONE, READ),
    "rules.show": Row(EVERYBODY, NONE, READ),
    "rules.create": Row(MANAGERS, NONE, SETTINGS),
    "rules.change": Row(MANAGERS, NONE, SETTINGS),
    "rules.remove": Row(MANAGERS, NONE, SETTINGS),
    "rules.order": Row(MANAGERS, NONE, SETTINGS),
    "preview.ask": Row(SALES, SEE, READ),
    "rehearsal.recent": Row(SALES, SEE, READ),
    "backlog.listing": Row(EVERYBODY, SEE, READ),
    # The people who answer.
    "agents.listing": Row(EVERYBODY, NONE, READ),
    "agents.show": Row(EVERYBODY, NONE, READ),
    "agents.create": Row(ADMINISTRATORS, NONE, ACCOUNTS),
    "agents.change": Row(EVERYBODY, NONE, WRITE, others=ADMINISTRATORS),
    "leave.listing": Row(EVERYBODY, NONE, READ, others=ADMINISTRATORS),
    "leave.create": Row(EVERYBODY, NONE, WRITE, others=ADMINISTRATORS),
    "leave.remove": Row(EVERYBODY, NONE, WRITE, others=ADMINISTRATORS),
    "teams.listing": Row(EVERYBODY, NONE, READ),
    "teams.show": Row(EVERYBODY, NONE, READ),
    "teams.create": Row(ADMINISTRATORS, NONE, SETTINGS),
    "teams.change": Row(ADMINISTRATORS, NONE, SETTINGS),
    "teams.remove": Row(ADMINISTRATORS, NONE, SETTINGS),
    "notifications.listing": Row(EVERYBODY, SEE, READ),
    "notifications.read": Row(EVERYBODY, SEE, WRITE),
    "notifications.read_all": Row(EVERYBODY, SEE, WRITE),
    # Contacts.
    "contacts.listing": Row(EVERYBODY, SEE, READ),
    "contacts.show": Row(EVERYBODY, SEE, READ),
    "contacts.create": Row(SALES, NONE, WRITE),
    "contacts.put": Row(SALES, ACT, WRITE),
    "interakt.users": Row(SALES, ACT, WRITE),
    "interakt.events": Row(SALES, ACT, WRITE),
    "contacts.change": Row(EVERYBODY, ACT, WRITE),
    "contact_merge.preview": Row(EVERYBODY, SEE, READ),
    "contact_merge.merge": Row(EVERYBODY, ACT, WRITE),
    "contact_merge.listing": Row(EVERYBODY, SEE, READ),
    "companies.listing": Row(EVERYBODY, SEE, READ),
    "companies.show": Row(EVERYBODY, SEE, READ),
    "companies.create": Row(SALES, NONE, WRITE),
    "companies.change": Row(SALES, NONE, WRITE),
    "companies.remove": Row(MANAGERS, NONE, WRITE),
    "contact_erasure.erase": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "contact_erasure.export": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "contact_erasure.listing": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "contact_erasure.show": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "contact_selection.change": Row(EVERYBODY, ACT, WRITE),
    "contact_export.export": Row(MANAGERS, SEE, READ),
    "contact_import.guess": Row(SALES, NONE, WRITE),
    "contact_import.start": Row(SALES, ACT, WRITE),
    # What a file's rows reach is judged row by row when they are taken, with one's own rights.
    "kept_files.keep": Row(SALES, NONE, WRITE),
    "kept_files.show": Row(SALES, NONE, READ),
    "kept_files.take": Row(SALES, NONE, WRITE),
    "kept_files.remove": Row(SALES, NONE, WRITE),
    "jobs.listing": Row(EVERYBODY, NONE, READ),
    "jobs.show": Row(EVERYBODY, NONE, READ),
    "jobs.rows": Row(EVERYBODY, NONE, READ),
    "jobs.show_report": Row(EVERYBODY, NONE, READ),
    "jobs.stop": Row(EVERYBODY, NONE, WRITE),
    # Managers see every contact, so what they order reaches whom it names.
    "campaigns.listing": Row(MANAGERS, NONE, READ),
    "campaigns.create": Row(MANAGERS, NONE, WRITE),
    "campaigns.preview": Row(MANAGERS, NONE, READ),
    "campaigns.show": Row(MANAGERS, NONE, READ),
    "campaigns.recipients": Row(MANAGERS, NONE, READ),
    "campaigns.recipients_csv": Row(MANAGERS, NONE, READ),
    "campaigns.stop": Row(MANAGERS, NONE, WRITE),
    "campaigns.pause": Row(MANAGERS, NONE, WRITE),
    "campaigns.resume": Row(MANAGERS, NONE, WRITE),
    "care.claim": Row(EVERYBODY, TAKE, WRITE),
    "care.release": Row(EVERYBODY, ACT, WRITE),
    "care.hand_on": Row(EVERYBODY, ACT, WRITE),
    "care.bot": Row(EVERYBODY, ACT, WRITE),
    "conversations.show_timeline": Row(EVERYBODY, SEE, READ),
    "conversations.listing": Row(EVERYBODY, SEE, READ),
    "conversations.send": Row(EVERYBODY, ACT, WRITE),
    "conversations.read": Row(EVERYBODY, SEE, WRITE),
    "media.show": Row(EVERYBODY, SEE, READ),
    "notes.listing": Row(EVERYBODY, SEE, READ),
    "notes.add": Row(EVERYBODY, SEE, WRITE),
    "assignments.listing": Row(EVERYBODY, SEE, READ),
    # Accounts and what was done with them.
    "roles.listing": Row(EVERYBODY, NONE, READ),
    "api_keys.listing": Row(ADMINISTRATORS, NONE, ACCOUNTS),
    "api_keys.create": Row(ADMINISTRATORS, NONE, ACCOUNTS),
    "api_keys.revoke": Row(ADMINISTRATORS, NONE, ACCOUNTS),
    "sessions.listing": Row(EVERYBODY, NONE, ACCOUNTS),
    "sessions.end": Row(EVERYBODY, NONE, ACCOUNTS),
    "audit.listing": Row(ADMINISTRATORS, NONE, OPERATIONS),
    # Figures: of the contacts one may see, of oneself; of everybody for managers.
    "reports.pipeline": Row(EVERYBODY, SEE, READ),
    "reports.funnel": Row(EVERYBODY, SEE, READ),
    "reports.sources": Row(EVERYBODY, SEE, READ),
    "reports.agents": Row(EVERYBODY, NONE, READ),
    "reports.workflows": Row(MANAGERS, NONE, READ),
    "reports.rules": Row(MANAGERS, NONE, READ),
    # What arrives and what is owed, whoever it concerns.
    "inbox.listing": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "inbox.show": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "inbox.retry": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "inbox.retry_parked": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "outbox.listing": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "outbox.show": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "outbox.retry": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "outbox.retry_parked": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "operations.show": Row(ADMINISTRATORS, NONE, OPERATIONS),
    # Programs that are told what happens to every contact: as what is owed.
    "webhooks.listing": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "webhooks.show": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "webhooks.create": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "webhooks.change": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "webhooks.remove": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "webhooks.rotate": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "webhook_deliveries.listing": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "webhook_deliveries.show": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "webhook_deliveries.ping": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "webhook_deliveries.replay": Row(ADMINISTRATORS, NONE, OPERATIONS),
    "webhook_deliveries.replay_failed": Row(ADMINISTRATORS, NONE, OPERATIONS),
    # The pages. The buttons of a contact's page reach what the same calls above reach.
    "pages.home": Row(EVERYBODY, SEE),
    "pages.conversations": Row(EVERYBODY, SEE),
    "pages.conversation_list": Row(EVERYBODY, SEE),
    "pages.conversation": Row(EVERYBODY, SEE),
    "pages.thread": Row(EVERYBODY, SEE),
    "pages.answer": Row(EVERYBODY, SEE),
    "pages.media": Row(EVERYBODY, SEE),
    "pages.contacts": Row(EVERYBODY, SEE),
    "pages.selected": Row(EVERYBODY),
    "pages.export_contacts": Row(MANAGERS, SEE),
    "pages.import_contacts": Row(SALES),
    "pages.map_import": Row(SALES),
    "pages.import_trial": Row(SALES),
    "pages.import_progress": Row(SALES),
    "pages.start_import": Row(SALES),
    "pages.discard_import": Row(SALES),
    "pages.jobs": Row(EVERYBODY),
    "pages.job": Row(EVERYBODY),
    "pages.job_progress": Row(EVERYBODY),
    "pages.job_report": Row(EVERYBODY),
    "pages.ask_to_stop_job": Row(EVERYBODY),
    "pages.stop_job": Row(EVERYBODY),
    "pages.contact": Row(EVERYBODY, SEE),
    "pages.care": Row(EVERYBODY, SEE),
    "pages.pipeline": Row(EVERYBODY, SEE),
    "pages.move": Row(EVERYBODY),
    # Settings: everybody reads what the API lets everybody read.
    "pages.settings": Row(EVERYBODY),
    "pages.statuses": Row(EVERYBODY, SEE),
    "pages.add_status": Row(ADMINISTRATORS),
    "pages.edit_status": Row(ADMINISTRATORS),
    "pages.order_statuses": Row(ADMINISTRATORS),
    "pages.delete_status": Row(ADMINISTRATORS),
    "pages.sources": Row(EVERYBODY, SEE),
    "pages.add_source": Row(ADMINISTRATORS),
    "pages.edit_source": Row(ADMINISTRATORS),
    "pages.delete_source": Row(ADMINISTRATORS),
    "pages.traits": Row(EVERYBODY),
    "pages.add_trait": Row(ADMINISTRATORS),
    "pages.edit_trait": Row(ADMINISTRATORS),
    "pages.delete_trait": Row(ADMINISTRATORS),
    "pages.tags": Row(EVERYBODY, SEE),
    "pages.add_tag": Row(EVERYBODY),
    "pages.edit_tag": Row(ADMINISTRATORS),
    "pages.delete_tag": Row(ADMINISTRATORS),
    "pages.automations": Row(EVERYBODY),
    "pages.add_automation": Row(ADMINISTRATORS),
    "pages.edit_automation": Row(ADMINISTRATORS),
    "pages.delete_automation": Row(ADMINISTRATORS),
    "pages.organisation": Row(ADMINISTRATORS),
    "pages.reminders": Row(ADMINISTRATORS),
    "pages.privacy": Row(ADMINISTRATORS),
    "pages.roles": Row(EVERYBODY),
    "pages.rules_backlog": Row(EVERYBODY, SEE),
    "pages.rules_preview": Row(SALES, SEE),
    "pages.reports": Row(EVERYBODY),
    "pages.report_pipeline": Row(EVERYBODY, SEE),
    "pages.report_funnel": Row(EVERYBODY, SEE),
    "pages.report_sources": Row(EVERYBODY, SEE),
    "pages.report_agents": Row(EVERYBODY),
    "pages.report_workflows": Row(MANAGERS),
    "pages.report_rules": Row(MANAGERS),
    "pages.notices": Row(EVERYBODY, SEE),
    "pages.read_notices": Row(EVERYBODY),
    "pages.logout": Row(EVERYBODY),
    "pages.login": ANYBODY,
    # For programs that have no account yet, or none at all.
    "reader.read": ANYBODY,
    "api-docs.openapi_json": ANYBODY,
    "health.alive": ANYBODY,
    "health.ready": ANYBODY,
    "health.metrics": ANYBODY,
    "static": ANYBODY,
    "bootstrap.static": ANYBODY,
} | {name: Row(who) for name, who in PAGES.items()}
