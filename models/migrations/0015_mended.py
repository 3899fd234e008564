"""Campaigns wait while the organisation is quiet; figures for Prometheus that count no whole
table."""

from typing import Any

QUIET = """
ALTER TABLE "campaign" ADD COLUMN "quiet_hours" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "campaign" ALTER COLUMN "quiet_hours" DROP DEFAULT;
"""
PARKED = """
CREATE INDEX "inbox_item_parked" ON "inbox_item" ("id") WHERE state = 'parked';
CREATE INDEX "outbox_item_parked" ON "outbox_item" ("id") WHERE state = 'parked';
"""
# What is there is counted once, here.
TALLY = """
CREATE TABLE "message_tally" (
    "id" INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    "counted_to" BIGINT NOT NULL,
    "heard" BIGINT NOT NULL,
    "said" BIGINT NOT NULL,
    "settled_to" BIGINT NOT NULL,
    "failed" BIGINT NOT NULL
);
INSERT INTO "message_tally" (id, counted_to, heard, said, settled_to, failed)
SELECT 1, coalesce(max(id), 0), count(*) FILTER (WHERE author = 'contact'),
    count(*) FILTER (WHERE author <> 'contact'), coalesce(max(id), 0),
    count(*) FILTER (WHERE delivery = 'failed')
FROM "message";
"""


def up(migrator: Any, db: Any) -> None:
    for sql in (QUIET, PARKED, TALLY):
        db.execute_sql(sql)
