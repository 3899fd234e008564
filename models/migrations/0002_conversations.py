"""Conversations: who is there to answer, what waits, what is told and when."""

from typing import Any

# Existing rows get a value first; from then on the models give it.
COLUMNS = """
ALTER TABLE "agent"
    ADD COLUMN "timezone" TEXT,
    ADD COLUMN "hours" JSONB,
    ADD COLUMN "capacity" INTEGER CHECK (capacity >= 0),
    ADD COLUMN "weight" INTEGER NOT NULL DEFAULT 1 CHECK (weight BETWEEN 1 AND 10);
ALTER TABLE "agent" ALTER COLUMN "weight" DROP DEFAULT;

ALTER TABLE "organisation"
    ADD COLUMN "hand_over_words" JSONB NOT NULL DEFAULT
        '["agent", "human", "person", "real person", "operator", "representative", "agente", "humano", "persona", "asesor", "atendente", "pessoa", "conseiller", "humain", "mitarbeiter", "mensch", "operatore", "medewerker", "موظف", "एजेंट", "客服", "人工"]',
    ADD COLUMN "hand_over_text" TEXT NOT NULL DEFAULT 'A colleague will write to you shortly.',
    ADD COLUMN "bot_returns_after" INTEGER CHECK (bot_returns_after > 0),
    ADD COLUMN "return_to_former_owner" BOOLEAN NOT NULL DEFAULT true,
    ADD COLUMN "first_reply_minutes" INTEGER CHECK (first_reply_minutes > 0),
    ADD COLUMN "first_reply_then" VARCHAR(10) NOT NULL DEFAULT 'reassign',
    ADD COLUMN "reminders" JSONB NOT NULL DEFAULT '[{"days": 0, "to": "owner"}]',
    ADD COLUMN "reminders_since" DATE NOT NULL DEFAULT current_date,
    ADD COLUMN "quiet_from" TEXT,
    ADD COLUMN "quiet_to" TEXT,
    ADD COLUMN "digest_at" TEXT;
ALTER TABLE "organisation"
    ALTER COLUMN "hand_over_words" DROP DEFAULT,
    ALTER COLUMN "hand_over_text" DROP DEFAULT,
    ALTER COLUMN "return_to_former_owner" DROP DEFAULT,
    ALTER COLUMN "first_reply_then" DROP DEFAULT,
    ALTER COLUMN "reminders" DROP DEFAULT,
    ALTER COLUMN "reminders_since" DROP DEFAULT;

ALTER TABLE "contact"
    ADD COLUMN "opted_out_at" TIMESTAMPTZ,
    ADD COLUMN "former_owner_id" BIGINT REFERENCES "agent" ("id") ON DELETE SET NULL,
    ADD COLUMN "deadline_step" SMALLINT NOT NULL DEFAULT 0,
    ADD COLUMN "reply_due_at" TIMESTAMPTZ,
    ADD COLUMN "reply_step" SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE "contact"
    ALTER COLUMN "deadline_step" DROP DEFAULT,
    ALTER COLUMN "reply_step" DROP DEFAULT;
CREATE INDEX "contact_deadline" ON "contact" ("deadline_step", "closure_deadline")
    WHERE closed_at IS NULL;
CREATE INDEX "contact_open_owner" ON "contact" ("owner_id")
    WHERE closed_at IS NULL AND owner_id IS NOT NULL;
CREATE INDEX "contact_reply_due" ON "contact" ("reply_due_at") WHERE ("reply_due_at" IS NOT NULL);

ALTER TABLE "run" ADD COLUMN "trail" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "run" ALTER COLUMN "trail" DROP DEFAULT;

ALTER TABLE "pool_member" ADD COLUMN "load" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "pool_member" ALTER COLUMN "load" DROP DEFAULT;
UPDATE "pool_member" SET "load" = "turns" * 2520;
UPDATE "pool" SET "level" = "level" * 2520;

ALTER TABLE "notification"
    ADD COLUMN "kind" VARCHAR(12) NOT NULL DEFAULT 'assigned',
    ADD COLUMN "key" TEXT;
UPDATE "notification" SET "key" = 'assignment:' || "assignment_id";
ALTER TABLE "notification"
    ALTER COLUMN "kind" DROP DEFAULT,
    ALTER COLUMN "key" SET NOT NULL,
    ALTER COLUMN "assignment_id" DROP NOT NULL;
DROP INDEX "notification_assignment_id";
CREATE UNIQUE INDEX "notification_key" ON "notification" ("key");
"""

TABLES = """
CREATE TABLE "leave" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "agent_id" BIGINT NOT NULL,
    "first_day" DATE NOT NULL,
    "last_day" DATE NOT NULL CHECK (last_day >= first_day),
    "reason" TEXT NOT NULL,
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE
);
CREATE INDEX "leave_agent_id" ON "leave" ("agent_id");
CREATE TABLE "automation" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "status_id" BIGINT NOT NULL,
    "actions" JSONB NOT NULL,
    "active" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("status_id") REFERENCES "status" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "automation_status_id" ON "automation" ("status_id");
CREATE TABLE "note" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "contact_id" BIGINT NOT NULL,
    "agent_id" BIGINT,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE SET NULL
);
CREATE INDEX "note_contact_id_id" ON "note" ("contact_id", "id");
CREATE TABLE "backlog_item" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "lane" TEXT NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "attempts" INTEGER NOT NULL,
    "due_at" TIMESTAMPTZ NOT NULL,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL,
    "done_at" TIMESTAMPTZ,
    "contact_id" BIGINT NOT NULL,
    "pool_kind" VARCHAR(10) NOT NULL,
    "pool_of" BIGINT NOT NULL,
    "trigger" TEXT NOT NULL,
    "rule_id" BIGINT,
    "ruleset_id" BIGINT,
    "facts" JSONB NOT NULL,
    "cause" TEXT NOT NULL,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("rule_id") REFERENCES "rule" ("id") ON DELETE SET NULL,
    FOREIGN KEY ("ruleset_id") REFERENCES "ruleset" ("id") ON DELETE RESTRICT
);
CREATE INDEX "backlog_item_pending" ON "backlog_item" ("id") WHERE state = 'pending';
CREATE INDEX "backlog_item_lane" ON "backlog_item" ("lane", "id") WHERE state = 'pending';
CREATE UNIQUE INDEX "backlog_item_one_per_contact" ON "backlog_item" ("contact_id")
    WHERE state = 'pending';
CREATE INDEX "backlog_item_pool" ON "backlog_item" ("pool_kind", "pool_of", "id")
    WHERE state = 'pending';
"""

CATALOGUE = """
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON "leave"
    FOR EACH STATEMENT EXECUTE FUNCTION raise_catalogue_version();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON "automation"
    FOR EACH STATEMENT EXECUTE FUNCTION raise_catalogue_version();
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(COLUMNS)
    db.execute_sql(TABLES)
    db.execute_sql(CATALOGUE)
