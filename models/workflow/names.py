"""The names of statuses, sources, tags and traits in a definition as it is stored: which there are,
and the same definition with other names. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from models.conditions.comparing import fold
from models.workflow.template import TemplateError, parts

Rename = Callable[[str, str], str]
"""Of a kind (``status``, ``source``, ``tag``, ``trait``) and a name, the name to write."""

LISTS = {"tag": "tag", "untag": "tag"}
SINGLES = {"status": "status", "source": "source", "set": "trait"}
SPOKEN = ("ask", "say", "retry", "late", "cancelled")
WHOLE = ("is", "is_not")


def names_in(definition: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Every name that the definition uses, folded, with its kind."""
    found: set[tuple[str, str]] = set()

    def note(kind: str, name: str) -> str:
        found.add((kind, fold(name)))
        return name

    renamed(definition, note)
    return found


def renamed(definition: Mapping[str, Any], rename: Rename) -> dict[str, Any]:
    """`definition` with each name as `rename` writes it."""
    made = _spoken(definition, rename)
    made["steps"] = [_step(step, rename) for step in definition["steps"]]
    if made.get("timeout"):
        made["timeout"] = _spoken(made["timeout"], rename)
    return made


def _step(step: Mapping[str, Any], rename: Rename) -> dict[str, Any]:
    made = _spoken(step, rename)
    for key, kind in LISTS.items():
        if key in made:
            made[key] = [rename(kind, name) for name in made[key]]
    for key, kind in SINGLES.items():
        if key in made:
            made[key] = rename(kind, made[key])
    if "traits" in made:
        made["traits"] = {rename("trait", name): value for name, value in made["traits"].items()}
    if "fields" in made:
        made["fields"] = {key: rename("trait", name) for key, name in made["fields"].items()}
    if "next" in made:
        made["next"] = [_branch(branch, rename) for branch in made["next"]]
    return made


def _branch(branch: Mapping[str, Any], rename: Rename) -> dict[str, Any]:
    made = dict(branch)
    if "when" in made:
        conditions = [_condition(one, rename) for one in made["when"]["conditions"]]
        made["when"] = made["when"] | {"conditions": conditions}
    return made


def _condition(one: Mapping[str, Any], rename: Rename) -> dict[str, Any]:
    kind, _, name = one["field"].partition(":")
    if kind == "trait":
        return {**one, "field": f"trait:{rename('trait', name)}"}
    named = kind in ("status", "source", "tag") and one["op"] in WHOLE
    if named and isinstance(one.get("value"), str):
        return {**one, "value": rename(kind, one["value"])}
    return dict(one)


def _spoken(given: Mapping[str, Any], rename: Rename) -> dict[str, Any]:
    texts = {key: _text(given[key], rename) for key in SPOKEN if given.get(key)}
    return {**given, **texts}


def _text(text: str, rename: Rename) -> str:
    try:
        return "".join(_written(rename, *part) for part in parts(text))
    except TemplateError:
        return text


def _written(rename: Rename, text: str, placeholder: bool) -> str:
    if not placeholder:
        return text.replace("{", "{{").replace("}", "}}")
    return "{" + (text if fold(text) == "name" else rename("trait", text)) + "}"
