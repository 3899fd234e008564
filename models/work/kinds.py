"""What is owed to the world, by the way it goes out."""

from enum import StrEnum


class OutboxKind(StrEnum):
    WHATSAPP = "whatsapp"
    EMAIL = "email"
