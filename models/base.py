"""The database and what every table shares. Where the URL comes from is known to the composition
roots only."""

import json
import select
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Self, TypeVar

import peewee
import psycopg
from playhouse.pool import MaxConnectionsExceeded, PooledPostgresqlDatabase
from playhouse.postgres_ext import DateTimeTZField
from psycopg.pq import ExecStatus
from psycopg.types.json import set_json_loads

from models.clock import now

Result = TypeVar("Result")

RESTED = 0.2
"""Seconds after which a connection in the pool may have died unnoticed."""
PATIENCE = 2.0
"""Seconds in which a server answers that is there."""
UNHEARD = 30_000
"""Milliseconds after which a connection is given up whose other side's machine says nothing."""


class _Database(PooledPostgresqlDatabase):
    """Asks a connection of the pool whether it lives only when it has rested.

    Asking is a turn to the server under the pool's lock: under load the door would wait for it.
    """

    _silent_until = 0.0

    def _close(self, connection: Any, close_conn: bool = False) -> None:
        connection.rests_since = time.monotonic()
        super()._close(connection, close_conn)

    def _is_closed(self, connection: Any) -> bool:
        if time.monotonic() - connection.rests_since < RESTED:
            return bool(connection.closed)
        if answers(connection):
            return False
        self.close_idle()  # They were opened to the same server: nobody waits for each of them.
        return True

    def _connect(self) -> Any:
        """While the server is silent those who stand in line are told at once, instead of waiting
        for it one after another."""
        with self._pool_lock:
            began = time.monotonic()
            if began < self._silent_until:
                raise peewee.OperationalError("the server was silent a moment ago")
            try:
                return super()._connect()
            except Exception:
                if time.monotonic() - began > PATIENCE:
                    self._silent_until = time.monotonic() + PATIENCE
                raise


def answers(connection: Any) -> bool:
    """Whether the server answers in time on a connection that does nothing. By itself psycopg
    would wait without end, as long as the other side's machine only stands still."""
    try:
        return _asked(connection.pgconn)
    except psycopg.Error:
        return False


def _asked(connection: Any) -> bool:
    connection.send_query(b"SELECT 1")
    poll, until = select.poll(), time.monotonic() + PATIENCE
    poll.register(connection.socket, select.POLLIN)
    while connection.is_busy():
        if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
            return False
        connection.consume_input()
    result, further = connection.get_result(), connection.get_result()
    return further is None and result is not None and result.status == ExecStatus.TUPLES_OK


database = _Database(None)

AWAY = (peewee.OperationalError, peewee.InterfaceError, MaxConnectionsExceeded)
"""What is raised when the server is away, restarts, breaks a deadlock, or has no connection
left."""

BROKEN_OFF = ("40001", "40P01", "55P03")
"""SQLSTATE of a transaction that was given up so that another could go on: a deadlock, or a lock
that was not waited for."""
OUTRUN = ("23503", "23505")
"""And of one that meant what somebody else took away or made at the same moment."""
ONE_MOMENT = "REPEATABLE READ"
"""All that is read in a transaction belongs together, whatever others change meanwhile: a contact's
tags, and what tags there are."""


def undisturbed(work: Callable[[], Result]) -> Result:
    """`work` in a transaction, begun anew when another was in its way."""
    return _tried(work, None, 2)


_moment: ContextVar[dict[str, Any] | None] = ContextVar("moment", default=None)
"""What has been asked already of the moment that is read; None where moments pass."""


def read_whole(work: Callable[[], Result]) -> Result:
    """What `work` reads is all of one moment. Within a transaction it is a part of that."""
    if database.in_transaction():
        return work()

    def begun() -> Result:
        _moment.set({})
        return work()

    before = _moment.set({})
    try:
        return _tried(begun, ONE_MOMENT, 2)
    finally:
        _moment.reset(before)


def read_anew() -> None:
    """What `read_whole` reads from here on is of this moment; what it wrote is kept."""
    if _moment.get() is not None and database.transaction_depth() == 1:
        database.top_transaction().commit()
        _moment.set({})


def asked_once(what: str, ask: Callable[[], Result]) -> Result:
    """What `ask` answers; within `read_whole`, where it cannot be answered otherwise, it is asked
    once. Not for what such a reading changes."""
    known = _moment.get()
    if known is None:
        return ask()
    if what not in known:
        known[what] = ask()
    found: Result = known[what]
    return found


def _tried(work: Callable[[], Result], isolation: str | None, times: int) -> Result:
    try:
        with database.atomic(isolation):
            return work()
    except (peewee.OperationalError, peewee.IntegrityError) as error:
        if not times or not _may_be_repeated(error) or database.in_transaction():
            raise
    return _tried(work, isolation, times - 1)


class Outrun(peewee.IntegrityError):
    """What somebody chose was deleted by another before it was written: PostgreSQL would say so
    when it is, and it is known earlier."""

    sqlstate = "23503"


def _may_be_repeated(error: Exception) -> bool:
    """Nothing of the transaction was kept, and it may well succeed when it is begun anew."""
    return _state_of(error) in BROKEN_OFF + OUTRUN


def not_to_be_had(error: Exception) -> bool:
    """Somebody holds what was not to be waited for."""
    return _state_of(error) == "55P03"


def _state_of(error: Exception) -> str | None:
    cause = error.__cause__ or error.__context__ or error
    return getattr(cause, "sqlstate", None)


MOST_CONNECTIONS = 20
"""Of one process."""


def connect(url: str, max_connections: int = MOST_CONNECTIONS, actor: str = "") -> None:
    """Bind the tables to a PostgreSQL server by its libpq URL. Opens nothing yet.

    `actor`: whom the audit names for what nobody else is named for.
    """
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    if not database.is_closed():
        database.close()
    set_json_loads(_read_json)
    database.close_idle()  # They lead to where the tables were bound before.
    database.init(
        url,
        max_connections=max_connections,
        timeout=10,
        connect_timeout=5,
        # Of a server that the network does not lead to any more nobody waits a quarter of an hour.
        # A COPY whose backend waits longer than 30 seconds for a lock is cut off too, for it reads
        # nothing meanwhile: nothing of it is kept, and it is tried again.
        tcp_user_timeout=UNHEARD,
        keepalives_idle=UNHEARD // 1000,
        # A prepared plan is kept per connection: the hot statements are few and always the same.
        prepare_threshold=3,
        options="-c timezone=UTC" + (f" -c usher.actor={actor}" if actor else ""),
    )


def _read_json(data: bytes | str) -> Any:
    """PostgreSQL's JSON is UTF-8: nobody needs to look for its encoding, value by value."""
    return _decode(data if isinstance(data, str) else str(data, "utf-8"))


_decode = json.JSONDecoder().decode


class Model(peewee.Model):
    class Meta:
        database = database
        legacy_table_names = False
        only_save_dirty = True

    @classmethod
    def of_row(cls, **values: Any) -> Self:
        """The model of a row that was read. Peewee itself sets every field by its descriptor,
        which takes three times as long: for queries that read hundreds at once."""
        one = cls(__no_default__=True)
        one.__data__ = values
        return one


TimeField = DateTimeTZField
"""An aware moment."""
NameField = peewee.TextField
"""A name that a person gave; its uniqueness, where there is one, disregards case."""


def unique_name(model: type[Model]) -> None:
    """Two names of `model` that differ only in case are the same name (M6)."""
    model.add_index(
        model.index(
            peewee.fn.LOWER(model.name),
            unique=True,
            name=f"{model._meta.table_name}_name_unique",
        )
    )


def partial_index(
    model: type[Model], name: str, *columns: Any, where: Any, unique: bool = False
) -> None:
    """An index of the rows of `model` that fit `where`. Columns are fields' names or expressions;
    `where` is SQL or an expression."""
    keys = [model._meta.fields[one] if isinstance(one, str) else one for one in columns]
    fits = peewee.SQL(where) if isinstance(where, str) else where
    model.add_index(model.index(*keys, where=fits, unique=unique, name=name))


def moment(**options: Any) -> Any:
    """A field for the moment at which the row is made."""
    return TimeField(default=now, **options)
