"""The cron role: rings, at fixed intervals, for what no bell announced.

Not RQ's CronScheduler: that pickles its jobs, piles them up while no worker is there to take them,
and ends with Redis. Here a ring leaves at most one job in a queue, two cron roles ring twice as
often and change nothing, and while Redis is away the workers look by themselves.
"""

import signal
import threading
import time

from models.clock import now
from models.queues.bell import Queue
from workers import context
from workers.sign import Sign

OFTEN, NOW_AND_THEN = 2.0, 15.0
INTERVALS = dict.fromkeys(Queue, OFTEN) | {Queue.TIMERS: NOW_AND_THEN}
"""Seconds. How late a row can be that fell due, or whose bell was lost."""
EVERY = {str(queue): seconds for queue, seconds in INTERVALS.items()}


def run() -> None:
    """Until SIGTERM or SIGINT. The context must be prepared."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    due = dict.fromkeys(INTERVALS, time.monotonic())
    sign = Sign(context.redis_url())
    while not told.wait(max(0.0, min(due.values()) - time.monotonic())):
        for queue in ring_due(due, time.monotonic()):
            sign.last[queue] = now()
        sign.leave(EVERY)


def ring_due(due: dict[Queue, float], moment: float) -> list[Queue]:
    """Ring each queue whose moment has come, and set its next one from now: none is made up for.
    Answers which."""
    rung = [queue for queue, at in due.items() if at <= moment]
    for queue in rung:
        context.ring(queue)
        due[queue] = moment + INTERVALS[queue]
    return rung
