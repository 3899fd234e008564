"""Conversations: who said something last, and how far each agent has read."""

from typing import Any

READ = """
CREATE TABLE "conversation_read" (
    "agent_id" BIGINT NOT NULL,
    "contact_id" BIGINT NOT NULL,
    "message" BIGINT NOT NULL,
    PRIMARY KEY ("agent_id", "contact_id"),
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE
);
CREATE INDEX "conversation_read_contact_id" ON "conversation_read" ("contact_id");
"""
NEWEST = """
ALTER TABLE "contact_search" ADD COLUMN "last_message" BIGINT;
UPDATE "contact_search" SET "last_message" =
    (SELECT max("id") FROM "message" WHERE "message"."contact_id" = "contact_search"."contact_id");
CREATE INDEX "contact_search_last_message" ON "contact_search" ("last_message")
    WHERE ("last_message" IS NOT NULL);
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(READ)
    db.execute_sql(NEWEST)
