"""Deliveries that arrive while others are being stored are stored together, by one statement.

One INSERT costs PostgreSQL and Python nearly as much as one INSERT of twenty rows. So who comes
alone is stored at once, and who comes meanwhile is taken along by the next statement. Those who
were answered together come back together: the next statement gives them a moment, or it would have
one delivery where it could have all. Who comes one by one is never waited for.
Everything but `store` itself happens on the event loop, hence without a lock.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import structlog

from models.queues.inbox import Received

MOST = 2000
"""Rows after which no further delivery joins a statement."""
MOST_WAITING = 20_000
"""Rows that wait for their statement; Meta keeps what comes beyond these, and sends it again."""

MOMENT = 0.002
"""Seconds that those who came together are given to come together again."""

log = structlog.get_logger(__name__)


class _Waiting(NamedTuple):
    items: Sequence[Received]
    stored: asyncio.Future[bool]


class Gathering:
    """Calls `store` for one delivery or several at once, in one thread, never twice at a time."""

    def __init__(self, store: Callable[[Sequence[Received]], bool]) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1, "door")
        self._waiting: deque[_Waiting] = deque()
        self._rows = 0
        self._storing: asyncio.Task[None] | None = None
        self._expected = 0
        """Deliveries: as many as the last statement had."""
        self._complete: asyncio.Future[None] | None = None

    async def put(self, items: Sequence[Received]) -> bool:
        """Whether `items` are stored; answers when that is sure, one way or the other."""
        if self._rows > MOST_WAITING:
            return False
        one = _Waiting(items, asyncio.get_running_loop().create_future())
        self._waiting.append(one)
        self._rows += len(items)
        if self._is_complete():
            self._go_on()
        if self._storing is None:
            self._storing = asyncio.create_task(self._store_waiting())
        return await one.stored

    async def _store_waiting(self) -> None:
        try:
            while self._waiting:
                if not self._is_complete():
                    await self._moment()
                group = self._group()
                self._expected = len(group)
                await self._store_group(group)
        finally:
            self._storing = None

    def _is_complete(self) -> bool:
        return len(self._waiting) >= self._expected or self._rows >= MOST

    async def _moment(self) -> None:
        """Passes sooner when all are there."""
        loop = asyncio.get_running_loop()
        self._complete = loop.create_future()
        timer = loop.call_later(MOMENT, self._go_on)
        await self._complete
        timer.cancel()

    def _go_on(self) -> None:
        if self._complete and not self._complete.done():
            self._complete.set_result(None)

    def _group(self) -> list[_Waiting]:
        group, rows = [], 0
        while self._waiting and rows < MOST:
            one = self._waiting.popleft()
            group.append(one)
            rows += len(one.items)
        self._rows -= rows
        return group

    async def _store_group(self, group: list[_Waiting]) -> None:
        items = [item for one in group for item in one.items]
        loop = asyncio.get_running_loop()
        try:
            stored = await loop.run_in_executor(self._thread, self._store, items)
        except Exception:
            await self._store_each(group)
        else:
            _tell(group, stored)

    async def _store_each(self, group: list[_Waiting]) -> None:
        """One of these is more than the table takes: it must not cost its neighbours."""
        if len(group) > 1:
            for one in group:
                await self._store_group([one])
        else:
            log.exception("webhook.not_stored", items=len(group[0].items))
            _tell(group, False)


def _tell(group: list[_Waiting], stored: bool) -> None:
    for one in group:
        if not one.stored.done():
            one.stored.set_result(stored)
