"""The list of templates as Meta answers it: those approved here, and one that still waits."""

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]

MARKETING = re.compile(r"offer|promo|sale|party|news")
PENDING = {"summer_party": {"en": "Hello {{1}}, you are invited to our summer party!"}}
"""So that one sees what a template looks like that cannot be sent yet."""


def page(templates: Mapping[str, Mapping[str, str]], limit: int, after: str, url: str) -> Json:
    """One page of `GET /{account}/message_templates`; cursors are names with languages."""
    everything = [*_described(templates, "APPROVED"), *_described(PENDING, "PENDING")]
    rest = [one for one in everything if _cursor(one) > after]
    shown = sorted(rest, key=_cursor)[:limit]
    if not shown:
        return {"data": []}
    paging: Json = {"cursors": {"before": _cursor(shown[0]), "after": _cursor(shown[-1])}}
    if len(rest) > len(shown):
        paging["next"] = f"{url}?limit={limit}&after={_cursor(shown[-1])}"
    return {"data": shown, "paging": paging}


def _described(templates: Mapping[str, Mapping[str, str]], status: str) -> Iterator[Json]:
    for name, languages in templates.items():
        for language, body in languages.items():
            yield {
                "name": name,
                "parameter_format": "POSITIONAL",
                "components": [_body(body)],
                "language": language,
                "status": status,
                "category": "MARKETING" if MARKETING.search(name) else "UTILITY",
                "id": str(10**15 + zlib.crc32(f"{name} {language}".encode())),
            }


def _body(text: str) -> Json:
    places = sorted(set(re.findall(r"\{\{\s*(\w+)\s*\}\}", text)))
    example = {"example": {"body_text": [[f"value {one}" for one in places]]}} if places else {}
    return {"type": "BODY", "text": text, **example}


def _cursor(template: Json) -> str:
    return f"{template['name']}.{template['language']}"
