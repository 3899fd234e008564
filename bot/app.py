"""The web application: it connects the parts and says what holds for every answer. No rules."""

import errno
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from flask import Flask, current_app, redirect, request
from peewee import IntegrityError
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response

from bot import connection, health, pages, problems
from bot.api import reader, resources
from bot.calendar.feed import calendar
from bot.config import Config
from bot.door import delivery, webhook
from bot.interakt import views as interakt
from bot.pages.origin import here
from bot.pages.typed import typed
from bot.throttle import Throttle
from bot.whatsapp.templates import Templates
from models import base
from models.agents.session import LONGEST
from models.ids import DIGITS
from models.queues import bell

LARGEST = 1024 * 1024
"""Bytes of a request. The door for WhatsApp has a limit of its own."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
ONLY_HTTPS = "max-age=31536000"
"""Where Usher is reached by HTTPS, browsers do not try without it for a year."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Usher:
    """What views may use: `current_app.extensions["usher"]`."""

    config: Config
    throttle: Throttle = field(default_factory=Throttle)
    templates: Templates = field(default_factory=Templates)


class IdConverter(BaseConverter):
    """The id of a row: what PostgreSQL's bigint holds, so that no address becomes an error."""

    regex = f"[1-9][0-9]{{0,{DIGITS - 1}}}"

    def to_python(self, value: str) -> int:
        return int(value)


def create_app(config: Config, ring: Callable[[str], None]) -> Flask:
    """The WSGI application. Connects to nothing yet.

    `config.database_url` is None where the caller has bound the tables already.
    """
    if config.database_url:
        base.connect(config.database_url)
    bell.connect(ring)
    app = Flask(__name__)
    _configure(app, config)
    app.extensions["usher"] = Usher(config)
    app.url_map.converters["id"] = IdConverter
    connection.close_after_request(app)
    _answer_errors(app)
    app.register_blueprint(health.health)
    resources.register(app)
    app.register_blueprint(interakt.interakt)
    app.register_blueprint(calendar)
    pages.register(app)
    if config.simulator:
        _mount_simulator(app)
    app.after_request(_protect)
    _put_door_before(app)
    return app


def _put_door_before(app: Flask) -> None:
    """WhatsApp's deliveries never reach the pages' application."""
    pages, door = app.wsgi_app, webhook.door(app.extensions["usher"])

    def entered(environ: dict[str, Any], start_response: Any) -> Any:
        inside = door if environ["PATH_INFO"] == delivery.PATH else pages
        return inside(environ, start_response)

    app.wsgi_app = entered  # type: ignore[method-assign]


def _configure(app: Flask, config: Config) -> None:
    secure = config.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=LARGEST,
        SESSION_COOKIE_NAME="__Host-usher" if secure else "usher",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=LONGEST,
        SEND_FILE_MAX_AGE_DEFAULT=300,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    if secure:
        # HTTPS ends at a proxy: without this everybody would seem to come from its address.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]


def _mount_simulator(app: Flask) -> None:
    # Imported here: with real credentials the stand-in for Meta is not even loaded.
    from bot.simulator.views import simulator

    app.register_blueprint(simulator)


def _answer_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(NotFound, _answer_missing)
    app.register_error_handler(IntegrityError, _answer_race)
    app.register_error_handler(OSError, _answer_full)
    for error in base.AWAY:
        app.register_error_handler(error, _answer_away)


def _answer(error: HTTPException) -> Response:
    if request.path.startswith("/api/") and request.path != reader.ADDRESS:
        return problems.as_json(error)
    if request.path.startswith(interakt.PREFIX):
        return interakt.answer(error)
    # Not by render_template: what the frame of a page shows is asked of the database.
    template = current_app.jinja_env.get_template("error.html")
    detail = TOLD.get(type(error).__name__) or problems.detail_of(error)
    page = template.render(error=error, detail=detail, typed=typed(), here=here())
    headers = [one for one in error.get_headers() if one[0] not in {"Content-Type"}]
    return Response(page, error.code or 500, headers, content_type="text/html; charset=utf-8")


def _answer_missing(error: HTTPException) -> Response:
    """An address with a slash too many at its end leads to the one that is meant."""
    path, adapter = request.path.rstrip("/"), current_app.create_url_adapter(request)
    meant = request.url_rule is None and path != request.path and not path.startswith("//")
    if not meant or adapter is None or not adapter.test(path, request.method):
        return _answer(error)
    query = request.query_string.decode("ascii", "replace")
    return redirect(f"{path}?{query}" if query else path, 308)


TOLD = {
    "CSRFError": "This form is from before you signed in the last time, so nothing was changed. "
    "Open the page anew and do it again.",
    "NotFound": "There is nothing at this address. It may have been deleted meanwhile.",
    "MethodNotAllowed": "This address is no page to look at: a button leads there.",
}
"""What pages say to people; programs are told more."""


def _answer_race(error: Exception) -> Response:
    """What was checked a moment ago is no longer so; PostgreSQL noticed."""
    return _answer(problems.Problem(409, "somebody changed the same just now; look and try again"))


def _answer_full(error: OSError) -> Response:
    """A file of a request is kept on the disk while it is read."""
    if error.errno not in FULL:
        raise error
    log.error("request.disk_full", error=str(error), path=request.path)
    return _answer(problems.disk_full())


FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def _answer_away(error: Exception) -> Response:
    log.warning("request.database_away", error=type(error).__name__, path=request.path)
    connection.drop()
    return _answer(problems.database_away())


def _protect(response: Response) -> Response:
    """What holds for every answer but WhatsApp's, who reads no headers."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    if not (request.endpoint or "").endswith("static"):
        headers.setdefault("Cache-Control", "no-store")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", ONLY_HTTPS)
    return response
