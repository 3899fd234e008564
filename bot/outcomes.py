"""Four ways in which sending something out, by WhatsApp, SMTP or a webhook, may not succeed.

Whoever talks to the outside raises one of them; whoever empties the outbox decides by it.
"""

from enum import StrEnum


class Scope(StrEnum):
    """How far a trouble reaches: what else must wait with this one."""

    MESSAGE = "message"
    PAIR = "pair"
    """Everything from our number to this one person."""
    NUMBER = "number"
    """Everything that leaves by this number."""


class NotSent(Exception):  # noqa: N818  (not every one is an error: some only mean later)
    """Not sent, or not surely. `reason` is a sentence for a person, with the remedy if any."""

    code: str
    reason: str
    for_all = False
    """Whoever else it were sent to, by this template or from this account, it would be the same."""

    def __init__(self, code: str | int, reason: str) -> None:
        self.code = str(code)
        self.reason = reason
        super().__init__(f"{self.code}: {reason}")


class Refused(NotSent):
    """It will never work as it stands: do not try again."""

    def __init__(
        self, code: str | int, reason: str, *, opted_out: bool = False, for_all: bool = False
    ) -> None:
        super().__init__(code, reason)
        self.for_all = for_all
        self.opted_out = opted_out
        """The person has stopped marketing messages: that is to be recorded and honoured."""


class NeedsPerson(NotSent):
    """It cannot work until somebody mends something: keep it, show it, do not try by itself."""

    def __init__(self, code: str | int, reason: str, *, for_all: bool = False) -> None:
        super().__init__(code, reason)
        self.for_all = for_all


class Unavailable(NotSent):
    """It surely did not go out, and may well later: try again."""

    def __init__(self, code: str | int, reason: str, scope: Scope | str = Scope.MESSAGE) -> None:
        super().__init__(code, reason)
        self.scope = Scope(scope)


class OutcomeUnknown(NotSent):
    """It may have gone out: whether to send it again is decided by what a second copy would do."""

    def __init__(self, reason: str, code: str | int = "unknown") -> None:
        super().__init__(code, reason)
