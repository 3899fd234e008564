"""RQ as it is mostly used: one job for each message. The job does it by Usher's own code."""

import logging
import time

import redis
from rq import Queue, SimpleWorker

from models.base import database
from models.queues.inbox import InboxItem
from workers import inbox


def handle(id: int) -> None:
    with database.connection_context():
        inbox.work_off([id])


def rate(redis_url: str) -> float:
    """Drain the inbox of the bound database, a job for each row. Answers messages per second."""
    with redis.Redis.from_url(redis_url) as client:
        queue = Queue("one-job-each", connection=client)
        with database.connection_context():
            ids = [id for (id,) in InboxItem.select(InboxItem.id).order_by(InboxItem.id).tuples()]
        for id in ids:
            queue.enqueue(handle, id, result_ttl=0)
        worker = SimpleWorker([queue], connection=client)
        began = time.perf_counter()
        worker.work(burst=True, logging_level=logging.ERROR)
        return len(ids) / (time.perf_counter() - began)
