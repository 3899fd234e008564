"""Privacy: two contacts that are one person, and people who want to be forgotten."""

from typing import Any

IDENTITY = """
ALTER TABLE "identifier" ADD COLUMN "account" BIGINT;
ALTER TABLE "contact" ADD COLUMN "account" BIGINT;
CREATE INDEX "contact_email" ON "contact" (LOWER("email")) WHERE ("email" IS NOT NULL);
CREATE INDEX "contact_flag" ON "contact" ("flag") WHERE ("flag" IS NOT NULL);
"""

# What a notification is about stood only in its link; some are about contacts that are gone.
NOTIFICATIONS = """
ALTER TABLE "notification"
    ADD COLUMN "contact_id" BIGINT REFERENCES "contact" ("id") ON DELETE CASCADE;
UPDATE "notification" SET "contact_id" = "contact"."id" FROM "contact"
WHERE "notification"."payload" ->> 'link' = '/contacts/' || "contact"."id";
ALTER TABLE "notification" DROP COLUMN "assignment_id";
CREATE INDEX "notification_contact" ON "notification" ("contact_id")
    WHERE ("contact_id" IS NOT NULL);
CREATE INDEX "notification_of_many" ON "notification" ("created_at") WHERE ("contact_id" IS NULL);
"""

RETENTION = """
ALTER TABLE "organisation"
    ADD COLUMN "keep_payloads_days" INTEGER NOT NULL DEFAULT 30 CHECK (keep_payloads_days > 0),
    ADD COLUMN "keep_work_days" INTEGER NOT NULL DEFAULT 90 CHECK (keep_work_days >= 8),
    ADD COLUMN "keep_messages_months" INTEGER CHECK (keep_messages_months > 0);
ALTER TABLE "organisation"
    ALTER COLUMN "keep_payloads_days" DROP DEFAULT,
    ALTER COLUMN "keep_work_days" DROP DEFAULT;
CREATE INDEX "inbox_item_payload" ON "inbox_item" ("done_at")
    WHERE state = 'done' AND payload <> '';
CREATE INDEX "inbox_item_bare" ON "inbox_item" ("done_at") WHERE state = 'done' AND payload = '';
CREATE INDEX "outbox_item_done" ON "outbox_item" ("done_at") WHERE state = 'done';
CREATE INDEX "backlog_item_done" ON "backlog_item" ("done_at") WHERE state = 'done';
CREATE INDEX "job_ended" ON "job" ("ended_at") WHERE ("ended_at" IS NOT NULL);
"""

TABLES = """
CREATE TABLE "merged_contact" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "contact_id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE
);
CREATE INDEX "merged_contact_contact_id" ON "merged_contact" ("contact_id");
CREATE TABLE "erasure" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "former_id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "agent_id" BIGINT,
    "cause" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "marks" JSONB NOT NULL,
    "kept" JSONB NOT NULL,
    "sought" JSONB,
    "place" JSONB NOT NULL,
    "found" JSONB NOT NULL,
    "done_at" TIMESTAMPTZ,
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE SET NULL
);
CREATE INDEX "erasure_pending" ON "erasure" ("id") WHERE ("done_at" IS NULL);
ALTER TABLE "kept_answer" ADD COLUMN "contact_id" BIGINT;
CREATE INDEX "kept_answer_contact" ON "kept_answer" ("contact_id")
    WHERE ("contact_id" IS NOT NULL);
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(IDENTITY)
    db.execute_sql(NOTIFICATIONS)
    db.execute_sql(RETENTION)
    db.execute_sql(TABLES)
