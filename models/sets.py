"""Writing many rows with one statement, whose text never changes; and reading many.

New rows are copied, which takes both sides a third less work than any INSERT. Where rows may be
there already, one JSON document goes in and PostgreSQL makes it rows: faster than VALUES lists or
arrays.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, TypeVar

import peewee
from playhouse.fields import EnumField

from models.base import Model, database

Row = Mapping[str, Any]
One = TypeVar("One", bound=Model)

TYPES = {
    "AUTO": "int",
    "BIGAUTO": "bigint",
    "BIGINT": "bigint",
    "BOOL": "boolean",
    "DATE": "date",
    "DECIMAL": "numeric",
    "DOUBLE": "double precision",
    "INT": "int",
    "JSON": "jsonb",
    "SMALLINT": "smallint",
    "TIMESTAMPTZ": "timestamptz",
}
"""PostgreSQL's type for each of peewee's; the rest is text."""


def insert(model: type[Model], rows: Sequence[Row], on_conflict: str = "") -> int:
    """Insert `rows`, which all have the same keys (attribute names). Answers how many are new."""
    if not rows:
        return 0
    if not on_conflict:
        return _copy(model, rows)
    return _execute(_insert_sql(model, tuple(rows[0]), on_conflict), rows)


def update(model: type[Model], rows: Sequence[Row], key: str = "id") -> int:
    """Set the other attributes of `rows` on the row that `key` names. Answers how many changed."""
    if not rows:
        return 0
    return _execute(_update_sql(model, tuple(rows[0]), key), rows)


def delete(model: type[Model], rows: Sequence[Row]) -> int:
    """Delete what equals one of `rows` in every attribute. Answers how many are gone."""
    if not rows:
        return 0
    return _execute(_delete_sql(model, tuple(rows[0])), rows)


def among(field: Any, values: Iterable[Any]) -> Any:
    """The condition that `field` is one of `values`, whatever their number: ``IN`` has a text of
    its own for each, and a parameter for each value."""
    return field == peewee.fn.ANY(peewee.SQL(array(_type(field)), (listed(values),)))


def array(type: str) -> str:
    """SQL for the array of what was `listed`."""
    return f"ARRAY(SELECT json_array_elements_text(%s::json)::{type})"


def listed(values: Iterable[Any]) -> str:
    """Many values as one parameter: psycopg takes ten times as long for a list of them."""
    return json.dumps(list(values))


def document(rows: Sequence[Row]) -> str:
    """Rows as one parameter, for ``json_to_recordset``."""
    return json.dumps(rows, default=str)


def take_ids(model: type[Model], count: int) -> list[int]:
    """`count` new ids of `model`, ascending; one that is never used leaves a harmless gap."""
    cursor = database.execute_sql(
        f"SELECT nextval('{model._meta.table_name}_id_seq') FROM generate_series(1, %s)", (count,)
    )
    return [row[0] for row in cursor.fetchall()]


def select(model: type[One], where: str, parameters: Sequence[Any]) -> list[One]:
    """The models of the rows that fit `where` (SQL of ours, with what stands behind it). Peewee
    itself takes three times as long for the way from a row to a model."""
    names, sql, forms = _selection(model)
    found = []
    for row in database.execute_sql(f"{sql} WHERE {where}", parameters).fetchall():
        values = dict(zip(names, row, strict=True))
        for name, form in forms:
            values[name] = form(values[name])
        found.append(model.of_row(**values))
    return found


def in_order(model: type[One], ids: Sequence[int]) -> list[One]:
    """The models of these ids, in this order; what has gone meanwhile is left out."""
    found = {one.id: one for one in model.select().where(model.id.in_(ids))} if ids else {}
    return [found[id] for id in ids if id in found]


@cache
def _selection(model: Any) -> tuple[list[str], str, list[tuple[str, Callable[[Any], Any]]]]:
    """The fields, the statement's beginning, and what psycopg does not make as it should be."""
    fields = model._meta.sorted_fields
    columns = ", ".join(_column(field) for field in fields)
    forms = [(one.name, one.python_value) for one in fields if isinstance(one, EnumField)]
    return [one.name for one in fields], f"SELECT {columns} FROM {_table(model)}", forms


def _copy(model: type[Model], rows: Sequence[Row]) -> int:
    names = tuple(rows[0])
    pick, forms = itemgetter(*names), _forms(model, names)
    with peewee.__exception_wrapper__:
        cursor = database.cursor()
        with cursor.copy(_copy_sql(model, names)) as copy:
            for row in rows:
                values = list(pick(row))
                for place, form in forms:
                    if values[place] is not None:
                        values[place] = form(values[place])
                copy.write_row(values)
        return int(cursor.rowcount)


@cache
def _copy_sql(model: Any, names: tuple[str, ...]) -> str:
    columns = ", ".join(_column(field) for field in _fields(model, names))
    return f"COPY {_table(model)} ({columns}) FROM STDIN"


@cache
def _forms(model: Any, names: tuple[str, ...]) -> list[tuple[int, Callable[[Any], str]]]:
    """At which places stands what is written as text here, and how."""
    types = [_type(field) for field in _fields(model, names)]
    return [(place, FORMS[type]) for place, type in enumerate(types) if type in FORMS]


FORMS: dict[str, Callable[[Any], str]] = {
    "jsonb": json.JSONEncoder(check_circular=False).encode,
    # Most rows of a batch hold the same moment: psycopg would format it anew for each of them.
    "timestamptz": lru_cache(maxsize=64)(str),
}


@cache
def _insert_sql(model: Any, names: tuple[str, ...], on_conflict: str) -> str:
    fields = _fields(model, names)
    columns = ", ".join(_column(field) for field in fields)
    values = ", ".join(f'r."{field.name}"' for field in fields)
    source = f"SELECT {values} FROM {_rows(fields)}"
    return f"INSERT INTO {_table(model)} ({columns}) {source} {on_conflict}"


@cache
def _update_sql(model: Any, names: tuple[str, ...], key: str) -> str:
    fields = _fields(model, names)
    values = ", ".join(
        f'{_column(field)} = r."{field.name}"' for field in fields if field.name != key
    )
    [found] = _fields(model, (key,))
    return (
        f"UPDATE {_table(model)} AS t SET {values} FROM {_rows(fields)} "
        f'WHERE t.{_column(found)} = r."{key}"'
    )


@cache
def _delete_sql(model: Any, names: tuple[str, ...]) -> str:
    fields = _fields(model, names)
    matches = " AND ".join(f't.{_column(field)} = r."{field.name}"' for field in fields)
    return f"DELETE FROM {_table(model)} AS t USING {_rows(fields)} WHERE {matches}"


def _execute(sql: str, rows: Sequence[Row]) -> int:
    return int(database.execute_sql(sql, (document(rows),)).rowcount)


def _rows(fields: Iterable[peewee.Field]) -> str:
    columns = ", ".join(f'"{field.name}" {_type(field)}' for field in fields)
    return f"json_to_recordset(%s::json) AS r({columns})"


def _fields(model: type[Model], names: Iterable[str]) -> list[peewee.Field]:
    return [model._meta.fields[name] for name in names]


def _table(model: type[Model]) -> str:
    return f'"{model._meta.table_name}"'


def _column(field: peewee.Field) -> str:
    return f'"{field.column_name}"'


def _type(field: peewee.Field) -> str:
    if isinstance(field, peewee.ForeignKeyField):
        return _type(field.rel_field)
    return TYPES.get(field.field_type, "text")
