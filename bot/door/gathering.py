"""Deliveries that arrive while another one is being stored are stored together, by one statement.

One INSERT costs PostgreSQL and Python nearly as much as one INSERT of twenty rows. So nobody waits
for company: the first stores what is his at once; who comes meanwhile is taken along by the next.
It knows neither HTTP nor tables.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from operator import attrgetter

from models.work.inbox import Received

MOST = 2000
"""Rows after which no further delivery joins a statement."""


class Gathering:
    """Calls `store` for one delivery after the other, or several at once, from whichever thread."""

    def __init__(self, store: Callable[[Sequence[Received]], bool]) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._waiting: deque[_Ticket] = deque()
        self._led = False

    def put(self, items: Sequence[Received]) -> bool:
        """Whether `items` are stored; answers when that is sure, one way or the other."""
        ticket = _Ticket(items)
        with self._lock:
            self._waiting.append(ticket)
            leads, self._led = not self._led, True
        if not leads:
            ticket.turn.acquire()
        return ticket.stored if ticket.done else self._lead(ticket)

    def _lead(self, own: "_Ticket") -> bool:
        group = self._group()
        try:
            stored = self._store(_in_lanes(group))
            for ticket in group:
                ticket.stored = stored
        finally:
            self._hand_on()
            for ticket in group:
                ticket.done = True
                if ticket is not own:
                    ticket.turn.release()
        return own.stored

    def _group(self) -> list["_Ticket"]:
        group, rows = [], 0
        with self._lock:
            while self._waiting and rows < MOST:
                ticket = self._waiting.popleft()
                group.append(ticket)
                rows += len(ticket.items)
        return group

    def _hand_on(self) -> None:
        """Whoever has waited longest stores next."""
        with self._lock:
            if self._waiting:
                self._waiting[0].turn.release()
            else:
                self._led = False


class _Ticket:
    __slots__ = ("done", "items", "stored", "turn")

    def __init__(self, items: Sequence[Received]) -> None:
        self.items = items
        self.stored = False
        self.done = False
        self.turn = threading.Lock()
        self.turn.acquire()


def _in_lanes(group: list[_Ticket]) -> list[Received]:
    """In the order of arrival within each lane, and the lanes in an order that all processes share.

    Two statements with the same rows the other way round would wait for each other for ever.
    """
    return sorted((item for ticket in group for item in ticket.items), key=attrgetter("lane"))
