"""The drain, beside the same rows written by SQL alone and beside one job for each message."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from models.base import database
from tests.bench import serving, worlds
from tests.bench.references import one_job_each, raw_drain
from tests.bench.report import Rates, Row
from tests.bench.scale import Scale
from tests.bench.servers import Servers, bound
from workers import inbox

Bodies = Callable[[Sequence[int]], Iterable[bytes]]


@dataclass(slots=True)
class _Found:
    """Messages per second, for each round."""

    first: list[float] = field(default_factory=list)
    answer: list[float] = field(default_factory=list)
    raw_first: list[float] = field(default_factory=list)
    raw_answer: list[float] = field(default_factory=list)
    jobs: list[float] = field(default_factory=list)
    receipts: list[float] = field(default_factory=list)


def measure(servers: Servers, scale: Scale) -> Iterator[Row]:
    found = _Found()
    with servers.template(worlds.asking) as template:
        for _ in range(scale.rounds):
            _round(servers, template, scale, found)
    yield Rates(found.first, found.raw_first).row(
        "Drain of first messages: contact, workflow step, reply owed", "raw SQL", 0.5, "messages/s"
    )
    yield Rates(found.answer, found.raw_answer).row(
        "Drain of answers: trait, rule, owner, notice", "raw SQL", 0.5, "messages/s"
    )
    yield Rates(found.first, found.jobs).row(
        "Drain of first messages", "one job each", 20, "messages/s"
    )
    yield Rates(found.receipts, found.first).row(
        "Drain of receipts", "first messages", 2, "items/s"
    )


def work_off() -> float:
    """Drain the inbox of the bound database. Answers items per second."""
    began, total = time.perf_counter(), 0
    while done := inbox.work_off():
        total += done
    return total / (time.perf_counter() - began)


def _round(servers: Servers, template: str, scale: Scale, found: _Found) -> None:
    people = range(scale.messages)
    with servers.database(template) as ours, servers.database(template) as theirs:
        raw_drain.prepare(theirs)
        for bodies, rates, raw_rates, raw in (
            (worlds.firsts, found.first, found.raw_first, raw_drain.firsts),
            (worlds.answers, found.answer, found.raw_answer, raw_drain.answers),
        ):
            _fill(servers, (ours, theirs), bodies(people))
            rates.append(_ours(servers, ours))
            raw_rates.append(_rate(raw, theirs))
        assert _written(ours) == _written(theirs), "the two drains wrote different rows"
        found.receipts.append(_receipts(servers, ours))
    with servers.database(template) as url:
        _fill(servers, (url,), worlds.firsts(range(scale.jobs)))
        serving.prepare(servers, url)
        found.jobs.append(one_job_each.rate(servers.redis_url))


def _fill(servers: Servers, urls: Sequence[str], bodies: Iterable[bytes]) -> None:
    kept = list(bodies)
    for url in urls:
        with bound(url):
            worlds.receive(kept)
            database.execute_sql("ANALYZE")
    servers.settle()


def _ours(servers: Servers, url: str) -> float:
    serving.prepare(servers, url)
    with database.connection_context():
        return work_off()


def _rate(raw: Callable[[str], int], url: str) -> float:
    began = time.perf_counter()
    return raw(url) / (time.perf_counter() - began)


def _written(url: str) -> dict[str, int]:
    with bound(url):
        return worlds.written()


def _receipts(servers: Servers, url: str) -> float:
    """Everything that is owed was sent: two receipts come for each."""
    with bound(url):
        worlds.send_everything()
        bodies = list(worlds.receipts())
    _fill(servers, (url,), bodies)
    return _ours(servers, url)
