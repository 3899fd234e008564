"""Has those given out who wait for somebody to take them, as soon as anybody can. Holds no rule."""

from models.assignment import draining
from models.queues.bell import Queue
from workers.loop import until_quiet, with_database


@with_database(Queue.BACKLOG)
def drain() -> None:
    """RQ's job: give out what can be. Two at once are harmless: locks let one do it."""
    until_quiet(draining.give_out, linger=0)
