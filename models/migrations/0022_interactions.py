"""Interactions, opportunities and purchases, and the words that people choose from for them."""

from typing import Any

# Existing rows get a value first; from then on the models give it.
COLUMNS = """
ALTER TABLE "organisation"
    ADD COLUMN "interaction_reminder_minutes" INTEGER DEFAULT 15
        CHECK (interaction_reminder_minutes > 0),
    ADD COLUMN "currency" TEXT NOT NULL DEFAULT 'EUR' CHECK (currency ~ '^[A-Z]{3}$');
ALTER TABLE "organisation"
    ALTER COLUMN "interaction_reminder_minutes" DROP DEFAULT,
    ALTER COLUMN "currency" DROP DEFAULT;
ALTER TABLE "agent" ADD COLUMN "calendar_hash" TEXT;
CREATE UNIQUE INDEX "agent_calendar_unique" ON "agent" ("calendar_hash")
    WHERE ("calendar_hash" IS NOT NULL);
ALTER TABLE "contact" ADD COLUMN "last_contacted_at" TIMESTAMPTZ;
"""
KNOWN = """
UPDATE "contact" SET "last_contacted_at" = written.at FROM (
    SELECT contact_id, max(sent_at) AS at FROM "message" WHERE author = 'agent' GROUP BY contact_id
) AS written WHERE "contact"."id" = written.contact_id
"""
TABLES = """
CREATE TABLE "option" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "kind" VARCHAR(11) NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL
);
CREATE UNIQUE INDEX "option_kind_name_unique" ON "option" ("kind", LOWER("name"));
CREATE TABLE "opportunity" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "contact_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "value" NUMERIC(14, 2) NOT NULL,
    "stage_id" BIGINT,
    "expected_on" DATE,
    "state" VARCHAR(4) NOT NULL,
    "decided_at" TIMESTAMPTZ,
    "agent_id" BIGINT,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("stage_id") REFERENCES "option" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE SET NULL,
    CHECK (value >= 0),
    CHECK ((state = 'open') = (decided_at IS NULL))
);
CREATE INDEX "opportunity_contact_id_id" ON "opportunity" ("contact_id", "id");
CREATE INDEX "opportunity_open" ON "opportunity" ("contact_id", "value") WHERE state = 'open';
CREATE TABLE "interaction" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "kind" VARCHAR(8) NOT NULL,
    "contact_id" BIGINT,
    "assignee_id" BIGINT NOT NULL,
    "creator_id" BIGINT,
    "type_id" BIGINT,
    "purpose_id" BIGINT,
    "outcome_id" BIGINT,
    "next_action_id" BIGINT,
    "starts_at" TIMESTAMPTZ NOT NULL,
    "ends_at" TIMESTAMPTZ NOT NULL,
    "note" TEXT NOT NULL,
    "completed_at" TIMESTAMPTZ,
    "follows_id" BIGINT,
    "generated_for" DATE,
    "reminded_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("assignee_id") REFERENCES "agent" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("creator_id") REFERENCES "agent" ("id") ON DELETE SET NULL,
    FOREIGN KEY ("type_id") REFERENCES "option" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("purpose_id") REFERENCES "option" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("outcome_id") REFERENCES "option" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("next_action_id") REFERENCES "option" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("follows_id") REFERENCES "interaction" ("id") ON DELETE SET NULL,
    CHECK (ends_at > starts_at),
    CHECK ((kind = 'standard') = (contact_id IS NOT NULL)),
    CHECK ((outcome_id IS NULL) = (completed_at IS NULL))
);
CREATE INDEX "interaction_follows_id" ON "interaction" ("follows_id");
CREATE INDEX "interaction_assignee_id_starts_at" ON "interaction" ("assignee_id", "starts_at");
CREATE INDEX "interaction_contact_id_starts_at" ON "interaction" ("contact_id", "starts_at");
CREATE INDEX "interaction_waiting" ON "interaction" ("starts_at") WHERE ("outcome_id" IS NULL);
CREATE UNIQUE INDEX "interaction_generated_unique" ON "interaction" ("contact_id", "generated_for") WHERE ("generated_for" IS NOT NULL);
CREATE TABLE "interaction_tag" (
    "interaction_id" BIGINT NOT NULL,
    "tag_id" BIGINT NOT NULL,
    PRIMARY KEY ("interaction_id", "tag_id"),
    FOREIGN KEY ("interaction_id") REFERENCES "interaction" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("tag_id") REFERENCES "tag" ("id") ON DELETE CASCADE
);
CREATE INDEX "interaction_tag_tag_id" ON "interaction_tag" ("tag_id");
CREATE TABLE "post" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "interaction_id" BIGINT NOT NULL,
    "agent_id" BIGINT,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("interaction_id") REFERENCES "interaction" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE SET NULL
);
CREATE INDEX "post_interaction_id_id" ON "post" ("interaction_id", "id");
CREATE TABLE "interaction_opportunity" (
    "interaction_id" BIGINT NOT NULL,
    "opportunity_id" BIGINT NOT NULL,
    PRIMARY KEY ("interaction_id", "opportunity_id"),
    FOREIGN KEY ("interaction_id") REFERENCES "interaction" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("opportunity_id") REFERENCES "opportunity" ("id") ON DELETE CASCADE
);
CREATE INDEX "interaction_opportunity_opportunity_id" ON "interaction_opportunity" ("opportunity_id");
CREATE TABLE "purchase" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "contact_id" BIGINT NOT NULL,
    "bought_at" TIMESTAMPTZ NOT NULL,
    "reference" TEXT,
    "currency" TEXT NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    "total" NUMERIC(16, 2) NOT NULL CHECK (total >= 0),
    "message_id" BIGINT,
    "agent_id" BIGINT,
    "note" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("message_id") REFERENCES "message" ("id") ON DELETE SET NULL,
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE SET NULL
);
CREATE INDEX "purchase_contact_id_bought_at" ON "purchase" ("contact_id", "bought_at");
CREATE UNIQUE INDEX "purchase_message_unique" ON "purchase" ("message_id") WHERE ("message_id" IS NOT NULL);
CREATE TABLE "purchase_item" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "purchase_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "product" TEXT,
    "quantity" NUMERIC(12, 3) NOT NULL CHECK (quantity > 0),
    "price" NUMERIC(14, 2) NOT NULL CHECK (price >= 0),
    FOREIGN KEY ("purchase_id") REFERENCES "purchase" ("id") ON DELETE CASCADE
);
CREATE INDEX "purchase_item_purchase_id" ON "purchase_item" ("purchase_id");
"""
CATALOGUE = """
CREATE TRIGGER catalogue_changed BEFORE INSERT OR UPDATE OR DELETE ON "option"
    FOR EACH STATEMENT EXECUTE FUNCTION raise_catalogue_version();
"""
OPTIONS = {
    "type": ["Call", "Meeting", "Video call", "Visit", "WhatsApp", "Email"],
    "purpose": ["First contact", "Follow-up", "Presentation", "Offer", "After-sales care"],
    "outcome": ["Successful", "No answer", "Not interested", "Postponed"],
    "next_action": ["Call again", "Send an offer", "Send information", "Meet", "None"],
    "stage": ["New", "Qualified", "Offer sent", "Negotiation"],
}
"""A shop that is there already gets what a new one begins with."""
CHOSEN_FROM = 'INSERT INTO "option" (kind, name, position) VALUES (%s, %s, %s)'


def up(migrator: Any, db: Any) -> None:
    for sql in (COLUMNS, KNOWN, TABLES, CATALOGUE):
        db.execute_sql(sql)
    if db.execute_sql('SELECT 1 FROM "organisation"').fetchone():
        for kind, names in OPTIONS.items():
            for position, name in enumerate(names, 1):
                db.execute_sql(CHOSEN_FROM, (kind, name, position))
