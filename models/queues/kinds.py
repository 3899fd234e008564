"""What is owed to the world, by the way it goes out and by who waits for it."""

from enum import StrEnum


class OutboxKind(StrEnum):
    WHATSAPP = "whatsapp"
    EMAIL = "email"


PROMPT, PATIENT = 0, 1
"""Priorities: what somebody waits for, such as an answer, before what a campaign sends."""
