"""Imports: how far a job is, how many rows had which end, and of how many contacts whom is to be
told."""

from typing import Any

COLUMNS = """
ALTER TABLE "job"
    ADD COLUMN "position" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "tally" JSONB NOT NULL DEFAULT '{}',
    ADD COLUMN "told" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "job"
    ALTER COLUMN "position" DROP DEFAULT,
    ALTER COLUMN "tally" DROP DEFAULT,
    ALTER COLUMN "told" DROP DEFAULT;
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(COLUMNS)
