"""Lists by when somebody was contacted last."""

from typing import Any

CONTACTED = """
ALTER TABLE "contact_search" ADD COLUMN "last_contacted_at" TIMESTAMPTZ;
UPDATE "contact_search" SET "last_contacted_at" = "contact"."last_contacted_at" FROM "contact"
    WHERE "contact"."id" = "contact_search"."contact_id"
    AND "contact"."last_contacted_at" IS NOT NULL;
CREATE INDEX "contact_search_last_contacted_at_contact_id"
    ON "contact_search" ("last_contacted_at", "contact_id");
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(CONTACTED)
