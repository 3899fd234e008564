"""Deliveries that arrive while others are being stored are stored together, by one statement.

One INSERT costs PostgreSQL and Python nearly as much as one INSERT of twenty rows. So nobody waits
for company: the first is stored at once; who comes meanwhile is taken along by the next.
Everything but `store` itself happens on the event loop, hence without a lock.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog

from models.work.inbox import Received

MOST = 2000
"""Rows after which no further delivery joins a statement."""

log = structlog.get_logger(__name__)


class Gathering:
    """Calls `store` for one delivery or several at once, in one thread, never twice at a time."""

    def __init__(self, store: Callable[[Sequence[Received]], bool]) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1, "door")
        self._waiting: deque[tuple[Sequence[Received], asyncio.Future[bool]]] = deque()
        self._storing: asyncio.Task[None] | None = None

    async def put(self, items: Sequence[Received]) -> bool:
        """Whether `items` are stored; answers when that is sure, one way or the other."""
        stored: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((items, stored))
        if self._storing is None:
            self._storing = asyncio.create_task(self._store_waiting())
        return await stored

    async def _store_waiting(self) -> None:
        while self._waiting:
            items, hopes = self._group()
            safe = await self._safe(items)
            for hope in hopes:
                # Whoever hung up meanwhile has taken his hope along.
                if not hope.done():
                    hope.set_result(safe)
        self._storing = None

    def _group(self) -> tuple[list[Received], list["asyncio.Future[bool]"]]:
        items: list[Received] = []
        hopes = []
        while self._waiting and len(items) < MOST:
            more, hope = self._waiting.popleft()
            items += more
            hopes.append(hope)
        return items, hopes

    async def _safe(self, items: list[Received]) -> bool:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, self._store, items)
        except Exception:
            # Nobody else hears of it: Meta is asked to come again, and the door stays open.
            log.exception("webhook.not_stored", items=len(items))
            return False
