"""Work on many rows in one transaction, one of which may be bad: it alone is left out. Holds no
rule."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog

from models.base import AWAY

Row = TypeVar("Row")

log = structlog.get_logger(__name__)


def sift(job: str, rows: Sequence[Row], work: Callable[[Sequence[Row]], int]) -> int:
    """Do `work`, one transaction, for all rows at once; where it fails, for each half of them.
    Answers how much was done.

    Whoever fails alone is told in the log, and stays due: the next sweep tries again.
    """
    if not rows:
        return 0
    try:
        return work(rows)
    except AWAY:
        raise
    except Exception:
        if len(rows) == 1:
            log.exception(f"{job}.failed", row=rows[0])
            return 0
    middle = len(rows) // 2
    return sift(job, rows[:middle], work) + sift(job, rows[middle:], work)
