"""Files that agents attach: kept until WhatsApp has them. The stand-in for Meta keeps them, too."""

from typing import Any

# Pictures and sound are compressed already; and a part of a file is read without the rest.
TABLES = """
CREATE TABLE "attachment" (
    "message_id" BIGINT NOT NULL PRIMARY KEY,
    "data" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("message_id") REFERENCES "message" ("id") ON DELETE CASCADE
);
ALTER TABLE "attachment" ALTER COLUMN "data" SET STORAGE EXTERNAL;
CREATE INDEX "attachment_created_at" ON "attachment" ("created_at");
CREATE TABLE "simulated_media" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "number" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "data" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX "simulated_media_created_at" ON "simulated_media" ("created_at");
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(TABLES)
