"""What is said to a delivery, whichever server carried its bytes.

Meta takes 200 for "stored": so it is said after the rows are safe and never before.
"""

from collections.abc import Sequence
from typing import NamedTuple

import structlog

from bot.problems import DISK_FULL
from bot.whatsapp.signature import LENGTH, holds

PATH = "/webhooks/whatsapp"
LARGEST = 4 * 1024 * 1024
"""Bytes. Meta announces deliveries of up to 3 MB."""

log = structlog.get_logger(__name__)


class Answer(NamedTuple):
    status: int
    text: str


STORED = Answer(200, "OK")
NOT_STORED = Answer(503, "the database is away: send it again")
TOO_LARGE = Answer(413, f"more than {LARGEST} bytes")
UNANNOUNCED = Answer(411, "announce the length of the body: send Content-Length")
TOO_SLOW = Answer(408, "the body did not come in time")
NO_ROOM = Answer(507, DISK_FULL)
ENCODED = Answer(415, "send the body as it was signed, without an encoding")
UNSIGNED = Answer(401, "the signature does not fit WHATSAPP_APP_SECRET")


def refused_unread(signature: str, encoding: str, length: int | None) -> Answer | None:
    """Why a body is not even read, or None. `length` is what its sender announced, if anything."""
    if encoding not in ("", "identity"):
        return ENCODED
    if length is not None and length > LARGEST:
        return TOO_LARGE
    return None if len(signature) == LENGTH else _unsigned(length)


def refused(body: bytes, signature: str, secrets: Sequence[str]) -> Answer | None:
    """Why `body` is not taken, or None when it is."""
    if len(body) > LARGEST:
        return TOO_LARGE
    return None if holds(body, signature, secrets) else _unsigned(len(body))


def _unsigned(length: int | None) -> Answer:
    log.warning("webhook.signature_refused", bytes=length)
    return UNSIGNED
