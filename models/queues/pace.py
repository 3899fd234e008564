"""How fast we may send: per number of ours, and from it to one person (WhatsApp's throughput and
pair rates).

The generic cell rate algorithm: one moment per key says when it would be free had everything been
sent evenly; a burst may run ahead of it by so much.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import peewee

from models import sets
from models.base import Model, TimeField


class Pace(Model):
    key = peewee.TextField(primary_key=True)
    free_at = TimeField()
    """Theoretical arrival time: when the next one would be due at an even pace."""


@dataclass(frozen=True, slots=True)
class Rate:
    interval: timedelta
    """Between two, at an even pace."""
    burst: int
    """So many may go at once, borrowed from later."""

    def wait(self, free_at: datetime, now: datetime) -> timedelta:
        """How long until one more may go; zero when it may go now."""
        return max(free_at - self.interval * (self.burst - 1) - now, timedelta())

    def after_one(self, free_at: datetime, now: datetime) -> datetime:
        return max(free_at, now) + self.interval


NUMBER = Rate(interval=timedelta(seconds=1 / 80), burst=40)
"""80 messages a second for each business number."""
PATIENT_NUMBER = Rate(interval=NUMBER.interval, burst=NUMBER.burst // 2)
"""Of the same, for what a campaign sends: it leaves half of the burst to answers."""
PAIR = Rate(interval=timedelta(seconds=6), burst=45)
"""One in six seconds to one person, 45 at once."""


class Paces:
    """The paces that a batch of sends needs, locked until the end of the transaction."""

    def __init__(self, keys: Iterable[str], now: datetime) -> None:
        self._now = now
        self._rows = {row.key: row.free_at for row in _locked(sorted(set(keys)))}

    def take(self, wants: dict[str, Rate]) -> timedelta:
        """Count one send against every key of `wants`; a wait instead, and nothing counted, when
        one is full."""
        waits = [rate.wait(self._free_at(key), self._now) for key, rate in wants.items()]
        longest = max(waits, default=timedelta())
        if not longest:
            for key, rate in wants.items():
                self._rows[key] = rate.after_one(self._free_at(key), self._now)
        return longest

    def write(self) -> None:
        sets.insert(
            Pace,
            [{"key": key, "free_at": free_at} for key, free_at in sorted(self._rows.items())],
            "ON CONFLICT (key) DO UPDATE SET free_at = excluded.free_at",
        )

    def _free_at(self, key: str) -> datetime:
        return self._rows.get(key, self._now)


def number_key(number: str | None) -> str:
    return f"number:{number}"


def pair_key(number: str | None, lane: str) -> str:
    return f"pair:{number}:{lane}"


def hold(key: str, until: datetime) -> None:
    """Let nothing go by the number `key` before `until`: the other side asked for a pause."""
    sets.insert(
        Pace,
        [{"key": key, "free_at": until + NUMBER.interval * NUMBER.burst}],
        "ON CONFLICT (key) DO UPDATE SET free_at = greatest(pace.free_at, excluded.free_at)",
    )


def _locked(keys: list[str]) -> Iterable[Pace]:
    if not keys:
        return []
    return list(Pace.select().where(Pace.key.in_(keys)).order_by(Pace.key).for_update())
