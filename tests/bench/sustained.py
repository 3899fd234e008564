"""Door and drain together under load, beside everything done by hand in the request."""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import psycopg

from tests.bench import load, serving, worlds
from tests.bench.door import CONNECTIONS
from tests.bench.load import Load
from tests.bench.references.inline import wsgi as inline
from tests.bench.report import Rates, Row, at_most
from tests.bench.scale import Scale
from tests.bench.servers import Servers

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class _Minute:
    """`handled` within the time of the load, per second; `lag` until the rest was, in seconds."""

    load: Load
    handled: float
    lag: float = 0.0


def measure(servers: Servers, scale: Scale) -> Iterator[Row]:
    ours, theirs = [], []
    with servers.template(worlds.assigning) as template:
        for round in range(min(ROUNDS, scale.rounds)):
            ours.append(_usher(servers, template, scale, 2 * round + 1))
            theirs.append(_by_hand(servers, scale, 2 * round + 2))
    rates = Rates([one.handled for one in ours], [one.handled for one in theirs])
    yield rates.row(
        f"Sustained for {scale.sustained:.0f} s: door and drain together",
        "by hand in one statement",
        0.5,
        "messages/s handled",
    )
    yield at_most("… the door's p50 meanwhile", _median(one.load.p50 for one in ours), 250, "ms")
    slow = _median(one.load.over_a_second for one in ours) * 100
    yield at_most("… its answers over 1 s", slow, 1, "%")
    lag = _median(one.lag for one in ours)
    taken = _median(one.load.rate for one in ours)
    yield Row(
        "… lag of the drain when it ends", f"{lag:.1f} s", "", None, f"door {taken:,.0f} messages/s"
    )


def _usher(servers: Servers, template: str, scale: Scale, seed: int) -> _Minute:
    with ExitStack() as stack:
        url = stack.enter_context(servers.database(template))
        environ = serving.environment(servers, url)
        port = stack.enter_context(serving.served(environ))
        for role in ("worker", "cron"):
            stack.enter_context(serving.role(environ, role))
        _await_workers(port, url)
        servers.settle()
        before = _handled(url)
        found = load.post(port, scale.sustained, CONNECTIONS, seed)
        handled, ended = _handled(url) - before, time.perf_counter()
        while _pending(url):
            time.sleep(0.05)
        return _Minute(found, handled / found.seconds, time.perf_counter() - ended)


def _by_hand(servers: Servers, scale: Scale, seed: int) -> _Minute:
    with servers.database() as url:
        inline.prepare(url)
        environ = serving.environment(servers, url)
        with serving.served(environ, serving.REFERENCES / "inline") as port:
            load.post(port, 0.2, CONNECTIONS, seed + 1000)
            servers.settle()
            before = inline.count(url)
            found = load.post(port, scale.sustained, CONNECTIONS, seed)
            return _Minute(found, (inline.count(url) - before) / found.seconds)


def _await_workers(port: int, url: str) -> None:
    """Until a first message has gone all the way."""
    load.post(port, 0.2, CONNECTIONS, seed=999)
    deadline = time.monotonic() + 30
    while _pending(url):
        assert time.monotonic() < deadline, "the workers do not work"
        time.sleep(0.05)


def _handled(url: str) -> int:
    return _count(url, "SELECT count(*) FROM contact WHERE owner_id IS NOT NULL")


def _pending(url: str) -> int:
    return _count(url, "SELECT count(*) FROM inbox_item WHERE state = 'pending'")


def _count(url: str, sql: str) -> int:
    with psycopg.connect(url) as connection:
        [found] = connection.execute(sql).fetchone() or [0]
    return int(found)


def _median(values: Iterator[float]) -> float:
    return statistics.median(values)
