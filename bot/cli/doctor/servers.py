"""The doctor's look at PostgreSQL and Redis."""

import re
from collections.abc import Iterator

import psycopg
import redis as redis_client

from bot.cli import beginning
from bot.cli.database import explain
from bot.cli.doctor.finding import Finding, State
from bot.config import Config
from bot.embedded import running
from bot.trouble import Trouble
from bot.web import MOST_WORKERS
from models import base, schema
from models.queues.bell import Queue

OLDEST_POSTGRES = 15
OLDEST_REDIS = (6, 2)
OLDEST_VALKEY = (7, 2)
BESIDE = 20
"""Connections for what runs beside: commands, backups, a person who looks."""
EMBEDDED = "embedded, not running now (`usher up` starts it)"


def postgres(config: Config) -> Iterator[Finding]:
    url = config.database_url or running.urls(config.data).get("database_url")
    if not url:
        yield Finding("PostgreSQL", State.OK, EMBEDDED)
        return
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            yield from _judge_postgres(connection, config)
        yield from _schema(url)
    except psycopg.Error as error:
        yield Finding.of("PostgreSQL", explain(error) or error)
    except Trouble as trouble:
        yield Finding.of("PostgreSQL", trouble)


def _judge_postgres(connection: psycopg.Connection, config: Config) -> Iterator[Finding]:
    version = connection.info.server_version // 10000
    may, encoding, most = connection.execute(LOOK).fetchone() or (False, "", 0)
    if version < OLDEST_POSTGRES:
        remedy = f"use {OLDEST_POSTGRES} or newer"
        yield Finding("PostgreSQL", State.FAIL, f"version {version} is too old", remedy)
    else:
        yield Finding("PostgreSQL", State.OK, f"version {version} answers")
    if not may:
        remedy = f"GRANT CREATE ON SCHEMA public TO {connection.info.user}"
        yield Finding("PostgreSQL", State.FAIL, "its user may not create tables", remedy)
    if encoding != "UTF8":
        remedy = "create the database with ENCODING 'UTF8'"
        yield Finding("PostgreSQL", State.FAIL, f"the database is kept in {encoding}", remedy)
    yield _judge_connections(most, needed(config))


LOOK = """
SELECT has_schema_privilege(current_schema(), 'CREATE'), current_setting('server_encoding'),
    current_setting('max_connections')::int
        - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true)::int, 0)
"""
"""What is kept for superusers is not for us."""


def needed(config: Config) -> int:
    """How many connections a machine with every role takes at most: docs/production.md."""
    web = base.MOST_CONNECTIONS * min(config.workers, MOST_WORKERS)
    others = len(set(Queue) - {Queue.INBOX, Queue.OUTBOX})
    return web + config.workers + OUTBOX_CONNECTIONS + others


OUTBOX_CONNECTIONS = 17
"""One for each call that is under way, and one that looks for more."""


def _judge_connections(most: int, need: int) -> Finding:
    if most >= need:
        detail = f"has {most} connections for us; this machine takes {need} at most"
        return Finding("connections", State.OK, detail)
    return Finding(
        "connections",
        State.WARN,
        f"PostgreSQL has {most} for us, and this machine alone may take {need}",
        f"set max_connections to {need + BESIDE} or more (each further machine takes as many "
        "again), or USHER_WORKERS to less",
    )


def _schema(url: str) -> Iterator[Finding]:
    with beginning.database(url), base.database.connection_context():
        lacking = schema.pending()
    if lacking:
        yield Finding("schema", State.FAIL, f"lacks {', '.join(lacking)}", "run `usher migrate`")
    else:
        yield Finding("schema", State.OK, "up to date")


def redis(config: Config) -> Iterator[Finding]:
    url = config.redis_url or running.urls(config.data).get("redis_url")
    if not url:
        yield Finding("Redis", State.OK, EMBEDDED)
        return
    client = redis_client.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5)
    try:
        client.set("usher:doctor", "1", ex=1)
        yield _judge_redis(client.info("server"))
    except redis_client.AuthenticationError as error:
        reason = f"REDIS_URL: Redis refuses the login ({error})"
        yield Finding("Redis", State.FAIL, reason, "correct its user and password")
    except redis_client.RedisError as error:
        reason = f"REDIS_URL: Redis does not answer as it should ({error})"
        remedy = "start it, or correct the URL and its user's rights"
        yield Finding("Redis", State.FAIL, reason, remedy)
    finally:
        client.close()


def _judge_redis(info: dict[str, str]) -> Finding:
    # Valkey also names the Redis version that it is compatible with.
    valkey = info.get("valkey_version")
    name, oldest = ("Valkey", OLDEST_VALKEY) if valkey else ("Redis", OLDEST_REDIS)
    version = str(valkey or info.get("redis_version") or "0")
    found = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    if found < oldest:
        remedy = f"use {'.'.join(map(str, oldest))} or newer"
        return Finding("Redis", State.FAIL, f"{name} {version} is too old", remedy)
    return Finding("Redis", State.OK, f"{name} {version} answers")
