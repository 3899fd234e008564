"""Campaigns wait while the organisation is quiet."""

from typing import Any

QUIET = """
ALTER TABLE "campaign" ADD COLUMN "quiet_hours" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "campaign" ALTER COLUMN "quiet_hours" DROP DEFAULT;
"""


def up(migrator: Any, db: Any) -> None:
    for sql in (QUIET,):
        db.execute_sql(sql)
