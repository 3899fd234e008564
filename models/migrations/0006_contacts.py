"""Contacts by API: where they work and live."""

from typing import Any

COMPANIES = """
CREATE TABLE "company" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "contact_person_id" BIGINT,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("contact_person_id") REFERENCES "contact" ("id") ON DELETE SET NULL
);
CREATE INDEX "company_contact_person_id" ON "company" ("contact_person_id");
CREATE UNIQUE INDEX "company_name_unique" ON "company" (LOWER("name"));
"""

COLUMNS = """
ALTER TABLE "contact"
    ADD COLUMN "company_id" BIGINT REFERENCES "company" ("id") ON DELETE RESTRICT,
    ADD COLUMN "town" TEXT,
    ADD COLUMN "postcode" TEXT;
CREATE INDEX "contact_company" ON "contact" ("company_id") WHERE ("company_id" IS NOT NULL);
CREATE INDEX "contact_town" ON "contact" (LOWER("town")) WHERE ("town" IS NOT NULL);
CREATE INDEX "contact_postcode" ON "contact" (LOWER("postcode") text_pattern_ops)
    WHERE ("postcode" IS NOT NULL);
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(COMPANIES)
    db.execute_sql(COLUMNS)
