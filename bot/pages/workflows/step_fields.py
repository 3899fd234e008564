"""The values of a step, as the text has them, in the shape in which the fields of a form hold them.
Whatever stands there: what is wrong with it the language says."""

from collections.abc import Mapping
from typing import Any

from models.conditions.condition import FIELDS


def shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else ""


def listed(value: Any) -> str:
    return ", ".join(map(shown, value if isinstance(value, list) else [value]))


def pairs(value: Any) -> str:
    found = value.items() if isinstance(value, Mapping) else ()
    return "\n".join(f"{key}: {shown(one)}" for key, one in found)


def choice(raw: Any) -> dict[str, str]:
    if isinstance(raw, Mapping):
        return {key: shown(raw.get(key)) for key in ("title", "value", "description")}
    return {"title": shown(raw), "value": "", "description": ""}


def exit_of(raw: Any) -> tuple[str, str]:
    if isinstance(raw, Mapping):
        if "go" in raw:
            return "step", shown(raw["go"])
        return (
            ("person", "") if raw.get("hand_over") else ("end", "") if raw.get("end") else ("", "")
        )
    return OUT.get(shown(raw), ""), ""


OUT = {"hand_over": "person", "end": "end"}


def ways(raw: Any) -> list[dict[str, Any]]:
    if not isinstance(raw, list):
        return [{"exit": "step", "to": shown(raw)}] if shown(raw) else []
    return [_way(one) for one in raw if isinstance(one, Mapping)]


def _way(raw: Mapping[str, Any]) -> dict[str, Any]:
    exit, to = exit_of(raw)
    when = raw.get("when")
    when = when if isinstance(when, Mapping) else {}
    several = when.get("conditions")
    tests = several if isinstance(several, list) else [when] if when else []
    found = [_condition(one) for one in tests if isinstance(one, Mapping)]
    return {"match": shown(when.get("match")) or "all", "conditions": found, "exit": exit, "to": to}


def _condition(raw: Mapping[str, Any]) -> dict[str, str]:
    subject, _, trait = shown(raw.get("field")).partition(":")
    value = raw.get("value")
    for key in ("trait", *FIELDS):
        if key in raw:
            subject, trait = key, shown(raw[key]) if key == "trait" else ""
            value = value if key == "trait" or "value" in raw else raw[key]
    op = shown(raw.get("op")) or ("set" if subject == "trait" and value is None else "is")
    return {"subject": subject, "trait": trait, "op": op, "value": shown(value)}
