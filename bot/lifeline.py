"""A process that ends when the one that started it has ended, however that came about."""

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

INTERVAL = 0.5
GRACE = 10.0
PR_SET_PDEATHSIG = 1


def orphaned(parent: int) -> bool:
    """The parent is gone: the system has given this process another one."""
    return os.getppid() != parent


def end_with(parent: int) -> None:
    """From now on end as by SIGTERM when `parent` is gone, and for certain GRACE seconds later.

    A watching thread, because Linux's death signal is known nowhere else and follows the thread
    that started a process, not the process.
    """
    threading.Thread(target=_watch, args=(parent,), name="lifeline", daemon=True).start()


def death_signal(number: signal.Signals) -> Callable[[], None] | None:
    """For Popen's preexec_fn: a program that is not ours gets this signal when its parent dies.

    Linux only. Call it before the fork: the child may do nothing but the one system call.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(PR_SET_PDEATHSIG, int(number))


def _watch(parent: int) -> None:
    while not orphaned(parent):
        time.sleep(INTERVAL)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
