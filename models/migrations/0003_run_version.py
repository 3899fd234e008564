"""What is counted among many rows gets its index: the runs of a version."""

from typing import Any

INDEXES = """
CREATE INDEX "run_version_id" ON "run" ("version_id");
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(INDEXES)
