"""Keeps up to date what searches of contacts look at. What has changed is noted in a table, so a
restart forgets nothing. Holds no rule."""

import time
from datetime import timedelta

from models.clock import now
from models.contact.finding import search
from models.queues.bell import Queue
from models.queues.inbox import InboxItem
from workers.loop import until_quiet, with_database

PATIENCE = timedelta(seconds=1)
"""While messages wait for longer than this, they go first: searches are served …"""
SHARE, CYCLE = 5.0, 30.0
"""… so many seconds of so many."""


@with_database(Queue.SEARCH)
def drain() -> None:
    """RQ's job: renew what has changed. Two at once are harmless: one waits for the other."""
    until_quiet(work_off, linger=0)


def work_off() -> int:
    """Renew one portion. Answers 0 when nothing has changed, or when messages go first."""
    if time.monotonic() % CYCLE > SHARE and InboxItem.oldest_due(now()) > PATIENCE:
        return 0
    return search.refresh()
