"""What every job of this process may use: the database, the configuration, the bell.

A job of RQ takes no arguments; the process that runs it is prepared once, before its first job.
"""

import gc
import threading
from dataclasses import dataclass

from bot.config import Config
from models import base
from models.queues import bell
from workers.bell import Bell


@dataclass(frozen=True, slots=True)
class _Context:
    config: Config
    bell: Bell | None


_contexts: list[_Context] = []
_ending = threading.Event()


def prepare(config: Config) -> None:
    """Bind the database of `config` and hang up the bell. Connects to nothing yet."""
    assert config.database_url
    base.connect(config.database_url)
    _contexts[:] = [_Context(config, Bell(config.redis_url) if config.redis_url else None)]
    bell.connect(ring)
    _spare_collections()


def _spare_collections() -> None:
    """A batch makes tens of thousands of objects and drops them at once: looking through them
    every few hundred takes a tenth of the drain's time, and what was imported never becomes
    garbage."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def config() -> Config:
    return _contexts[0].config


def redis_url() -> str | None:
    return config().redis_url if _contexts else None


def ring(queue: bell.Queue) -> None:
    """Have somebody look at the table of `queue`. Call it after the commit."""
    ours = _contexts[0].bell
    if ours:
        ours.ring(queue)


def ending() -> bool:
    """This process was told to end: a drain stops after the batch that it is at."""
    return _ending.is_set()


def end() -> None:
    _ending.set()
