"""`usher up`: everything on one machine, from the embedded servers to the addresses shown."""

import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot import web
from bot.cli import beginning
from bot.cli.console import say, step, table
from bot.config import Config
from bot.embedded import postgres, running, valkey
from bot.trouble import Trouble
from models.queues.bell import Queue
from workers.supervisor import Program, Supervisor

PYTHON = (sys.executable, "-P", "-m")
SERVER_GRACE = 45.0
"""Seconds: PostgreSQL may have much to write before it ends."""


@dataclass(frozen=True, slots=True)
class _Server:
    title: str
    variable: str
    """The field of Config that holds its URL."""
    url: Callable[[Path, Path], str]
    """Of USHER_DATA and the directory of its socket."""
    answers: Callable[[Path, Path], bool]


SERVERS = {
    "postgres": _Server("PostgreSQL", "database_url", postgres.url, postgres.answers),
    "valkey": _Server("Valkey", "redis_url", valkey.url, valkey.answers),
}


def up(config: Config) -> None:
    """Until told to end. Raises Trouble for what a person has to put right first."""
    with running.alone(config.data), ExitStack() as stack:
        web.check_port(config)
        missing = [kind for kind in SERVERS if not getattr(config, SERVERS[kind].variable)]
        sockets = stack.enter_context(running.sockets(config.data)) if missing else Path()
        supervisor = stack.enter_context(Supervisor().ready())
        urls = _started(supervisor, config, missing, sockets)
        stack.enter_context(running.noted(config.data, urls))
        config = replace(config, **urls)
        with supervisor.interruptible():
            beginning.prepare(config)
        supervisor.start(roles(config), config.environ())
        with step("Starting the web pages and the workers"):
            supervisor.keep_running(until=partial(_web_answers, supervisor, config))
        _welcome(config)
        supervisor.keep_running()


def roles(config: Config) -> list[Program]:
    return [role("web"), *workers(config), role("cron")]


def workers(config: Config) -> list[Program]:
    """The worker processes of one machine, each on one queue."""
    inbox = [role("worker", Queue.INBOX, str(number)) for number in range(1, config.workers + 1)]
    return [*inbox, *(role("worker", queue) for queue in OTHERS)]


OTHERS = tuple(queue for queue in Queue if queue is not Queue.INBOX)
"""Queues of which one process does all the work; more of them do no harm."""


def role(*words: str) -> Program:
    """One of our own commands, as a child that ends with us."""
    command = (*PYTHON, "bot", *words[:2], "--parent", str(os.getpid()))
    return Program(name=" ".join(words), command=command)


def _started(
    supervisor: Supervisor, config: Config, kinds: list[str], sockets: Path
) -> dict[str, Any]:
    """Start embedded servers and wait until they answer. Answers the fields for their URLs."""
    programs = [_guardian(kind, config.data, sockets) for kind in kinds]
    supervisor.start(programs, config.environ())
    with supervisor.interruptible():
        for kind in kinds:
            with step(f"Starting {SERVERS[kind].title}"):
                _await(supervisor, kind, config.data, sockets)
        if "postgres" in kinds:
            postgres.create_database(config.data, sockets)
    return {SERVERS[kind].variable: SERVERS[kind].url(config.data, sockets) for kind in kinds}


def _guardian(kind: str, data: Path, sockets: Path) -> Program:
    words = ("bot.embedded", kind, str(data), str(sockets), str(os.getpid()))
    return Program(kind, (*PYTHON, *words), grace=SERVER_GRACE, longest_pause=3.0)


def _await(supervisor: Supervisor, kind: str, data: Path, sockets: Path) -> None:
    while not SERVERS[kind].answers(data, sockets):
        if not supervisor.running(kind):
            raise Trouble(_complaint(SERVERS[kind].title, data / "log" / f"{kind}.log"))
        time.sleep(0.05)


def _complaint(title: str, log: Path) -> str:
    lines = log.read_text().strip().splitlines() if log.exists() else []
    reasons = [line.rpartition("FATAL:")[2].strip() for line in lines if "FATAL:" in line]
    reason = (reasons or lines or ["no reason given"])[-1]
    # What we say ourselves has its remedy already.
    return f"{title} did not start: {reason}" + ("" if "; " in reason else f"; see {log}")


def _web_answers(supervisor: Supervisor, config: Config) -> bool:
    if not supervisor.running("web"):
        raise Trouble("the web role ended as soon as it began; the lines above say why")
    host = urlsplit(config.own_url()).hostname or config.host
    connection = HTTPConnection(host, config.port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 600
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _welcome(config: Config) -> None:
    rows = [("Pages", f"{config.base_url}/"), ("API", f"{config.base_url}/api/v1/docs")]
    if config.simulator:
        rows.append(("Simulator", f"{config.base_url}/simulator"))
    say()
    table("Usher is ready. Ctrl-C ends it.", rows)
    say()


def keep_workers(config: Config) -> None:
    """`usher worker` without a queue: the worker processes alone, until told to end."""
    with Supervisor().ready() as supervisor:
        supervisor.start(workers(config), config.environ())
        supervisor.keep_running()
