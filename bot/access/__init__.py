"""Who may do what: a row for each endpoint, calls of the API in api.py, pages in pages.py. X13, A6.

What has no row is refused to everybody. It is enforced by bot/admission.py; `/roles` and
docs/roles.md (`make roles` writes its tables) show it.
"""

from bot.access.api import CALLS
from bot.access.pages import PAGES
from bot.access.row import ANYBODY, Row

OPEN: dict[str, Row] = {
    # For programs that have no account yet, or none at all.
    "reader.read": ANYBODY,
    "api-docs.openapi_json": ANYBODY,
    # Whoever knows the secret address of a calendar.
    "calendar.show": ANYBODY,
    "health.alive": ANYBODY,
    "health.ready": ANYBODY,
    "health.metrics": ANYBODY,
    "static": ANYBODY,
    "bootstrap.static": ANYBODY,
}

TABLE: dict[str, Row] = {**CALLS, **PAGES, **OPEN}
