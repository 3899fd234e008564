"""What is counted or looked for among many rows gets its index: the runs of a version, and who waits
for a rule's team."""

from typing import Any

INDEXES = """
CREATE INDEX "run_version_id" ON "run" ("version_id");
CREATE INDEX "backlog_item_team_rule" ON "backlog_item" (coalesce("rule_id", 0), "pool_of", "id")
    WHERE state = 'pending' AND pool_kind = 'team';
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(INDEXES)
