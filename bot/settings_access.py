"""Who may open the pages of people and programs, as rows for the table in bot/access.py. X13.

None of them reaches a contact; what their forms change, the API's own rows guard once more.
"""

from models.agents.agent import Role
from models.agents.visibility import ADMINISTRATORS, EVERYBODY, MANAGERS

PAGES: dict[str, frozenset[Role]] = {
    "pages.agents": MANAGERS,
    "pages.add_agent": ADMINISTRATORS,
    "pages.edit_agent": ADMINISTRATORS,
    "pages.agent_hours": ADMINISTRATORS,
    "pages.agent_leave": ADMINISTRATORS,
    "pages.cancel_leave": ADMINISTRATORS,
    "pages.stop_agent": ADMINISTRATORS,
    "pages.restart_agent": ADMINISTRATORS,
    "pages.teams": EVERYBODY,
    "pages.add_team": ADMINISTRATORS,
    "pages.edit_team": ADMINISTRATORS,
    "pages.delete_team": ADMINISTRATORS,
    "pages.api_keys": ADMINISTRATORS,
    "pages.add_api_key": ADMINISTRATORS,
    "pages.revoke_api_key": ADMINISTRATORS,
    "pages.webhooks": ADMINISTRATORS,
    "pages.add_webhook": ADMINISTRATORS,
    "pages.edit_webhook": ADMINISTRATORS,
    "pages.switch_webhook": ADMINISTRATORS,
    "pages.rotate_webhook": ADMINISTRATORS,
    "pages.delete_webhook": ADMINISTRATORS,
    "pages.webhook_log": ADMINISTRATORS,
    "pages.webhook_delivery": ADMINISTRATORS,
    "pages.test_webhook": ADMINISTRATORS,
    "pages.replay_delivery": ADMINISTRATORS,
    "pages.replay_failed": ADMINISTRATORS,
    "pages.whatsapp": ADMINISTRATORS,
    "pages.check_whatsapp": ADMINISTRATORS,
    "pages.test_whatsapp": ADMINISTRATORS,
    "pages.account": EVERYBODY,
    "pages.switch_available": EVERYBODY,
    "pages.change_password": EVERYBODY,
    "pages.add_own_leave": EVERYBODY,
    "pages.cancel_own_leave": EVERYBODY,
    "pages.end_session": EVERYBODY,
    "pages.end_other_sessions": EVERYBODY,
}
