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

TABLES = """
CREATE TABLE "campaign" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "job_id" BIGINT NOT NULL,
    "content" JSONB NOT NULL,
    "defaults" JSONB NOT NULL,
    "number" TEXT NOT NULL,
    "rate" INTEGER NOT NULL,
    "days" INTEGER,
    "others" JSONB NOT NULL,
    "start_at" TIMESTAMPTZ NOT NULL,
    "alarm" TEXT,
    "paused_because" TEXT,
    "resumed_at" TIMESTAMPTZ NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("job_id") REFERENCES "job" ("id") ON DELETE RESTRICT
);
CREATE UNIQUE INDEX "campaign_job_id" ON "campaign" ("job_id");
CREATE UNIQUE INDEX "campaign_name_unique" ON "campaign" (lower("name"));
CREATE TABLE "campaign_recipient" (
    "campaign_id" BIGINT NOT NULL,
    "contact_id" BIGINT NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "reason" TEXT,
    "message_id" BIGINT,
    PRIMARY KEY ("campaign_id", "contact_id"),
    FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("message_id") REFERENCES "message" ("id") ON DELETE SET NULL
);
CREATE INDEX "campaign_recipient_contact_id" ON "campaign_recipient" ("contact_id");
CREATE UNIQUE INDEX "campaign_recipient_message_id" ON "campaign_recipient" ("message_id");
CREATE INDEX "campaign_recipient_pending" ON "campaign_recipient" ("campaign_id", "contact_id")
    WHERE state = 'pending';
CREATE INDEX "campaign_recipient_owed" ON "campaign_recipient" ("campaign_id", "message_id")
    WHERE state = 'owed';
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(PRIORITY)
    db.execute_sql(TABLES)
