"""A chat as the phone shows it: bubbles read from what was stored. Sends nothing."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.simulator.payloads import Json
from models.simulated import SimulatedCustomer, SimulatedMessage

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Option:
    """A button to tap, or a row to pick from a list."""

    id: str
    title: str
    description: str | None = None
    kind: str = "button"
    """button, row or template."""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Bubble:
    id: int
    wamid: str
    mine: bool
    """The customer wrote it."""
    type: str
    text: str
    at: datetime
    status: str
    header: str = ""
    footer: str = ""
    attachment: str = ""
    """A word for what cannot be shown: a photo, a place …"""
    file: str = ""
    """What the business uploaded, by its name."""
    options: tuple[Option, ...] = ()
    list_button: str = ""
    link: str = ""
    link_text: str = ""
    wants: str = ""
    """location, phone or flow: what the business asks to be given."""
    quote: str = ""
    reactions: str = ""
    my_reaction: str = ""
    edited: bool = False
    error_code: int | None = None

    def as_json(self) -> Json:
        return asdict(self) | {"at": self.at.isoformat()}


def bubbles(customer: SimulatedCustomer, number: str, templates: Json) -> list[Bubble]:
    """The latest messages of a chat, oldest first."""
    table = SimulatedMessage
    rows = list(
        table.select()
        .where(table.customer == customer, table.number == number)
        .order_by(table.id.desc())
        .limit(SHOWN)
    )
    texts = {row.wamid: _summary(row, templates) for row in rows}
    return [_bubble(row, texts, templates) for row in reversed(rows)]


def unseen(customer: SimulatedCustomer, number: str) -> list[SimulatedMessage]:
    """What the business sent and the customer has not looked at."""
    table = SimulatedMessage
    query = table.select().where(
        table.customer == customer,
        table.number == number,
        ~table.from_customer,
        table.shown_at.is_null(),
    )
    return list(query.order_by(table.id))


def options_of(type: str, content: Json) -> tuple[Option, ...]:
    """Everything that can be tapped in a message of the business."""
    if type == "template":
        return tuple(_template_options(content))
    action = content.get("action", {}) if type == "interactive" else {}
    buttons = [Option(**button["reply"]) for button in action.get("buttons", [])]
    rows = [
        Option(row["id"], row["title"], row.get("description"), "row", section.get("title", ""))
        for section in action.get("sections", [])
        for row in section["rows"]
    ]
    return (*buttons, *rows)


def _bubble(row: SimulatedMessage, texts: dict[str, str], templates: Json) -> Bubble:
    content = row.content if isinstance(row.content, dict) else {}
    interactive = content if row.type == "interactive" and not row.from_customer else {}
    action = interactive.get("action", {})
    parameters = action.get("parameters", {})
    return Bubble(
        id=row.id,
        wamid=row.wamid,
        mine=row.from_customer,
        type=row.type,
        text="" if row.status == "revoked" else _text(row, templates),
        at=row.created_at,
        status=row.status,
        header=(interactive.get("header") or {}).get("text", ""),
        footer=(interactive.get("footer") or {}).get("text", ""),
        attachment="" if row.status == "revoked" else _attachment(row.type, row.content),
        file=_file(row),
        options=() if row.from_customer else options_of(row.type, content),
        list_button=action.get("button", ""),
        link=parameters.get("url", ""),
        link_text=parameters.get("display_text", ""),
        wants=WANTS.get(interactive.get("type", ""), ""),
        quote=texts.get(row.context_wamid or "", ""),
        reactions=" ".join(filter(None, (row.customer_reaction, row.business_reaction))),
        my_reaction=row.customer_reaction or "",
        edited=bool(content.get("edited")),
        error_code=row.error_code,
    )


def _summary(row: SimulatedMessage, templates: Json) -> str:
    text = _text(row, templates) or _attachment(row.type, row.content)
    return text if len(text) <= 80 else text[:79] + "…"


def _text(row: SimulatedMessage, templates: Json) -> str:
    content: Any = row.content
    if row.type == "contacts":
        return ", ".join(f"{card['name']['formatted_name']}, {_phone(card)}" for card in content)
    if row.type == "template":
        return _template_text(content, templates)
    if row.type == "interactive" and row.from_customer:
        return _tapped_title(content)
    body = content.get("body", "")
    words = body.get("text", "") if isinstance(body, dict) else body
    return str(words or content.get("caption") or content.get("text") or "")


def _phone(card: Json) -> str:
    return ", ".join(phone["phone"] for phone in card.get("phones", []))


def _tapped_title(content: Json) -> str:
    reply = content.get(content.get("type", ""), {})
    return str(reply.get("title") or reply.get("response_json") or "")


def _template_text(template: Json, templates: Json) -> str:
    language = template["language"]["code"]
    text = templates.get(template["name"], {}).get(language, f"[{template['name']}]")
    for n, parameter in enumerate(_parameters(template), start=1):
        name = parameter.get("parameter_name") or str(n)
        text = re.sub(r"\{\{\s*" + re.escape(name) + r"\s*\}\}", lambda _: parameter["text"], text)  # noqa: B023
    return str(text)


def _parameters(template: Json) -> Sequence[Json]:
    components = template.get("components") or []
    bodies = [part for part in components if part.get("type", "").lower() == "body"]
    return [parameter for part in bodies for parameter in part.get("parameters") or []]


def _template_options(template: Json) -> list[Option]:
    options = []
    for part in template.get("components") or []:
        if part.get("type", "").lower() == "button" and part.get("sub_type") == "quick_reply":
            payload = next((str(one.get("payload")) for one in part.get("parameters") or []), "OK")
            options.append(Option(payload, payload, kind="template"))
    return options


def _file(row: SimulatedMessage) -> str:
    content = row.content if isinstance(row.content, dict) else {}
    if row.from_customer or row.type not in FILES or "id" not in content:
        return ""
    return str(content.get("filename") or ATTACHMENTS[row.type])


def _attachment(type: str, content: Any) -> str:
    if type == "location" and isinstance(content, dict):
        named = content.get("name") or f"{content.get('latitude')}, {content.get('longitude')}"
        return f"Location: {named}"
    return ATTACHMENTS.get(type, "")


WANTS = {
    "location_request_message": "location",
    "request_contact_info": "phone",
    "flow": "flow",
}
FILES = {"image", "video", "audio", "document", "sticker"}
ATTACHMENTS = {
    "image": "Photo",
    "video": "Video",
    "audio": "Voice message",
    "document": "Document",
    "sticker": "Sticker",
    "contacts": "Contact",
    "order": "Order",
    "unsupported": "Poll",
    "raw": "Raw message",
}
