"""Views of contacts that somebody saved."""

from typing import Any

TABLES = """
CREATE TABLE "saved_view" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "agent_id" BIGINT,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "saved_view_name" ON "saved_view" (COALESCE("agent_id", 0), LOWER("name"));
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(TABLES)
