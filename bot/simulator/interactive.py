"""Would Meta take this interactive message? Buttons, lists, links, Flows and requests. Pure."""

from collections.abc import Callable

from bot.simulator.errors import GraphError
from bot.simulator.shapes import Json, items, link, mapping, maybe_words, only, unique, words

BODY_CHARS = 1024
LIST_BODY_CHARS = 4096
FOOTER_CHARS = HEADER_CHARS = 60
BUTTONS = 3
BUTTON_CHARS = 20
BUTTON_ID_CHARS = 256
SECTIONS = ROWS = 10
ROW_TITLE_CHARS = SECTION_TITLE_CHARS = 24
ROW_CHARS = 72
ROW_ID_CHARS = 200
FLOW_CTA_CHARS = 30
MEDIA_HEADERS = {"image", "video", "document"}


def check_interactive(body: Json) -> None:
    """Raises GraphError when Meta would refuse the `interactive` of a send."""
    interactive = mapping(
        body, "interactive", "body", {"type", "header", "body", "footer", "action"}
    )
    kind = words(interactive, "type", "interactive", 64)
    if kind not in ACTIONS:
        raise GraphError(131009, f"interactive['type'] is not supported: {kind}.")
    longest = LIST_BODY_CHARS if kind == "list" else BODY_CHARS
    words(mapping(interactive, "body", "interactive", {"text"}), "text", "body", longest)
    if "footer" in interactive:
        words(
            mapping(interactive, "footer", "interactive", {"text"}), "text", "footer", FOOTER_CHARS
        )
    _check_header(interactive, kind)
    ACTIONS[kind](mapping(interactive, "action", "interactive"))


def _check_header(interactive: Json, type: str) -> None:
    if "header" not in interactive:
        return
    header = mapping(interactive, "header", "interactive")
    kind = words(header, "type", "header", 16)
    if kind == "text":
        words(header, "text", "header", HEADER_CHARS)
    elif kind not in MEDIA_HEADERS or type not in {"button", "cta_url", "flow"}:
        raise GraphError(131009, f"A {type} message cannot have a header of type {kind}.")
    else:
        _check_media_header(mapping(header, kind, "header"), kind)


def _check_media_header(media: Json, kind: str) -> None:
    if ("id" in media) == ("link" in media):
        raise GraphError(100, f"header['{kind}'] needs exactly one of id and link.")


def _check_buttons(action: Json) -> None:
    only(action, {"buttons"}, "interactive['action']")
    buttons = items(action, "buttons", "action")
    if len(buttons) > BUTTONS:
        raise GraphError(131009, f"Invalid buttons count. Min: 1, Max allowed buttons: {BUTTONS}.")
    replies = [_reply_of(button) for button in buttons]
    unique([reply["id"] for reply in replies], "button reply ids")
    unique([reply["title"] for reply in replies], "button titles")


def _reply_of(button: Json) -> Json:
    if button.get("type") != "reply":
        raise GraphError(131009, "button['type'] must be reply.")
    reply = mapping(button, "reply", "button", {"id", "title"})
    _check_id(words(reply, "id", "reply", BUTTON_ID_CHARS))
    words(reply, "title", "reply", BUTTON_CHARS)
    return reply


def _check_id(id: str) -> None:
    if id != id.strip():
        raise GraphError(131009, "An id must not begin or end with a space.")


def _check_list(action: Json) -> None:
    only(action, {"button", "sections"}, "interactive['action']")
    words(action, "button", "action", BUTTON_CHARS)
    sections = items(action, "sections", "action")
    if len(sections) > SECTIONS:
        raise GraphError(131009, f"Section count exceeds the maximum of {SECTIONS}.")
    rows = [row for section in sections for row in _rows_of(section, len(sections))]
    if len(rows) > ROWS:
        raise GraphError(131009, f"Total row count exceed max allowed count: {ROWS}.")
    unique([row["id"] for row in rows], "row ids")


def _rows_of(section: Json, sections: int) -> list[Json]:
    only(section, {"title", "rows"}, "section")
    if sections > 1:
        words(section, "title", "section", SECTION_TITLE_CHARS)
    maybe_words(section, "title", "section", SECTION_TITLE_CHARS)
    rows = items(section, "rows", "section")
    for row in rows:
        only(row, {"id", "title", "description"}, "row")
        _check_id(words(row, "id", "row", ROW_ID_CHARS))
        words(row, "title", "row", ROW_TITLE_CHARS)
        maybe_words(row, "description", "row", ROW_CHARS)
    return rows


def _check_cta(action: Json) -> None:
    _named(action, "cta_url", {"name", "parameters"})
    parameters = mapping(action, "parameters", "action", {"display_text", "url"})
    words(parameters, "display_text", "parameters", BUTTON_CHARS)
    link(parameters, "url", "parameters")


def _check_location_request(action: Json) -> None:
    _named(action, "send_location", {"name"})


def _check_contact_request(action: Json) -> None:
    _named(action, "request_contact_info", {"name"})


def _check_flow(action: Json) -> None:
    _named(action, "flow", {"name", "parameters"})
    parameters = mapping(action, "parameters", "action")
    if parameters.get("flow_message_version") != "3":
        raise GraphError(131009, "parameters['flow_message_version'] must be \"3\".")
    if ("flow_id" in parameters) == ("flow_name" in parameters):
        raise GraphError(131009, "Exactly one of flow_id and flow_name is required.")
    words(parameters, "flow_cta", "parameters", FLOW_CTA_CHARS)


def _named(action: Json, name: str, allowed: set[str]) -> None:
    only(action, allowed, "interactive['action']")
    if action.get("name") != name:
        raise GraphError(131009, f"action['name'] must be {name}.")


ACTIONS: dict[str, Callable[[Json], None]] = {
    "button": _check_buttons,
    "list": _check_list,
    "cta_url": _check_cta,
    "location_request_message": _check_location_request,
    "request_contact_info": _check_contact_request,
    "flow": _check_flow,
}
