"""Migrations make exactly what the models declare."""

import pytest

from models import base, schema
from models.tables import TABLES

COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, column_default
FROM information_schema.columns WHERE table_schema = %s AND table_name <> 'schema_migration'
ORDER BY table_name, column_name
"""
INDEXES = """
SELECT tablename, replace(indexdef, schemaname || '.', '') FROM pg_indexes
WHERE schemaname = %s AND tablename <> 'schema_migration' ORDER BY tablename, indexdef
"""
CONSTRAINTS = """
SELECT c.conrelid::regclass::text, pg_get_constraintdef(c.oid) FROM pg_constraint c
JOIN pg_namespace n ON n.oid = c.connamespace
WHERE n.nspname = %s AND c.contype IN ('c', 'f') ORDER BY 1, 2
"""


@pytest.mark.parametrize(
    "question", [COLUMNS, INDEXES, CONSTRAINTS], ids=["columns", "indexes", "constraints"]
)
def test_a_migrated_schema_equals_the_models(database: None, question: str) -> None:
    migrated = _answers(question, "public")
    base.database.execute_sql("CREATE SCHEMA declared; SET LOCAL search_path TO declared")
    base.database.create_tables(TABLES, safe=False)
    for model in TABLES:
        for field in model._meta.sorted_fields:
            if field.name in DEFERRED.get(model._meta.table_name, ()):
                model._schema.create_foreign_key(field)
    assert migrated == _answers(question, "declared")
    assert len(migrated) > 20


def test_nothing_is_pending_after_migrating(database: None) -> None:
    assert schema.pending() == []


DEFERRED = {
    "company": {"contact_person"},
    "message": {"contact"},
    "workflow": {"version"},
}
"""Foreign keys that point forward and are added after their tables."""


def _answers(question: str, of: str) -> list[tuple[str, ...]]:
    rows = base.database.execute_sql(question, (of,)).fetchall()
    return [tuple(str(cell).replace(f"{of}.", "") for cell in row) for row in rows]
