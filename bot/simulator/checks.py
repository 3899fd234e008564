"""Would Meta take this send? Pure: a body, and what Meta knows, give an error or None.

Identity, rates and the 24-hour window are not judged here: they need the chat (see meta.py).
"""

import re
from collections.abc import Callable, Mapping

from bot.simulator.errors import GraphError
from bot.simulator.interactive import check_interactive
from bot.simulator.shapes import Json, items, link, mapping, maybe_words, only, required, words

Templates = Mapping[str, Mapping[str, str]]
"""{name: {language: body}}"""

BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
TEXT_CHARS = 4096
CAPTION_CHARS = 1024
OPAQUE_CHARS = 512


def problem(body: object, templates: Templates) -> GraphError | None:
    """The refusal that Meta would answer with, None for a good body."""
    try:
        check(body, templates)
    except GraphError as error:
        return error
    return None


def check(body: object, templates: Templates) -> None:
    """Raises GraphError when Meta would refuse."""
    if not isinstance(body, Mapping):
        raise GraphError(100, "The request's body must be a JSON object.")
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "The parameter messaging_product is required.")
    if "status" in body:
        return _check_read(body)
    _check_address(body)
    _check_envelope(body)
    return _check_type(body, templates)


def _check_read(body: Json) -> None:
    if body["status"] != "read":
        raise GraphError(100, "Param status must be one of {READ}.")
    words(body, "message_id", "body", 512)
    if "typing_indicator" in body:
        typing = mapping(body, "typing_indicator", "body", {"type"})
        if typing.get("type") != "text":
            raise GraphError(131009, "typing_indicator['type'] must be text.")


def _check_address(body: Json) -> None:
    to, recipient = body.get("to"), body.get("recipient")
    if not to and not recipient:
        raise GraphError(100, "The parameter to is required.")
    if to and not isinstance(to, str):
        raise GraphError(100, "Param to must be a string.")
    if not to and not (isinstance(recipient, str) and BSUID.fullmatch(recipient)):
        raise GraphError(100, "Param recipient must be a business-scoped user ID.")


def _check_envelope(body: Json) -> None:
    if body.get("recipient_type", "individual") not in ("individual", "group"):
        raise GraphError(100, "Param recipient_type must be one of {INDIVIDUAL, GROUP}.")
    if "context" in body:
        words(mapping(body, "context", "body", {"message_id"}), "message_id", "context", 512)
    opaque = body.get("biz_opaque_callback_data", "")
    if not isinstance(opaque, str) or len(opaque) > OPAQUE_CHARS:
        raise GraphError(
            100, f"Param biz_opaque_callback_data must be at most {OPAQUE_CHARS} characters long."
        )


def _check_type(body: Json, templates: Templates) -> None:
    kind = body.get("type", "text")
    if kind == "template":
        return check_template(mapping(body, "template", "body"), templates)
    if not isinstance(kind, str) or kind not in CHECKS:
        raise GraphError(131051, f"Message type is unknown or not simulated: {kind}.")
    return CHECKS[kind](body)


def _check_text(body: Json) -> None:
    text = mapping(body, "text", "body", {"body", "preview_url"})
    words(text, "body", "text", TEXT_CHARS, code=100)
    if not isinstance(text.get("preview_url", False), bool):
        raise GraphError(100, "Param text['preview_url'] must be a boolean.")


def _check_reaction(body: Json) -> None:
    reaction = mapping(body, "reaction", "body", {"message_id", "emoji"})
    words(reaction, "message_id", "reaction", 512)
    if not isinstance(reaction.get("emoji"), str):
        raise GraphError(131008, "The parameter reaction['emoji'] is required.")


def _check_media(body: Json) -> None:
    kind = body["type"]
    allowed = {"id", "link"} | BESIDE_MEDIA.get(kind, set())
    media = mapping(body, kind, "body", allowed)
    if ("id" in media) == ("link" in media):
        raise GraphError(100, f"Param {kind} needs exactly one of id and link.")
    if "link" in media:
        link(media, "link", kind)
    maybe_words(media, "caption", kind, CAPTION_CHARS)


def _check_location(body: Json) -> None:
    location = mapping(body, "location", "body", {"latitude", "longitude", "name", "address"})
    for key in ("latitude", "longitude"):
        try:
            float(location.get(key, ""))
        except (TypeError, ValueError):
            raise GraphError(131009, f"location['{key}'] is not a number.") from None


def check_template(template: Json, templates: Templates) -> None:
    """132001 for an unknown template or language, 132000 for a wrong count of parameters."""
    only(template, {"name", "language", "components", "namespace"}, "template")
    name = words(template, "name", "template", 512)
    language = words(mapping(template, "language", "template"), "code", "language", 16)
    if language not in templates.get(name, {}):
        raise GraphError(132001, f"template name ({name}) does not exist in {language}")
    given = _body_parameters(template)
    expected = len(set(re.findall(r"\{\{\s*(\w+)\s*\}\}", templates[name][language])))
    if len(given) != expected:
        raise GraphError(
            132000,
            f"body: number of localizable_params ({len(given)}) does not match "
            f"the expected number of params ({expected})",
        )
    for parameter in given:
        _check_parameter(parameter)


def _body_parameters(template: Json) -> list[Json]:
    components = items(template, "components", "template") if template.get("components") else []
    bodies = [part for part in components if str(part.get("type")).lower() == "body"]
    return [
        parameter
        for part in bodies
        if part.get("parameters")
        for parameter in items(part, "parameters", "component")
    ]


def _check_parameter(parameter: Json) -> None:
    if parameter.get("type") != "text":
        raise GraphError(132012, "Parameter format does not match format in the created template.")
    value = required(parameter, "text", "parameter")
    if not isinstance(value, str) or re.search(r"[\n\t]| {5,}", value):
        raise GraphError(
            100,
            "Param text cannot have new-line/tab characters or more than 4 consecutive spaces.",
        )


BESIDE_MEDIA = {"image": {"caption"}, "video": {"caption"}, "document": {"caption", "filename"}}

CHECKS: dict[str, Callable[[Json], None]] = {
    "text": _check_text,
    "interactive": check_interactive,
    "reaction": _check_reaction,
    "image": _check_media,
    "video": _check_media,
    "document": _check_media,
    "audio": _check_media,
    "sticker": _check_media,
    "location": _check_location,
}
