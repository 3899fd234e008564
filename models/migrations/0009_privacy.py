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
CREATE INDEX "notification_contact" ON "notification" ("contact_id")
    WHERE ("contact_id" IS NOT NULL);
"""

TABLES = """
CREATE TABLE "merged_contact" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "contact_id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE
);
CREATE INDEX "merged_contact_contact_id" ON "merged_contact" ("contact_id");
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(IDENTITY)
    db.execute_sql(NOTIFICATIONS)
    db.execute_sql(TABLES)
