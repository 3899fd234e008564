"""What a message costs when much is stored, and when many rules are tried."""

import random
import statistics
from collections.abc import Iterable, Iterator
from contextlib import ExitStack

from models.base import database
from tests.bench import deliveries, serving, worlds
from tests.bench.drain import work_off
from tests.bench.references import stock
from tests.bench.report import Row, at_most
from tests.bench.scale import Scale
from tests.bench.servers import Servers, bound

MESSAGES, ANSWERS = 10**10, 10**11
"""Where the numbers of messages begin, away from those of people."""


def measure(servers: Servers, scale: Scale) -> Iterator[Row]:
    yield _contacts(servers, scale)
    yield _rules(servers, scale)


def _contacts(servers: Servers, scale: Scale) -> Row:
    few = min(1000, scale.stored // 10)
    with ExitStack() as stack:
        template = stack.enter_context(servers.template(worlds.asking))
        urls = {n: stack.enter_context(servers.database(template)) for n in (few, scale.stored)}
        for count, url in urls.items():
            with bound(url):
                stock.fill(count)
        costs: dict[int, list[float]] = {few: [], scale.stored: []}
        for round in range(scale.rounds + 1):
            for count, url in urls.items():
                cost = _cost(servers, url, _mixed(round, count, scale.messages))
                costs[count].append(cost)
    return _growth(
        f"Cost per message: {scale.stored:,} contacts stored against {few:,}",
        costs[few],
        costs[scale.stored],
        20,
    )


def _rules(servers: Servers, scale: Scale) -> Row:
    costs: dict[int, list[float]] = {1: [], scale.rules: []}
    with ExitStack() as stack:
        templates = {
            count: stack.enter_context(servers.template(lambda count=count: worlds.choosing(count)))
            for count in costs
        }
        for _ in range(scale.rounds + 1):
            for count, template in templates.items():
                with servers.database(template) as url:
                    _cost(servers, url, worlds.firsts(range(scale.messages)))
                    answers = worlds.answers(range(scale.messages))
                    costs[count].append(_cost(servers, url, answers))
    return _growth(
        f"Cost per answer: {scale.rules} rules against 1", costs[1], costs[scale.rules], 30
    )


def _mixed(round: int, stored: int, messages: int) -> Iterable[bytes]:
    """New people and stored ones, in turn."""
    chance = random.Random(round)
    for n in range(messages):
        number = MESSAGES * (round + 1) + n
        who = number if n % 2 else chance.randrange(1, stored + 1)
        yield deliveries.message(number, who=who)


def _cost(servers: Servers, url: str, bodies: Iterable[bytes]) -> float:
    """Microseconds for each message."""
    with bound(url):
        worlds.receive(bodies)
        database.execute_sql("ANALYZE")
    servers.settle()
    serving.prepare(servers, url)
    with database.connection_context():
        return 1e6 / work_off()


def _growth(what: str, small: list[float], large: list[float], limit: float) -> Row:
    """The first round only warms up."""
    growth = statistics.median(b / a - 1 for a, b in zip(small[1:], large[1:], strict=True))
    absolute = f"{statistics.median(large[1:]):,.0f} : {statistics.median(small[1:]):,.0f} µs"
    return at_most(what, growth * 100, limit, "% more", absolute)
