"""A limit for programs that ran away: so many calls a second with one key, on the average. X15.

Kept in memory, by each web process for itself: it protects a process from a loop that never ends,
and is no accounting. Two threads that ask at the very same moment may both be let through.
"""

import math
import time
from collections.abc import Hashable

from bot.problems import Problem

SAVED = 120.0
"""Seconds for which a key's calls are saved up while it makes none: so much may come at once."""


class Throttle:
    """By key, the moment up to which its calls are paid for: no counting, no windows, no list of
    calls. Only keys that are valid come here, so it does not grow with strangers."""

    def __init__(self) -> None:
        self._paid: dict[Hashable, float] = {}

    def take(self, key: Hashable, rate: float, moment: float | None = None) -> float:
        """One call with `key`. Answers 0, or for how many seconds it comes too early: such a call
        costs nothing."""
        now = time.monotonic() if moment is None else moment
        paid = max(self._paid.get(key, 0.0), now)
        early = paid - now + 1 / rate - SAVED
        if early > 0:
            return early
        self._paid[key] = paid + 1 / rate
        return 0.0


def too_many(seconds: float, rate: int) -> Problem:
    wait = math.ceil(seconds)
    detail = (
        f"this key asks for more than {rate} things a second, for longer than a little while: "
        f"go on in {wait} s, and more slowly; much at once is for POST /contacts/bulk and "
        "/contacts/change, news for webhook endpoints"
    )
    return Problem(429, detail, headers={"Retry-After": str(wait)})
