"""Reading what is too much to hold: a query's rows in pieces, as they were when it began."""

import secrets
from collections.abc import Generator
from typing import Any

from models.base import ONE_MOMENT, database


def ids_of(query: Any, size: int) -> Generator[list[int]]:
    """The ids of a query's rows, `size` at a time, in its order. The server keeps its place
    by a cursor, which lives in a transaction: it ends with the iteration."""
    sql, parameters = query.select(query.model.id).sql()
    name = f"stream_{secrets.token_hex(8)}"
    with database.atomic(ONE_MOMENT):
        database.execute_sql(f'DECLARE "{name}" NO SCROLL CURSOR FOR {sql}', parameters)
        while found := database.execute_sql(f'FETCH {int(size)} FROM "{name}"').fetchall():
            yield [id for (id,) in found]
        database.execute_sql(f'CLOSE "{name}"')
