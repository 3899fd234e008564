"""The four states of a contact (C1), and whom sales call prospects and customers (I2)."""

from enum import StrEnum


class State(StrEnum):
    """What a contact is to the business, beside its place in the pipeline."""

    PROSPECT = "PROSPECT"
    PARTNER = "PARTNER"
    CLIENT = "CLIENT"
    OTHER = "OTHER"

    @property
    def group(self) -> "Group":
        return Group.CUSTOMERS if self in (State.CLIENT, State.PARTNER) else Group.PROSPECTS


class Group(StrEnum):
    """One or the other is each contact."""

    PROSPECTS = "prospects"
    """Who buy nothing yet."""
    CUSTOMERS = "customers"
    """Who buy, or sell for us."""

    @property
    def states(self) -> list[State]:
        return [state for state in State if state.group is self]
