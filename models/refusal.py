"""What the state of things does not allow now, with the reason and the way out."""

from typing import Any


class Refusal(ValueError):  # noqa: N818  (it is said to a person)
    """`field` is the part of the request that would have to change; None: the whole of it. `facts`
    are what a program would like to know besides, as JSON."""

    def __init__(
        self, message: str, field: str | None = None, facts: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.facts = facts or {}
