"""The web role: granian serving `wsgi:entrance`. What it serves is known to wsgi.py."""

import errno
import importlib
import os
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from bot import lifeline, logs
from bot.config import Config
from bot.trouble import Trouble

MOST_WORKERS = 4
"""Storing a delivery is little work: more processes than this only wait for the same disk."""
CONNECTIONS = 1000
"""Of one process, idle ones of browsers and proxies included; more of them wait."""
GRACE = 5
# Granian's own handlers would write past our log and its masks.
LOGGING: dict[str, Any] = {"handlers": {}, "formatters": {}, "loggers": {"_granian": {}}}
REMEDIES = {
    errno.EADDRINUSE: "is in use; end the program that holds it, or set USHER_PORT to another",
    errno.EACCES: "may not be used by this user; set USHER_PORT to one above 1023",
    errno.EADDRNOTAVAIL: "is not on this machine; correct USHER_HOST",
}


def check_port(config: Config) -> None:
    """Raises Trouble when the web role could not listen where it should."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            config.host, config.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        raise Trouble(f"USHER_HOST: {config.host!r} has no address; correct it") from None
    except OSError as error:
        unknown = f"cannot be used ({error.strerror}); choose another"
        remedy = REMEDIES.get(error.errno or 0, unknown)
        raise Trouble(f"port {config.port} on {config.host} {remedy}") from None


def serve(config: Config) -> None:
    """Serve until SIGTERM or SIGINT; then requests under way are given a few seconds."""
    # Before granian's processes are forked: what is wrong with the application shows once, here,
    # and its code is in memory once. It has opened nothing yet that a fork could spoil.
    _entrance()
    server = Server(
        "wsgi:entrance",
        address=config.host,
        port=config.port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        workers=max(1, min(config.workers, MOST_WORKERS)),
        backlog=2048,
        backpressure=CONNECTIONS,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=LOGGING,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
    )
    server.serve(target_loader=partial(_load, os.getpid(), config.hidden()), wrap_loader=False)


def _load(parent: int, secrets: tuple[str, ...]) -> Callable[..., Any]:
    """In each of granian's processes: `wsgi:entrance`, from the path that we were started with."""
    lifeline.end_with(parent)
    logs.configure(secrets)
    return _entrance()


def _entrance() -> Callable[..., Any]:
    entrance: Callable[..., Any] = importlib.import_module("wsgi").entrance
    return entrance
