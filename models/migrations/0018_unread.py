"""What an agent has not read yet is counted on every page."""

from typing import Any

UNREAD = """
CREATE INDEX "notification_unread" ON "notification" ("agent_id") WHERE "read_at" IS NULL;
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(UNREAD)
