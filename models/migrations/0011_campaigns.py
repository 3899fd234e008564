"""Campaigns: a message to many, which never holds up an answer to one."""

from typing import Any

PRIORITY = """
ALTER TABLE "outbox_item" ADD COLUMN "priority" SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE "outbox_item" ALTER COLUMN "priority" DROP DEFAULT;
DROP INDEX "outbox_item_pending";
DROP INDEX "outbox_item_sendable";
CREATE INDEX "outbox_item_pending" ON "outbox_item" ("priority", "id") WHERE state = 'pending';
CREATE INDEX "outbox_item_sendable" ON "outbox_item" ("priority", "id")
    WHERE state = 'pending' AND kind = 'whatsapp';
CREATE INDEX "outbox_item_patient" ON "outbox_item" ("lane")
    WHERE state = 'pending' AND priority > 0;
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(PRIORITY)
