"""`/api/v1/docs`: the OpenAPI document as a page, without scripts or anybody else's server."""

import json
from typing import Any

from flask import Blueprint, current_app, render_template

from bot.api.specification import PREFIX

reader = Blueprint("reader", __name__)
ADDRESS = f"{PREFIX}/docs"
"""A page for people, also when something goes wrong with it."""


@reader.get("/docs")
def read() -> str:
    document = current_app.extensions["usher_api"].spec.to_dict()
    return render_template(
        "api_docs.html", info=document["info"], groups=_groups(document), fields=_fields(document)
    )


def _groups(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The calls by resource, in the order in which they were registered."""
    groups = {tag["name"]: {**tag, "calls": []} for tag in document["tags"]}
    for path, item in document["paths"].items():
        shared = item.get("parameters", [])
        for method, call in item.items():
            if method != "parameters":
                groups[call["tags"][0]]["calls"].append(_call(path, method, call, shared))
    return list(groups.values())


def _call(path: str, method: str, call: dict[str, Any], shared: list[Any]) -> dict[str, Any]:
    success = next((code for code in call["responses"] if code.startswith("2")), None)
    return {
        "method": method.upper(),
        "path": path,
        "summary": call.get("summary", ""),
        "about": call.get("description", ""),
        "parameters": [one for one in call.get("parameters", []) if one["in"] != "path"],
        "takes": _schema_name(call.get("requestBody", {})),
        "example": _example(call.get("requestBody", {})),
        "status": success,
        "answers": _schema_name(call["responses"].get(success, {})),
    }


def _example(body: dict[str, Any]) -> str | None:
    example = body.get("content", {}).get("application/json", {}).get("example")
    return json.dumps(example, indent=2, ensure_ascii=False) if example else None


def _schema_name(body: dict[str, Any]) -> str | None:
    schema = body.get("content", {}).get("application/json", {}).get("schema", {})
    reference: str | None = schema.get("$ref")
    return reference.rsplit("/", 1)[-1] if reference else None


def _fields(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The fields of every object, as rows of a table."""
    return {
        name: [_field(field, one, schema) for field, one in schema.get("properties", {}).items()]
        for name, schema in document["components"]["schemas"].items()
    }


def _field(name: str, one: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "type": _type(one),
        "refers": _refers(one),
        "required": name in schema.get("required", []),
        "about": one.get("description", ""),
        "words": [str(word) for word in one.get("enum", []) if word is not None],
    }


def _type(one: dict[str, Any]) -> str:
    found = one.get("type", "object" if _refers(one) else "any value")
    types = found if isinstance(found, list) else [found]
    words = [f"list of {_type(one['items'])}" if t == "array" else t for t in types]
    return " or ".join(words)


def _refers(one: dict[str, Any]) -> str | None:
    for part in (one, one.get("items", {}), *one.get("anyOf", [])):
        if "$ref" in part:
            return str(part["$ref"]).rsplit("/", 1)[-1]
    return None
