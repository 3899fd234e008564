"""The four states of a contact (C1)."""

from enum import StrEnum


class State(StrEnum):
    """What a contact is to the business, beside its place in the pipeline."""

    PROSPECT = "PROSPECT"
    PARTNER = "PARTNER"
    CLIENT = "CLIENT"
    OTHER = "OTHER"
