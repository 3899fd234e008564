"""Lists of sales, and of contacts by when somebody was contacted last; what a dry run of an import knows of its own rows."""

from typing import Any

CONTACTED = """
ALTER TABLE "contact_search" ADD COLUMN "last_contacted_at" TIMESTAMPTZ;
UPDATE "contact_search" SET "last_contacted_at" = "contact"."last_contacted_at" FROM "contact"
    WHERE "contact"."id" = "contact_search"."contact_id"
    AND "contact"."last_contacted_at" IS NOT NULL;
CREATE INDEX "contact_search_last_contacted_at_contact_id"
    ON "contact_search" ("last_contacted_at", "contact_id");
"""
TRIAL = """
CREATE TABLE "trial_mark" (
    "job_id" BIGINT NOT NULL,
    "mark" BIGINT NOT NULL,
    "number" INTEGER NOT NULL,
    PRIMARY KEY ("job_id", "mark"),
    FOREIGN KEY ("job_id") REFERENCES "job" ("id") ON DELETE CASCADE
);
"""
SALES = """
CREATE INDEX "opportunity_value_id" ON "opportunity" ("value", "id");
CREATE INDEX "opportunity_expected_on_id" ON "opportunity" ("expected_on", "id");
CREATE INDEX "opportunity_state_value" ON "opportunity" ("state", "value");
CREATE INDEX "purchase_total_id" ON "purchase" ("total", "id");
CREATE INDEX "purchase_bought_at" ON "purchase" ("bought_at", "id") INCLUDE ("currency", "total");
"""


def up(migrator: Any, db: Any) -> None:
    for sql in (CONTACTED, TRIAL, SALES):
        db.execute_sql(sql)
