"""Where each page is in the shop of shop.py, and what of it is no page to look at."""

from collections.abc import Iterator

from flask import Flask

from bot.access import TABLE
from bot.access.row import Row
from models.agents.agent import Role

ADDRESSES = {
    "pages.contact": "/contacts/{contact}",
    "pages.add_interaction": "/interactions/new?at=time&go=next",
    "pages.interaction": "/interactions/{interaction}",
    "pages.interaction_posts": "/interactions/{interaction}/posts",
    "pages.interaction_opportunities": "/interactions/{interaction}/opportunities",
    "pages.edit_interaction": "/interactions/{interaction}/edit",
    "pages.complete_interaction": "/interactions/{interaction}/complete",
    "pages.delete_interaction": "/interactions/{interaction}/delete",
    "pages.add_option": "/settings/interactions/type/add",
    "pages.edit_option": "/settings/interactions/options/{option}",
    "pages.delete_option": "/settings/interactions/options/{option}/delete",
    "pages.map_import": "/contacts/import/{kept}",
    "pages.import_trial": "/contacts/import/{kept}/trial",
    "pages.discard_import": "/contacts/import/{kept}/discard",
    "pages.job": "/jobs/{job}",
    "pages.ask_to_stop_job": "/jobs/{job}/stop",
    "pages.campaign": "/campaigns/{campaign}",
    "pages.ask_to_stop_campaign": "/campaigns/{campaign}/stop",
    "pages.edit_status": "/settings/statuses/{status}",
    "pages.delete_status": "/settings/statuses/{status}/delete",
    "pages.edit_agent": "/settings/agents/{agent}",
    "pages.agent_hours": "/settings/agents/{agent}/hours",
    "pages.agent_leave": "/settings/agents/{agent}/leave",
    "pages.stop_agent": "/settings/agents/{agent}/stop",
    "pages.revoke_api_key": "/settings/api-keys/{key}/revoke",
    "pages.edit_webhook": "/settings/webhooks/{webhook}",
    "pages.rotate_webhook": "/settings/webhooks/{webhook}/secret",
    "pages.delete_webhook": "/settings/webhooks/{webhook}/delete",
    "pages.webhook_log": "/settings/webhooks/{webhook}/deliveries",
    "pages.webhook_delivery": "/settings/webhook-deliveries/{delivery}",
    "pages.edit_team": "/settings/teams/{team}",
    "pages.delete_team": "/settings/teams/{team}/delete",
    "pages.workflow": "/workflows/{workflow}",
    "pages.workflow_edit": "/workflows/{workflow}/edit?open=budget",
    "pages.workflow_delete": "/workflows/{workflow}/delete",
    "pages.workflow_try": "/workflows/{workflow}/try",
    "pages.workflow_versions": "/workflows/{workflow}/versions",
    "pages.workflow_version": "/workflows/{workflow}/versions/1",
    "pages.conversation": "/conversations/{conversation}",
    "pages.rules_edit": "/rules/{rule}",
    "pages.rules_delete": "/rules/{rule}/delete",
    "pages.edit_source": "/settings/sources/{source}",
    "pages.delete_source": "/settings/sources/{source}/delete",
    "pages.edit_trait": "/settings/traits/{trait}",
    "pages.delete_trait": "/settings/traits/{trait}/delete",
    "pages.edit_tag": "/settings/tags/{tag}",
    "pages.delete_tag": "/settings/tags/{tag}/delete",
    "pages.edit_automation": "/settings/automations/{automation}",
    "pages.delete_automation": "/settings/automations/{automation}/delete",
    "pages.inbox_row": "/inbox/{inbox}",
    "pages.outbox_row": "/outbox/{outbox}",
    "pages.report_pipeline": "/reports/pipeline",
    "pages.report_funnel": "/reports/funnel?by=week",
    "pages.report_sources": "/reports/sources",
    "pages.report_agents": "/reports/agents",
    "pages.report_workflows": "/reports/workflows",
    "pages.report_rules": "/reports/rules?by=day",
    "pages.edit_contact": "/contacts/{contact}/edit",
    "pages.merge_contact": "/contacts/{contact}/merge?with={other_contact}",
    "pages.erase_contact": "/contacts/{contact}/erase",
    "pages.company": "/companies/{company}",
    "pages.edit_company": "/companies/{company}/edit",
    "pages.delete_company": "/companies/{company}/delete",
    "pages.contact_interactions": "/contacts/{customer}/interactions",
    "pages.snapshot": "/contacts/{customer}/snapshot",
    "pages.opportunity": "/opportunities/{opportunity}",
    "pages.add_opportunity": "/contacts/{contact}/opportunities/new",
    "pages.delete_opportunity": "/opportunities/{opportunity}/delete",
    "pages.purchase": "/purchases/{purchase}",
    "pages.record_purchase": "/contacts/{contact}/purchases/new",
    "pages.delete_purchase": "/purchases/{purchase}/delete",
    "pages.save_view": "/contacts/views/new?status=Lost&owner=me",
    "pages.edit_view": "/contacts/views/{view}/edit",
    "pages.delete_view": "/contacts/views/{view}/delete",
}
"""Of the pages whose address names something: with the keys of `Shop.ids`."""
NO_PAGES = {
    "pages.operations_now",
    "pages.login",
    "pages.selected",
    "pages.conversation_list",
    "pages.thread",
    "pages.pipeline_lanes",
    "pages.interactions_planner",
    "pages.news",
    "pages.media",
    "pages.spending",
    "pages.export_opportunities",
    "pages.export_purchases",
    "pages.import_progress",
    "pages.job_progress",
    "pages.job_report",
    "pages.campaigns_part",
    "pages.campaign_progress",
    "pages.campaign_recipients",
    "pages.workflow_file",
    "pages.contact_dossier",
}
"""Not for who is signed in, files to load, parts of pages: each is tested by itself."""


def pages(app: Flask) -> Iterator[tuple[str, str]]:
    """Every page that can be opened: its endpoint, its address to be filled in."""
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("pages.") or "GET" not in (rule.methods or ()):
            continue
        if rule.endpoint not in NO_PAGES:
            yield rule.endpoint, ADDRESSES.get(rule.endpoint) or _plain(rule.endpoint, rule.rule)


def may(role: Role, endpoint: str) -> bool:
    row: Row = TABLE[endpoint]
    return row.who is None or role in row.who


def _plain(endpoint: str, rule: str) -> str:
    assert "<" not in rule, f"name an address of {endpoint} in tests/browser/addresses.py"
    return rule
