"""What was said, in words: a message that has none, one line of it, what it offers to tap."""

from typing import Any

from bot.whatsapp.template import filled
from models.contact.message import Author, Message

CAME_WITH = {
    "image": "Photo",
    "video": "Video",
    "audio": "Voice message",
    "document": "Document",
    "location": "Location",
    "contacts": "Contact card",
    "sticker": "Sticker",
}


def summary(message: Message) -> str:
    """What the message was, where it has no text to show."""
    if message.text:
        return str(message.text)
    content = message.content or {}
    if message.type == "template":
        return _template(content)
    if message.type == "reaction":
        return str(content.get("emoji") or "Reaction taken back")
    if message.type == "location" and "latitude" in content:
        return f"Location {content['latitude']}, {content['longitude']}"
    return str(message.type).replace("_", " ").capitalize()


def _template(content: dict[str, Any]) -> str:
    """Its words, if whoever sent it told them."""
    values = [str(one) for one in content.get("parameters", [])]
    body = content.get("body")
    if isinstance(body, str):
        return filled(body, values)
    return " · ".join([f"Template {content.get('name')}", *values])


def glimpse(message: Message) -> str:
    """One line for a list: what came with its words is said, too."""
    kind = CAME_WITH.get(str(message.type))
    if kind is None:
        return summary(message)
    return f"{kind}: {message.text}" if message.text else kind


def ours(message: Message) -> bool:
    """We said it, by the bot or by a colleague."""
    return message.author is not Author.CONTACT


def choices(message: Message) -> list[str]:
    """The titles that the message offers to tap."""
    content = message.content or {}
    offered = [*(content.get("buttons") or []), *(content.get("rows") or [])]
    return [str(one.get("title", "")) for one in offered if isinstance(one, dict)]


FILTERS = {
    "summary": summary,
    "glimpse": glimpse,
    "ours": ours,
    "choices": choices,
}
