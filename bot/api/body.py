"""Reads what a request brings, and names every field that cannot be taken. Knows no resource."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import marshmallow as ma
from flask import Request, request
from webargs import core
from webargs.flaskparser import FlaskParser

from bot.problems import Problem, Wrong, invalids

DEEPEST = 40
"""Levels of nesting. No resource needs a quarter of it."""

Path = tuple[str | int, ...]


class Parser(FlaskParser):
    """Bodies and query strings into schemas; what is unknown is refused in both."""

    DEFAULT_UNKNOWN_BY_LOCATION = {
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "json": None,
        "query": ma.RAISE,
        "querystring": ma.RAISE,
    }

    TAKES = "send JSON with the header Content-Type: application/json"

    def _raw_load_json(self, req: Request) -> Any:
        body = json_body(req, self.TAKES)
        if body is core.missing and req.method == "PATCH":
            raise Problem(400, "send what is to be changed as a JSON object")
        return body

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        check_storable(req.args.to_dict(flat=True))
        return super().load_querystring(req, schema)

    def handle_error(
        self,
        error: ma.ValidationError,
        req: Request,
        schema: ma.Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        (messages,) = error.messages_dict.values()
        raise invalids(wrong_fields(messages))


def given() -> dict[str, Any]:
    """What the body says before anybody has judged it; nothing where it is no object."""
    raw = request.get_json(silent=True)
    return raw if isinstance(raw, dict) else {}


def json_body(req: Request, remedy: str = Parser.TAKES) -> Any:
    """The JSON value of the body; `core.missing` without a body."""
    raw = req.get_data(cache=True)
    if not raw:
        return core.missing
    if not core.is_json(req.mimetype):
        raise Problem(415, remedy)
    value = parse(raw)
    check_storable(value)
    return value


def parse(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_no_json)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise Problem(400, f"the body is no JSON in UTF-8 ({reason}); correct it") from None


def check_storable(value: Any) -> None:
    """Raises the problem that names each text or number which PostgreSQL could not keep."""
    wrong = [Wrong(_dotted(path), message) for path, message in _unstorable(value)]
    if wrong:
        raise invalids(wrong)


def wrong_fields(messages: Any, path: Path = ()) -> Iterator[Wrong]:
    """marshmallow's nested messages, one after the other."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            own = path if key == "_schema" else (*path, key)
            yield from wrong_fields(inner, own)
    else:
        for message in messages if isinstance(messages, list) else [messages]:
            yield Wrong(_dotted(path), str(REMEDIES.get(message, message)))


REMEDIES = {
    "Missing data for required field.": "is missing: give it",
    "Field may not be null.": "must not be null: give a value, or leave it out",
    "Not a valid string.": "give a text",
    "Not a valid integer.": "give a whole number",
    "Not a valid number.": "give a number",
    "Not a valid boolean.": "give true or false",
    "Not a valid list.": "give a list",
    "Not a valid mapping type.": "give an object",
    "Not a valid date.": "give a date as YYYY-MM-DD",
    "Invalid input type.": "give an object",
    "Invalid type.": "give an object",
}
"""marshmallow says what is wrong; we say what to do."""


def _no_json(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _unstorable(value: Any) -> Iterator[tuple[Path, str]]:
    waiting: list[tuple[Path, Any]] = [((), value)]
    while waiting:
        path, one = waiting.pop()
        message = _why_not(one, len(path))
        if message:
            yield path, message
        elif isinstance(one, Mapping):
            waiting += [((*path, _shown(key)), key) for key in one if _why_not(key, 0)]
            waiting += [((*path, _shown(key)), inner) for key, inner in one.items()]
        elif isinstance(one, list):
            waiting += [((*path, place), inner) for place, inner in enumerate(one)]


def _why_not(value: Any, depth: int) -> str | None:
    if depth > DEEPEST:
        return f"nested deeper than {DEEPEST} levels: flatten it"
    if isinstance(value, str):
        if "\0" in value or not _encodable(value):
            return "holds a character that cannot be stored (NUL or half a surrogate pair)"
    elif isinstance(value, float) and not math.isfinite(value):
        return "give a number that is not infinite"
    return None


def _encodable(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)


def _shown(key: str) -> str:
    return key.encode("ascii", "backslashreplace").decode().replace("\0", "\\0")


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path) or "body"
