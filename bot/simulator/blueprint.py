"""The simulator's blueprint: its database connection, its headers, and who may post to it.

There is no login, so a page of another site must not be able to play the customers.
"""

from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Response, abort, current_app, request
from flask.blueprints import BlueprintSetupState
from peewee import DataError

from bot import connection
from bot.problems import database_away
from bot.simulator.errors import GraphError
from bot.simulator.payloads import fresh_wamid
from bot.simulator.post import Post
from models.base import AWAY

GRAPH = "/graph"
WEBHOOK = "/webhooks/whatsapp"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)

log = structlog.get_logger(__name__)
simulator = Blueprint(
    "simulator",
    __name__,
    url_prefix="/simulator",
    template_folder="templates",
    static_folder="static",
)


def wake() -> None:
    """There may be webhooks to deliver. Tests deliver them by hand."""
    if not current_app.testing:
        current_app.extensions["usher_simulator"].wake()


@simulator.record_once
def _prepare(state: BlueprintSetupState) -> None:
    config = state.app.extensions["usher"].config
    own_url, found, _ = config.api_url.partition("/simulator/graph")
    url = (own_url if found else config.base_url) + WEBHOOK
    state.app.extensions["usher_simulator"] = Post(url, config.app_secrets[0])


@simulator.before_request
def _guard() -> None:
    from_graph = request.path.startswith(f"/simulator{GRAPH}/")
    if request.method not in {"GET", "HEAD"} and not from_graph and not same_origin():
        abort(403, "Only the simulator's own page may do that.")


def same_origin() -> bool:
    """No other site's page sent this. A plain form must prove it; JSON needs no proof."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site not in {None, "same-origin", "none"}:
        return False
    if origin is not None and urlsplit(origin).netloc != request.host:
        return False
    return request.is_json or site is not None or origin is not None


@simulator.before_request
def _connect() -> None:
    connection.open_for_request()
    wake()


@simulator.after_request
def _protect(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    if request.endpoint != "simulator.static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _database_away(error: Exception) -> Any:
    """Meta has bad moments too: the database restarts, and whoever called may call again. People
    get a page."""
    log.warning("simulator.database_away", error=type(error).__name__)
    connection.drop()
    if "text/html" in request.headers.get("Accept", ""):
        return current_app.handle_user_exception(database_away())
    return GraphError(2).answer(fresh_wamid()), 503


for _error in AWAY:
    simulator.register_error_handler(_error, _database_away)


@simulator.errorhandler(DataError)
def _unstorable(error: DataError) -> tuple[dict[str, object], int]:
    """A text with NUL or half a surrogate pair in it."""
    return GraphError(100, "The request holds characters that are none.").answer(fresh_wamid()), 400
