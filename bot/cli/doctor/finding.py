"""One thing that the doctor looked at."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    WARN = "warn"
    """Works, but somebody should know."""
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    subject: str
    state: State
    detail: str
    remedy: str = ""

    @classmethod
    def of(cls, subject: str, error: Exception) -> "Finding":
        """A failure out of a message of the form `what is wrong; remedy`."""
        detail, _, remedy = str(error).partition("; ")
        return cls(subject, State.FAIL, detail, remedy)
