"""Contacts by API: where they work and live; what lists and searches of a million need."""

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


SEARCH = """
CREATE TABLE "contact_search" (
    "contact_id" BIGINT NOT NULL PRIMARY KEY,
    "document" TSVECTOR NOT NULL,
    "has_phone" BOOLEAN NOT NULL,
    "unanswered" BOOLEAN NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "last_heard_at" TIMESTAMPTZ,
    "closure_deadline" DATE,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE
);
CREATE INDEX "contact_search_document" ON "contact_search" USING GIN ("document")
    WITH (fastupdate = 'off');
CREATE INDEX "contact_search_updated_at_contact_id" ON "contact_search" ("updated_at", "contact_id");
CREATE INDEX "contact_search_last_heard_at_contact_id"
    ON "contact_search" ("last_heard_at", "contact_id");
CREATE INDEX "contact_search_closure_deadline_contact_id"
    ON "contact_search" ("closure_deadline", "contact_id");
CREATE INDEX "contact_search_no_phone" ON "contact_search" ("contact_id") WHERE NOT has_phone;
CREATE INDEX "contact_search_unanswered" ON "contact_search" ("contact_id") WHERE unanswered;
CREATE TABLE "contact_stale" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "contact_id" BIGINT NOT NULL
);
INSERT INTO "contact_stale" ("contact_id") SELECT "id" FROM "contact" ORDER BY "id" DESC;
"""

INDEXES = """
CREATE INDEX "contact_name" ON "contact" (LEFT(LOWER("name"), 64), "id");
CREATE INDEX "contact_state" ON "contact" ("state", "created_at", "id") WHERE state <> 'PROSPECT';
CREATE INDEX "contact_opted_out" ON "contact" ("id") WHERE ("opted_out_at" IS NOT NULL);
DROP INDEX "contact_trait_trait_id_value";
CREATE INDEX "contact_trait_value" ON "contact_trait" ("trait_id",
    (CASE WHEN jsonb_typeof(value) = 'number' THEN value::numeric END),
    LEFT(LOWER(value #>> '{}'), 64));
"""

# Of a message what was said or taken back counts, not how far it came.
STALE = """
CREATE FUNCTION note_stale_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO contact_stale (contact_id) SELECT id FROM touched;
    RETURN NULL;
END $$;
CREATE FUNCTION note_stale_talk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO contact_stale (contact_id) SELECT DISTINCT contact_id FROM touched;
    RETURN NULL;
END $$;
CREATE FUNCTION note_stale_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO contact_stale (contact_id) VALUES (NEW.contact_id);
    RETURN NULL;
END $$;
CREATE TRIGGER contact_made AFTER INSERT ON "contact" REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION note_stale_contacts();
CREATE TRIGGER contact_changed AFTER UPDATE ON "contact" REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION note_stale_contacts();
CREATE TRIGGER message_made AFTER INSERT ON "message" REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION note_stale_talk();
CREATE TRIGGER message_gone AFTER DELETE ON "message" REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION note_stale_talk();
CREATE TRIGGER message_amended AFTER UPDATE OF "text", "revoked_at" ON "message"
    FOR EACH ROW EXECUTE FUNCTION note_stale_message();
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(COMPANIES)
    db.execute_sql(COLUMNS)
    db.execute_sql(INDEXES)
    db.execute_sql(SEARCH)
    db.execute_sql(STALE)
