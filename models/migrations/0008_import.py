"""Imports: how many rows had which end, and of how many contacts whom is to be told."""

from typing import Any

COLUMNS = """
ALTER TABLE "job"
    ADD COLUMN "tally" JSONB NOT NULL DEFAULT '{}',
    ADD COLUMN "told" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "job"
    ALTER COLUMN "tally" DROP DEFAULT,
    ALTER COLUMN "told" DROP DEFAULT;
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(COLUMNS)
