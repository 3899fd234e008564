"""Our content as the Cloud API's JSON: plain values in, plain values out. It sends nothing.

It cuts where cutting is harmless (a row's description, a footer) and refuses where it is not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.whatsapp import attachments, limits
from bot.whatsapp.limits import Content
from bot.whatsapp.shortening import cut, one_line

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to write to. The phone wins: every kind of message can go to one."""

    phone: str | None = None
    """Digits with the country code, without ``+``."""
    bsuid: str | None = None


def render(content: Content, recipient: Recipient, opaque: str | None = None) -> Json:
    """The body of ``POST /{number}/messages`` for `content`.

    `opaque` is our own mark: Meta echoes it in every receipt. Raises ValueError, with all that is
    wrong, for what WhatsApp would refuse.
    """
    problems = limits.check(content)
    if problems:
        raise ValueError("; ".join(problems))
    if content["type"] == "read":
        return _read(content)
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_address(recipient),
        **_context(content),
        **_mark(opaque),
        **FORMS[content["type"]](content),
    }


def _read(content: Content) -> Json:
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": content["wamid"]}
    return body | {"typing_indicator": {"type": "text"}} if content.get("typing") else body


def _address(recipient: Recipient) -> Json:
    if recipient.phone:
        # Without the plus sign Meta puts the country code of our own number in front.
        return {"to": "+" + recipient.phone.lstrip("+")}
    if recipient.bsuid:
        return {"recipient": recipient.bsuid}
    raise ValueError("neither a phone number nor a business-scoped id is known of this person")


def _context(content: Content) -> Json:
    return {"context": {"message_id": content["reply_to"]}} if content.get("reply_to") else {}


def _mark(opaque: str | None) -> Json:
    if opaque is not None and len(opaque) > limits.OPAQUE:
        raise ValueError(f"the mark is longer than {limits.OPAQUE} characters")
    return {"biz_opaque_callback_data": opaque} if opaque else {}


def _text(content: Content) -> Json:
    return {"type": "text", "text": {"body": content["text"], "preview_url": False}}


def _buttons(content: Content) -> Json:
    replies = [
        {"type": "reply", "reply": {"id": button["id"], "title": button["title"]}}
        for button in content["buttons"]
    ]
    return _interactive("button", content, {"buttons": replies})


def _list(content: Content) -> Json:
    rows = [_row(row) for row in content["rows"]]
    action = {"button": content["button"], "sections": [{"rows": rows}]}
    return _interactive("list", content, action)


def _row(row: Content) -> Json:
    rendered = {"id": row["id"], "title": row["title"]}
    description = cut((row.get("description") or "").strip(), limits.ROW_DESCRIPTION)
    return rendered | {"description": description} if description else rendered


def _location_request(content: Content) -> Json:
    return _interactive("location_request_message", content, {"name": "send_location"})


def _contact_request(content: Content) -> Json:
    return _interactive("request_contact_info", content, {"name": "request_contact_info"})


def _interactive(kind: str, content: Content, action: Json) -> Json:
    interactive: Json = {"type": kind, "body": {"text": content["text"]}, "action": action}
    footer = cut((content.get("footer") or "").strip(), limits.FOOTER)
    if footer:
        interactive["footer"] = {"text": footer}
    return {"type": "interactive", "interactive": interactive}


def _template(content: Content) -> Json:
    language = {"policy": "deterministic", "code": content["language"]}
    template: Json = {"name": content["name"], "language": language}
    if content.get("parameters"):
        parameters = [_parameter(text) for text in content["parameters"]]
        template["components"] = [{"type": "body", "parameters": parameters}]
    return {"type": "template", "template": template}


def _parameter(text: Any) -> Json:
    # Meta refuses an empty parameter as a missing one.
    line = cut(one_line(str(text)), limits.TEMPLATE_PARAMETER) or "-"
    return {"type": "text", "text": line}


def _reaction(content: Content) -> Json:
    reaction = {"message_id": content["wamid"], "emoji": content["emoji"]}
    return {"type": "reaction", "reaction": reaction}


FORMS: dict[str, Callable[[Content], Json]] = {
    "text": _text,
    "buttons": _buttons,
    "list": _list,
    "location_request": _location_request,
    "contact_request": _contact_request,
    "template": _template,
    "reaction": _reaction,
    "location": attachments.location,
    **dict.fromkeys(attachments.MEDIA, attachments.media),
}
