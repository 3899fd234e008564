"""Meta's own OpenAPI of the send call, where its file is at hand: one more judge of what we send.

The file is not part of this project; it is looked for beside the checkout. In a few points Meta's
guides contradict it: those are listed here, each with its reason, and nothing else is let through.
"""

import copy
import functools
from pathlib import Path
from typing import Any

import jsonschema
import yaml

FOLDER = Path(__file__).parents[4] / "shared" / "meta"
KINDS_UNKNOWN_TO_THE_FILE = {
    # Documented on the page of each kind; the file's list of kinds is shorter than the guides'.
    "location_request_message": "send_location",
    "request_contact_info": "request_contact_info",
}
LIST_BODY = 4096  # The guide to lists; the file gives every interactive body 1024.


def available() -> bool:
    return any(FOLDER.glob("*.yaml"))


def problems(body: dict[str, Any]) -> list[str]:
    """What the file has against `body` of a send; nothing when the file is not there."""
    if not available():
        return []
    if body.get("status") == "read":
        return _against(_validator("MarkMessageRequestPayload"), body)
    found = _against(_validator(KINDS[body["type"]]), _as_the_file_knows_it(body))
    return found + _own_judgement(body)


KINDS = {
    "text": "TextMessage",
    "interactive": "InteractiveMessage",
    "template": "TemplateMessage",
    "reaction": "ReactionMessage",
    "location": "LocationMessage",
    "image": "ImageMessage",
    "video": "VideoMessage",
    "document": "DocumentMessage",
    "audio": "AudioMessage",
    "sticker": "StickerMessage",
}


def _as_the_file_knows_it(body: dict[str, Any]) -> dict[str, Any]:
    """`body` without what is newer than the file."""
    known = copy.deepcopy(body)
    # The guide to business-scoped ids: `recipient` stands in for `to`, which the file requires.
    if "recipient" in known and "to" not in known:
        known["to"] = known.pop("recipient")
    # The changelog: our own mark, echoed in receipts; the file does not name it.
    known.pop("biz_opaque_callback_data", None)
    interactive = known.get("interactive", {})
    if interactive.get("type") in KINDS_UNKNOWN_TO_THE_FILE:
        interactive["type"], interactive["action"] = "call_permission_request", CALL
    if interactive.get("type") == "list":
        interactive["body"]["text"] = interactive["body"]["text"][:1024]
    return known


CALL = {"name": "call_permission_request"}


def _own_judgement(body: dict[str, Any]) -> list[str]:
    """What the guides say where the file is silent."""
    found = []
    if len(body.get("biz_opaque_callback_data", "")) > 512:
        found.append("biz_opaque_callback_data is longer than 512")
    interactive = body.get("interactive", {})
    if len(interactive.get("body", {}).get("text", "")) > LIST_BODY:
        found.append("the body is longer than 4096")
    name = KINDS_UNKNOWN_TO_THE_FILE.get(interactive.get("type", ""))
    if name and interactive["action"] != {"name": name}:
        found.append(f"the action of {interactive['type']} is not {name}")
    return found


def _against(validator: Any, body: dict[str, Any]) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(body)]


@functools.cache
def _validator(name: str) -> Any:
    schemas = _components()
    root = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    return jsonschema.Draft202012Validator(root)


@functools.cache
def _components() -> dict[str, Any]:
    schemas: dict[str, Any] = copy.deepcopy(_document()["components"]["schemas"])
    for schema in schemas.values():
        _close_the_whole(schema)
    # The file points at each kind of component by a discriminator: JSON Schema has none.
    kinds = [
        {"$ref": f"#/components/schemas/{kind}Component"} for kind in ("Header", "Body", "Button")
    ]
    schemas["TemplateObject"]["properties"]["components"]["items"] = {"anyOf": kinds}
    schemas["BodyComponent"]["allOf"][1]["properties"]["parameters"]["items"] = {
        "$ref": "#/components/schemas/TextParameter"
    }
    return schemas


@functools.cache
def _document() -> dict[str, Any]:
    path = next(iter(sorted(FOLDER.glob("*.yaml"))))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    return document


def _close_the_whole(schema: dict[str, Any]) -> None:
    """The file closes single parts of a whole, so that, read strictly, no message at all would be
    valid: `additionalProperties` in a part is meant for all the parts together."""
    parts = schema.get("allOf", [])
    if any(part.pop("additionalProperties", True) is False for part in parts):
        schema["unevaluatedProperties"] = False


def examples(path: str) -> list[dict[str, Any]]:
    """What the file shows as answers of ``GET path``."""
    content = _answer(path)
    return [example["value"] for example in content["examples"].values()]


def answer_problems(path: str, answer: dict[str, Any]) -> list[str]:
    """What the file has against `answer` of ``GET path``."""
    return _against(jsonschema.Draft202012Validator(_answer(path)["schema"]), answer)


def _answer(path: str) -> dict[str, Any]:
    told: dict[str, Any] = _document()["paths"][path]["get"]["responses"]["200"]
    content: dict[str, Any] = told["content"]["application/json"]
    return content


def upload_problems(form: dict[str, str]) -> list[str]:
    """What the file has against a form that uploads something; nothing when it is not there. It
    requires no field: the guide requires these."""
    found = [f"{name} is missing" for name in ("file", "messaging_product") if name not in form]
    if not available():
        return found
    call = _document()["paths"]["/{Version}/{Phone-Number-ID}/media"]["post"]
    schema = call["requestBody"]["content"]["multipart/form-data"]["schema"]
    return found + _against(jsonschema.Draft202012Validator(schema), form)
