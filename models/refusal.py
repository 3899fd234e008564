"""What the state of things does not allow now, with the reason and the way out."""


class Refusal(ValueError):  # noqa: N818  (it is said to a person)
    """`field` is the part of the request that would have to change; None: the whole of it."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
