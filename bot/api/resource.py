"""What holds for every call of the API: somebody who may, a database, all or nothing. Harmless
repetition is in repeating.py."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from flask import Response, current_app, g, request
from flask_smorest import Blueprint

from bot import admission, connection, throttle
from bot.api import repeating, versions, who
from bot.api.body import Parser
from bot.api.caller import AT_A_PAGE, Caller
from bot.api.examples import EXAMPLES
from bot.problems import Problem, conflict
from models.agents.agent import Agent
from models.agents.api_key import ApiKey, Scope
from models.agents.visibility import administers
from models.audit import acting
from models.base import read_whole, undisturbed
from models.catalogue import Catalogue
from models.local_time import zone_of
from models.refusal import Refusal

SAFE = {"GET", "HEAD", "OPTIONS"}

View = Callable[..., Any]


class Resource(Blueprint):
    """A blueprint whose views answer keys and our own pages only, and change all or nothing."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, import_name: str, description: str) -> None:
        super().__init__(name, import_name, description=description)
        self._prepare_doc_cbks += [repeating.document, _document_match]
        self.before_request(connection.open_for_request)
        self.before_request(_admit)

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: View | None = None, **options: Any
    ) -> None:
        assert view_func
        described = self.doc(**_description(f"{self.name}.{endpoint or view_func.__name__}"))
        super().add_url_rule(rule, endpoint, whole(described(view_func)), **options)


def _description(name: str) -> dict[str, Any]:
    """What the document says of a call beside its schemas."""
    told: dict[str, Any] = {"operationId": name, "description": who.about(name)}
    if name not in EXAMPLES:
        return told
    shown = {"content": {"application/json": {"example": EXAMPLES[name]}}}
    return told | {"requestBody": shown}


def caller() -> Caller:
    """Who asks."""
    asking: Caller = g.caller
    return asking


def viewer() -> Agent | None:
    """Through whose eyes the caller sees; None for a program that is nobody's."""
    return caller().agent


def my_zone() -> str:
    """By whose clock the caller means a time: an IANA name."""
    return zone_of(viewer(), Catalogue.current().organisation).key


def cause() -> str:
    return caller().cause


def administrators_only(scope: Scope) -> None:
    """For what depends on the body; everything else is said in bot/access/."""
    if not administers(viewer()):
        raise Problem(403, "this key's agent is no administrator; use a key that is")
    if scope not in caller().scopes:
        raise Problem(403, f"this needs a key with the scope {scope}")


def admit(*tokens: str) -> None:
    """Let in who has one of these keys, for what their role and the key allow."""
    key = next((found for token in tokens if token and (found := ApiKey.verify(token))), None)
    if key is None or (key.agent is not None and not key.agent.active):
        detail = "give a valid API key in the header Authorization: Bearer KEY"
        raise Problem(401, detail, headers={"WWW-Authenticate": 'Bearer realm="usher"'})
    _check_pace(key)
    _let_in(Caller.with_key(key))


def _check_pace(key: ApiKey) -> None:
    usher = current_app.extensions["usher"]
    early = usher.throttle.take(key.id, usher.config.api_rate)
    if early:
        raise throttle.too_many(early, usher.config.api_rate)


def _admit() -> None:
    agent = request.environ.get(AT_A_PAGE)
    if agent is None:
        admit(_token())
    else:
        _let_in(Caller.at_a_page(agent))


def _let_in(asking: Caller) -> None:
    g.caller = asking
    admission.check_scope(asking.scopes)
    admission.check(asking.agent)


def _token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def whole(view: View) -> View:
    """`view` in a transaction: an error takes everything back, what is only read is of one moment.
    A request that PostgreSQL broke off, or that another outran, is done once more: it sees then
    what the other did."""

    @wraps(view)
    def inside(*args: Any, **kwargs: Any) -> Any:
        hold = partial(getattr(view, HOLDS, _nothing), *kwargs.values())

        def answer() -> Response:
            return versions.mark(current_app.make_response(view(*args, **kwargs)))

        if request.method in SAFE:
            return read_whole(answer)
        try:
            return undisturbed(lambda: _changed(answer, hold))
        except Refusal as refusal:
            raise conflict(refusal) from None

    return inside


def holding(hold: Callable[..., None]) -> Callable[[View], View]:
    """For a view that changes many contacts by a setting: `hold`, with what the address names,
    locks them before the setting is looked at."""

    def marked(view: View) -> View:
        setattr(view, HOLDS, hold)
        return view

    return marked


HOLDS = "holds"


def _nothing(*named: Any) -> None:
    """Most change what they lock themselves, in the order of everybody."""


def _changed(answer: Callable[[], Response], hold: Callable[[], None]) -> Response:
    acting.act(cause(), viewer(), request.remote_addr)

    def checked() -> Response:
        versions.check(hold)
        return answer()

    return repeating.once(checked, caller())


def _document_match(
    doc: dict[str, Any], info: Any, *, method: str, **context: Any
) -> dict[str, Any]:
    if method.upper() in versions.CHANGES:
        parameter = {
            "in": "header",
            "name": versions.HEADER,
            "schema": {"type": "string"},
            "description": "The ETag that was seen: 412 if it has been changed since",
        }
        doc["parameters"] = [*doc.get("parameters", []), parameter]
    return doc
