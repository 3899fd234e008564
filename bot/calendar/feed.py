"""`/calendar/SECRET.ics`: an agent's interactions for the calendar that they already use. Who knows
the address reads them, without a login: so it stands in no log."""

import math

from flask import Blueprint, Response, current_app, request

from bot import connection
from bot.calendar.writing import File, file_of
from models.agents.agent import Agent
from models.agents.calendar import agent_of
from models.base import read_whole
from models.catalogue import Catalogue
from models.clock import now
from models.interactions import feed
from models.local_time import zone_of

PACE = 0.1
"""Times a second at which one calendar may be asked for, on the average. Programs come every few
minutes, and for each device of theirs."""
NOTHING = (
    "There is no calendar at this address: its owner has made another one, or switched it off.\n"
)
TOO_OFTEN = "This calendar is asked for too often: come again in a moment.\n"

calendar = Blueprint("calendar", __name__)
calendar.before_request(connection.open_for_request)


def address_of(secret: str) -> str:
    """The whole address, for its owner."""
    return f"{_site()}/calendar/{secret}.ics"


@calendar.get("/calendar/<secret>.ics")
def show(secret: str) -> Response:
    agent = agent_of(secret)
    if agent is None:
        return _said(NOTHING, 404)
    early = current_app.extensions["usher"].throttle.take(("calendar", agent.id), PACE)
    if early:
        return _said(TOO_OFTEN, 429, {"Retry-After": str(math.ceil(early))})
    file = read_whole(lambda: _file(agent))
    known = request.if_none_match.contains_weak(file.version)
    response = Response(status=304) if known else Response(file.written(), content_type=ICALENDAR)
    response.set_etag(file.version)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


ICALENDAR = "text/calendar; charset=utf-8"


def _file(agent: Agent) -> File:
    moment, zone = now(), zone_of(agent, Catalogue.current().organisation)
    return file_of(agent, feed.of(agent, moment), moment, zone.key, _site())


def _site() -> str:
    site: str = current_app.extensions["usher"].config.base_url
    return site


def _said(text: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(text, status, headers, content_type="text/plain; charset=utf-8")
