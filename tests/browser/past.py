"""What happened in the shop before today."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import time_machine

from models.clock import now


@contextmanager
def days_ago(days: float) -> Iterator[None]:
    with time_machine.travel(now() - timedelta(days=days), tick=True):
        yield
