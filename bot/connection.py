"""One database connection for each request of the API, the pages and the probes.

The door for WhatsApp opens its own: it must stay lean.
"""

from flask import Flask, g
from peewee import DatabaseError, InterfaceError, OperationalError

from models.base import answers, database


def open_for_request() -> None:
    """A connection that answers. After PostgreSQL was restarted the pool is full of dead ones:
    they are dropped, and a new one is tried once."""
    try:
        g.database_opened = database.connect(reuse_if_open=True)
        if g.database_opened and not answers(database.connection()):
            raise OperationalError("the server does not answer on this connection")
    except (DatabaseError, InterfaceError):
        drop()
        g.database_opened = database.connect(reuse_if_open=True)


def drop() -> None:
    """Forget every connection that nobody uses at the moment, and our own."""
    if database.transaction_depth() == 0:
        database.manual_close()
    database.close_idle()


def close_after_request(app: Flask) -> None:
    @app.teardown_request
    def close(error: BaseException | None) -> None:
        if g.pop("database_opened", False) and not database.is_closed():
            database.close()
