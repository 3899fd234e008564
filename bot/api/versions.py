"""ETags: what a caller has seen of a resource, and whether it still is so when they change it. X15.

An answer about one resource carries an `ETag`; a change with `If-Match` that fits it no longer is
refused by 412. Knows no resource: what it is now, its own GET says.
"""

import json
from collections.abc import Callable, Collection, Sequence
from typing import Any

from flask import Response, current_app, request

from bot.api.body import given
from bot.problems import Problem, invalid
from models.base import database
from models.idempotency import digest_of

View = Callable[..., Any]
Parts = Sequence[Collection[str]]
"""The names of the fields that belong to each."""

HEADER = "If-Match"
READS = {"GET", "HEAD"}
CHANGES = {"PATCH", "PUT", "DELETE"}
BESIDE = {"contacts", "warnings"}
"""Said of it, and no part of it, such as how many refer to it: that it moves is no change."""
SINGLE = (">", "/settings")
"""How the address of one resource ends."""
ALONE = "SELECT pg_advisory_xact_lock(861507334, hashtext(%s))"


def parted(parts: Parts) -> Callable[[View], View]:
    """For the views of a resource whose parts are changed by people who do not meet: a change is
    held only against the parts that it changes."""

    def marked(view: View) -> View:
        setattr(view, PARTS, parts)
        return view

    return marked


PARTS = "parts"


def tag_of(body: dict[str, Any]) -> str:
    """The tag of a resource that looks like `body`: of each of its parts, if it has some."""
    plain = {name: value for name, value in body.items() if name not in BESIDE}
    parts = _parts()
    if not parts:
        return _digest(plain)[:32]
    return ".".join(_digest({name: plain[name] for name in part})[:16] for part in parts)


def _digest(values: dict[str, Any]) -> str:
    return digest_of(json.dumps(values, sort_keys=True).encode())


def mark(response: Response) -> Response:
    """Give an answer about one resource its tag; of a new one, its address."""
    if response.status_code == 201 and response.is_json:
        _name_address(response)
    known = request.method in READS | CHANGES and _single()
    if known and response.status_code == 200 and response.is_json:
        response.set_etag(tag_of(response.get_json()))
    return response


def _name_address(response: Response) -> None:
    made = response.get_json()
    address = f"{request.path}/{made.get('id')}"
    adapter = current_app.create_url_adapter(request)
    if adapter is not None and adapter.test(address, "GET"):
        response.headers.setdefault("Location", address)


def asked() -> bool:
    """Whether this request changes a certain state only: then what is read for it is locked."""
    return request.method in CHANGES and HEADER in request.headers


def check(hold: Callable[[], None] = lambda: None) -> None:
    """Raises the Problem of a change that was meant for another state of the resource. In the
    change's transaction: what reads the resource now locks it, behind what `hold` locks."""
    versioned = asked() and _single()
    if versioned:
        database.execute_sql(ALONE, (request.path,))
    hold()
    if versioned:
        check_against(tag_of(_now().get_json()))


def check_against(tag: str | None) -> None:
    """The same where the address does not say which one is meant. None: there is none yet."""
    if not asked():
        return
    wanted = request.if_match
    known = tag is not None and (wanted.star_tag or any(_fits(one, tag) for one in wanted if one))
    if not known:
        raise Problem(412, "it was changed meanwhile: GET it again, and send its ETag as If-Match")


def _fits(seen: str, tag: str) -> bool:
    """Whether what this request changes is still as it was `seen`."""
    parts = _parts()
    old, new = seen.split("."), tag.split(".")
    if len(old) != len(parts) or not given().keys() <= {name for part in parts for name in part}:
        return seen == tag
    touched = [place for place, part in enumerate(parts) if given().keys() & set(part)]
    return all(old[place] == new[place] for place in touched)


def _parts() -> Parts:
    view = current_app.view_functions.get(request.endpoint or "")
    parts: Parts = getattr(view, PARTS, ())
    return parts


def _single() -> bool:
    return bool(request.url_rule and request.url_rule.rule.endswith(SINGLE))


def _now() -> Response:
    """What a GET of this address answers."""
    assert request.url_rule
    same = (one for one in current_app.url_map.iter_rules() if one.rule == request.url_rule.rule)
    found = next((one for one in same if "GET" in (one.methods or ())), None)
    if found is None:
        raise invalid(HEADER, "this cannot be asked for by GET, so it has no ETag: leave it out")
    view: Any = current_app.view_functions[found.endpoint]
    view = view.__wrapped__  # What is read belongs to the change's transaction.
    return current_app.make_response(view(**(request.view_args or {})))
