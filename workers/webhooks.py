"""Tells webhook endpoints what they are owed: lease and commit, call without any transaction,
settle. Holds no rule.

Every endpoint has threads of its own, so one that is slow or dead holds up no other.
"""

from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial

from bot.outgoing.client import Client
from bot.outgoing.webhook import call
from models.base import database
from models.catalogue import Catalogue
from models.queues.bell import Queue
from models.webhooks import delivery, settling
from models.webhooks.delivery import Call
from models.webhooks.endpoint import MOST
from models.webhooks.settling import Outcome
from workers import context
from workers.loop import LINGER, until_quiet, with_database

EACH = 5
"""Calls to one endpoint that may be under way at once, in each process."""


@with_database(Queue.WEBHOOKS)
def deliver() -> None:
    """RQ's job: make the calls that are due. Two at once are harmless: leases part the work."""
    with (
        Client(private=context.config().webhook_private) as client,
        # Threads are started as they are needed: mostly there are none.
        ThreadPoolExecutor(EACH * MOST, thread_name_prefix="webhook") as threads,
    ):
        listened = bool(Catalogue.current().endpoints)
        pipeline = Pipeline(threads, client)
        until_quiet(pipeline.turn, linger=LINGER if listened else 0)
        pipeline.finish()


class Pipeline:
    """Keeps the endpoints' threads busy: as one call ends, its outcome is kept and the next row is
    leased."""

    def __init__(self, threads: ThreadPoolExecutor, client: Client) -> None:
        self._threads = threads
        self._call = partial(call, client)
        self._under_way: dict[Future[Outcome], int] = {}
        """By its endpoint."""

    def turn(self) -> int:
        """Settle what has ended, lease what there are free threads for. Answers how much is under
        way."""
        settling.settle(self._ended())
        leased = self._lease()
        for one in leased:
            self._under_way[self._threads.submit(self._call, one)] = one.endpoint
        if self._under_way and not leased:
            wait(self._under_way, timeout=0.02, return_when=FIRST_COMPLETED)
        return len(self._under_way)

    def finish(self) -> None:
        """Wait for the calls that are under way, and keep what comes of them."""
        wait(self._under_way)
        settling.settle(self._ended())

    def _ended(self) -> list[Outcome]:
        ended = [future for future in self._under_way if future.done()]
        for future in ended:
            del self._under_way[future]
        return [future.result() for future in ended]

    def _lease(self) -> list[Call]:
        with database.atomic():
            return delivery.lease(EACH, Counter(self._under_way.values()))
