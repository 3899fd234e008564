"""What an agent is told, as a letter: from the outbox's payload to what `message.compose` takes."""

from collections.abc import Mapping
from typing import Any

from bot.mail.message import compose

Json = Mapping[str, Any]


def letter(payload: Json, base_url: str) -> dict[str, Any]:
    """The content for `compose`. `base_url` has no slash at its end."""
    return {
        "subject": payload["subject"],
        "paragraphs": payload["paragraphs"],
        "table": payload["facts"],
        "link": {"title": _title(payload["link"]), "url": base_url + payload["link"]},
    }


def _title(link: str) -> str:
    return "Open the contact" if link.startswith("/contacts/") else "Open Usher"


def email(payload: Json, base_url: str) -> dict[str, str]:
    """To, subject and text, exactly as they are sent."""
    message = compose(letter(payload, base_url), NOBODY, NOBODY, 0)
    body = message.get_body(("plain",))
    assert body
    return {
        "to": str(payload["to"]),
        "subject": str(message["Subject"]),
        "text": str(body.get_content()).strip(),
    }


NOBODY = "usher@localhost"
"""Stands in for addresses that only the envelope needs."""
