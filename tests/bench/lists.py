"""Lists and searches of contacts by the API, in the midst of a million: how long the first page
takes, and by which indexes it is found."""

import base64
import json
import logging
import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from bot.app import create_app
from bot.config import Config
from models.agents.api_key import ApiKey
from models.base import database
from models.contact import Contact
from models.contact.finding import search
from tests.bench import serving
from tests.bench.crowd import fill
from tests.bench.report import Row, at_most
from tests.bench.scale import Scale
from tests.bench.servers import Servers, bound

LIMIT = 100
"""Milliseconds, for 95 of a hundred."""
QUESTIONS = (
    "",
    "status=New Lead",
    "status=Invalid",
    "status=Interested&status=Negotiation",
    "not.status=New Lead",
    "source=API",
    "state=PROSPECT",
    "state=CLIENT",
    "state=OTHER",
    "owner=agent7@example.org",
    "owner=none",
    "tag=Tag 1",
    "tag=Tag 39",
    "company=Company 5",
    "town=Town 250",
    "postcode=P12",
    "trait.audience=women",
    "trait.city=City 77",
    "trait.budget.gte=1000",
    "trait.budget.gte=4990",
    "closed=true",
    "closed=false",
    "opted_out=true",
    "has_phone=true",
    "has_phone=false",
    "unanswered=true",
    "created_from=2026-01-01",
    "updated_from=2026-01-01",
    "last_heard_to=2025-01-01",
    "deadline_from=2026-01-01&deadline_to=2026-01-02",
    "status=New Lead&owner=none&source=API",
    *(f"sort={sign}{name}" for name in ("name", "created_at", "updated_at") for sign in ("", "-")),
    *(
        f"sort={sign}{name}"
        for name in ("last_heard_at", "last_contacted_at", "closed_at")
        for sign in ("", "-")
    ),
    *(
        f"sort={sign}{name}"
        for name in ("closure_deadline", "status", "state")
        for sign in ("", "-")
    ),
    "q=dora",
    "q=emile silva",
    "q=jacket",
    "q=hello jacket",
    "q=order499",
    "q=order",
    "q=d",
    "q=600 079",
    "q=c123456@mail56",
    "q=nobody at all",
)


def measure(servers: Servers, scale: Scale) -> Iterator[Row]:
    """Counts of many are kept for ten seconds: each first page is asked for often enough that some
    of them count anew."""
    with servers.database() as url:
        with bound(url):
            fill(scale.listed)
            yield _made_searchable(scale.listed)
            database.execute_sql("VACUUM ANALYZE")
            servers.settle()
        # Each request opens and closes a connection of its own.
        with bound(url, migrated=False), _program(servers, url) as ask:
            for question in QUESTIONS:
                yield _first_page(ask, question, scale.pages)
            yield _deep_page(ask, scale)


Ask = Callable[[str], dict[str, Any]]


@contextmanager
def _program(servers: Servers, url: str) -> Iterator[Ask]:
    """Somebody who asks with a key, in this process: the network is measured elsewhere."""
    config = Config.from_env(serving.environment(servers, url))
    client = create_app(config, lambda queue: None).test_client()
    with database.connection_context():
        headers = {"Authorization": f"Bearer {ApiKey.issue('Bench')}"}

    def ask(question: str) -> dict[str, Any]:
        path = f"/api/v1/contacts?{quote(question, safe='=&')}"
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json
        return found

    yield ask


def _made_searchable(count: int) -> Row:
    began = time.perf_counter()
    while search.refresh():
        pass
    rate = count / (time.perf_counter() - began)
    return Row("Contacts made searchable", f"{rate:,.0f} contacts/s", "", None, f"{count:,}")


def _first_page(ask: Ask, question: str, times: int) -> Row:
    with _watched() as statements:
        found = ask(question)
    with database.connection_context():
        indexes = sorted({name for one in statements for name in _indexes(*one)})
    return _timed(
        f"First page of {found['total']:,} contacts: {question or 'all, newest first'}",
        lambda: ask(question),
        times,
        f"by {', '.join(indexes) or 'no index'}",
    )


def _deep_page(ask: Ask, scale: Scale) -> Row:
    """Half of the list has been read, page by page."""
    with database.connection_context():
        middle = Contact.select(Contact.created_at, Contact.id).order_by(Contact.id)
        [(moment, last)] = middle.offset(scale.listed // 2).limit(1).tuples()
    place = json.dumps(["-created_at", 0, moment.isoformat(), last]).encode()
    question = f"after={base64.urlsafe_b64encode(place).decode().rstrip('=')}"
    title = f"A page behind {scale.listed // 2:,} contacts, by cursor"
    return _timed(title, lambda: ask(question), scale.pages, "")


def _timed(title: str, work: Callable[[], Any], times: int, how: str) -> Row:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append(1000 * (time.perf_counter() - began))
    found.sort()
    slow = found[min(len(found) - 1, len(found) * 95 // 100)]
    median = f"{statistics.median(found):.0f} ms"
    return at_most(title, slow, LIMIT, "ms", ", ".join(one for one in (median, how) if one))


@contextmanager
def _watched() -> Iterator[list[tuple[str, Any]]]:
    """The statements of contacts' lists that are made inside."""
    seen: list[tuple[str, Any]] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if isinstance(record.msg, tuple):  # The rest tells of connections.
                sql, values = record.msg
                if sql.lstrip(" \n(").startswith("SELECT") and '"contact' in sql:
                    seen.append((sql, values))

    listener, logger = Listener(), logging.getLogger("peewee")
    level, spreads = logger.level, logger.propagate
    logger.addHandler(listener)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    try:
        yield seen
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)
        logger.propagate = spreads


def _indexes(sql: str, values: Any) -> set[str]:
    """Those of the plan, but for the keys by which rows are fetched."""
    rows = database.execute_sql(f"EXPLAIN {sql}", values).fetchall()
    plan = "\n".join(row for (row,) in rows)
    named = set(re.findall(r"(?:using|Index Scan on) (\w+)", plan))
    whole = {f"all of {name}" for name in re.findall(r"Seq Scan on (contact\w*)", plan)}
    return {name for name in named if not name.endswith("_pkey")} | whole
