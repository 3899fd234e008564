"""What a report's page has counted, kept for the moment in which its charts are fetched: they are
requests of their own for the very same figures.

Kept in memory, by each web process for itself, and only for whom it was counted, as they are now:
nobody is shown what another may see. A page itself is always counted anew.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any

from flask import current_app

from bot.pages import calling
from bot.pages.reports.asked import Asked
from bot.pages.session import me
from models.catalogue import Catalogue

KEPT_FOR = 30.0
"""Seconds."""
MOST = 32
"""Reports, those of last."""

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    report: Any
    catalogue: Catalogue
    """With other settings it is another report."""
    until: float


class _Kept:
    def __init__(self) -> None:
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Key) -> Any:
        with self._lock:
            entry = self._entries.get(key)
        fits = entry and time.monotonic() < entry.until and entry.catalogue is Catalogue.current()
        return entry.report if entry and fits else None

    def keep(self, key: Key, report: Any) -> None:
        entry = _Entry(report, Catalogue.current(), time.monotonic() + KEPT_FOR)
        with self._lock:
            self._entries[key] = entry
            self._entries.move_to_end(key)
            while len(self._entries) > MOST:
                self._entries.popitem(last=False)


def anew(wanted: Asked) -> Any:
    """The report, counted now. Raises what the API answers."""
    report = calling.get(wanted.kind.path, wanted.query)
    _kept().keep(_key(wanted), report)
    return report


def just_now(wanted: Asked) -> Any:
    """The report as its page was just counted, else as it is now."""
    found = _kept().find(_key(wanted))
    return anew(wanted) if found is None else found


def _key(wanted: Asked) -> Key:
    asking = me()
    return (asking.id, asking.role, wanted.kind.path, *sorted(wanted.query.items()))


def _kept() -> _Kept:
    kept: _Kept = current_app.extensions.setdefault("usher_reports", _Kept())
    return kept
