"""What is said to a delivery, whichever server carried its bytes.

Meta takes 200 for "stored": so it is said after the rows are safe and never before.
"""

from collections.abc import Sequence
from typing import NamedTuple

import structlog

from bot.whatsapp.signature import holds

PATH = "/webhooks/whatsapp"
LARGEST = 4 * 1024 * 1024
"""Bytes. Meta announces deliveries of up to 3 MB."""

log = structlog.get_logger(__name__)


class Answer(NamedTuple):
    status: int
    text: str


OK = Answer(200, "OK")
AWAY = Answer(503, "the database is away: send it again")
TOO_LARGE = Answer(413, f"more than {LARGEST} bytes")
ENCODED = Answer(415, "send the body as it was signed, without an encoding")
UNSIGNED = Answer(401, "the signature does not fit WHATSAPP_APP_SECRET")


def refused(
    body: bytes, signature: str | None, encoding: str, secrets: Sequence[str]
) -> Answer | None:
    """Why `body` is not taken, or None when it is. `encoding` is its Content-Encoding, or empty."""
    if encoding not in ("", "identity"):
        return ENCODED
    if len(body) > LARGEST:
        return TOO_LARGE
    if not holds(body, signature, secrets):
        log.warning("webhook.signature_refused", bytes=len(body))
        return UNSIGNED
    return None
