"""Everything that the first release keeps."""

from typing import Any

TABLES = """
CREATE TABLE "agent" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" VARCHAR(20) NOT NULL,
    "whatsapp" TEXT,
    "active" BOOLEAN NOT NULL,
    "available" BOOLEAN NOT NULL,
    "password_hash" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX "agent_email_unique" ON "agent" (LOWER("email"));
CREATE UNIQUE INDEX "agent_whatsapp_unique" ON "agent" ("whatsapp") WHERE ("whatsapp" IS NOT NULL);
CREATE TABLE "api_key" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "agent_id" BIGINT,
    "created_at" TIMESTAMPTZ NOT NULL,
    "last_used_at" TIMESTAMPTZ,
    "revoked_at" TIMESTAMPTZ,
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "api_key_digest" ON "api_key" ("digest");
CREATE INDEX "api_key_agent_id" ON "api_key" ("agent_id");
CREATE TABLE "team" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL
);
CREATE UNIQUE INDEX "team_name_unique" ON "team" (LOWER("name"));
CREATE TABLE "rule" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "trigger" VARCHAR(30) NOT NULL,
    "conditions" JSONB NOT NULL,
    "match" VARCHAR(3) NOT NULL,
    "team_id" BIGINT,
    "active" BOOLEAN NOT NULL,
    "position" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("team_id") REFERENCES "team" ("id") ON DELETE RESTRICT
);
CREATE INDEX "rule_team_id" ON "rule" ("team_id");
CREATE TABLE "ruleset" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "rules" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL
);
CREATE TABLE "assignment" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "agent_id" BIGINT,
    "outcome" VARCHAR(10) NOT NULL,
    "trigger" TEXT NOT NULL,
    "rule_id" BIGINT,
    "ruleset_id" BIGINT,
    "facts" JSONB,
    "pool" JSONB,
    "cause" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "contact_id" BIGINT NOT NULL,
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("rule_id") REFERENCES "rule" ("id") ON DELETE SET NULL,
    FOREIGN KEY ("ruleset_id") REFERENCES "ruleset" ("id") ON DELETE RESTRICT
);
CREATE INDEX "assignment_agent_id" ON "assignment" ("agent_id");
CREATE INDEX "assignment_rule_id" ON "assignment" ("rule_id");
CREATE INDEX "assignment_contact_id_id" ON "assignment" ("contact_id", "id");
CREATE TABLE "status" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "color" TEXT NOT NULL CHECK (color ~ '^#[0-9a-f]{6}$'),
    "position" INTEGER NOT NULL,
    "closure" BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX "status_name_unique" ON "status" (LOWER("name"));
CREATE TABLE "source" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL
);
CREATE UNIQUE INDEX "source_name_unique" ON "source" (LOWER("name"));
CREATE TABLE "contact" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "username" TEXT,
    "email" TEXT,
    "status_id" BIGINT NOT NULL,
    "status_since" TIMESTAMPTZ NOT NULL,
    "source_id" BIGINT,
    "state" VARCHAR(10) NOT NULL,
    "owner_id" BIGINT,
    "closure_deadline" DATE,
    "closed_at" TIMESTAMPTZ,
    "number" TEXT,
    "last_heard_at" TIMESTAMPTZ,
    "silenced_at" TIMESTAMPTZ,
    "origin" JSONB,
    "flag" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("status_id") REFERENCES "status" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("source_id") REFERENCES "source" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("owner_id") REFERENCES "agent" ("id") ON DELETE RESTRICT
);
CREATE INDEX "contact_status_id" ON "contact" ("status_id");
CREATE INDEX "contact_source_id" ON "contact" ("source_id");
CREATE INDEX "contact_owner_id" ON "contact" ("owner_id");
CREATE INDEX "contact_created_at_id" ON "contact" ("created_at", "id");
CREATE TABLE "tag" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL
);
CREATE UNIQUE INDEX "tag_name_unique" ON "tag" (LOWER("name"));
CREATE TABLE "contact_tag" (
    "contact_id" BIGINT NOT NULL,
    "tag_id" BIGINT NOT NULL,
    PRIMARY KEY ("contact_id", "tag_id"),
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("tag_id") REFERENCES "tag" ("id") ON DELETE CASCADE
);
CREATE INDEX "contact_tag_tag_id" ON "contact_tag" ("tag_id");
CREATE TABLE "trait" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "kind" VARCHAR(10) NOT NULL
);
CREATE UNIQUE INDEX "trait_name_unique" ON "trait" (LOWER("name"));
CREATE TABLE "contact_trait" (
    "contact_id" BIGINT NOT NULL,
    "trait_id" BIGINT NOT NULL,
    "value" JSONB NOT NULL,
    PRIMARY KEY ("contact_id", "trait_id"),
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("trait_id") REFERENCES "trait" ("id") ON DELETE RESTRICT
);
CREATE INDEX "contact_trait_trait_id_value" ON "contact_trait" ("trait_id", "value");
CREATE TABLE "event" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "contact_id" BIGINT,
    "name" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "cause" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE
);
CREATE INDEX "event_contact_id_id" ON "event" ("contact_id", "id");
CREATE TABLE "identifier" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "contact_id" BIGINT NOT NULL,
    "kind" VARCHAR(12) NOT NULL,
    "value" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE
);
CREATE INDEX "identifier_contact_id" ON "identifier" ("contact_id");
CREATE UNIQUE INDEX "identifier_active_unique" ON "identifier" ("value", "kind") WHERE active;
CREATE TABLE "inbox_item" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "lane" TEXT NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "attempts" INTEGER NOT NULL,
    "due_at" TIMESTAMPTZ NOT NULL,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL,
    "done_at" TIMESTAMPTZ,
    "external_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "payload" TEXT NOT NULL
);
CREATE UNIQUE INDEX "inbox_item_external_id" ON "inbox_item" ("external_id");
CREATE INDEX "inbox_item_pending" ON "inbox_item" ("id") WHERE state = 'pending';
CREATE INDEX "inbox_item_lane" ON "inbox_item" ("lane", "id") WHERE state = 'pending';
CREATE TABLE "kept_answer" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "api_key_id" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "headers" JSONB NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("api_key_id") REFERENCES "api_key" ("id") ON DELETE CASCADE
);
CREATE INDEX "kept_answer_created_at" ON "kept_answer" ("created_at");
CREATE UNIQUE INDEX "kept_answer_api_key_id_key" ON "kept_answer" ("api_key_id", "key");
CREATE TABLE "message" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "author" VARCHAR(8) NOT NULL,
    "agent_id" BIGINT,
    "number" TEXT NOT NULL,
    "wamid" TEXT,
    "type" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "context_wamid" TEXT,
    "delivery" VARCHAR(10),
    "error" TEXT,
    "pricing" JSONB,
    "sent_at" TIMESTAMPTZ NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "edited_at" TIMESTAMPTZ,
    "revoked_at" TIMESTAMPTZ,
    "contact_id" BIGINT NOT NULL,
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE SET NULL
);
CREATE INDEX "message_contact_id_id" ON "message" ("contact_id", "id");
CREATE UNIQUE INDEX "message_wamid_unique" ON "message" ("wamid") WHERE ("wamid" IS NOT NULL);
CREATE TABLE "notification" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "agent_id" BIGINT NOT NULL,
    "assignment_id" BIGINT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "read_at" TIMESTAMPTZ,
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("assignment_id") REFERENCES "assignment" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "notification_assignment_id" ON "notification" ("assignment_id");
CREATE INDEX "notification_agent_id_id" ON "notification" ("agent_id", "id");
CREATE TABLE "organisation" (
    "id" INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    "name" TEXT NOT NULL,
    "default_status_id" BIGINT NOT NULL,
    "closure_days" INTEGER NOT NULL CHECK (closure_days BETWEEN 1 AND 3650),
    "fallback" BOOLEAN NOT NULL,
    "timezone" TEXT NOT NULL,
    "notice_template" TEXT NOT NULL,
    "notice_language" TEXT NOT NULL,
    "catalogue_version" BIGINT NOT NULL,
    FOREIGN KEY ("default_status_id") REFERENCES "status" ("id") ON DELETE RESTRICT
);
CREATE INDEX "organisation_default_status_id" ON "organisation" ("default_status_id");
CREATE TABLE "outbox_item" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "lane" TEXT NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "attempts" INTEGER NOT NULL,
    "due_at" TIMESTAMPTZ NOT NULL,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL,
    "done_at" TIMESTAMPTZ,
    "kind" VARCHAR(10) NOT NULL,
    "payload" JSONB NOT NULL,
    "message_id" BIGINT,
    "notification_id" BIGINT,
    "number" TEXT,
    "recipient" TEXT,
    "called_at" TIMESTAMPTZ,
    "external_id" TEXT,
    "contact_id" BIGINT,
    FOREIGN KEY ("message_id") REFERENCES "message" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("notification_id") REFERENCES "notification" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "outbox_item_message_id" ON "outbox_item" ("message_id");
CREATE INDEX "outbox_item_contact_id" ON "outbox_item" ("contact_id");
CREATE UNIQUE INDEX "outbox_item_notification_id_kind" ON "outbox_item" ("notification_id", "kind");
CREATE INDEX "outbox_item_pending" ON "outbox_item" ("id") WHERE state = 'pending';
CREATE INDEX "outbox_item_sendable" ON "outbox_item" ("id") WHERE state = 'pending' AND kind = 'whatsapp';
CREATE INDEX "outbox_item_lane" ON "outbox_item" ("lane", "id") WHERE state = 'pending';
CREATE TABLE "pace" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "free_at" TIMESTAMPTZ NOT NULL
);
CREATE TABLE "pool" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "of" BIGINT NOT NULL,
    "turn" BIGINT NOT NULL,
    "level" BIGINT NOT NULL
);
CREATE UNIQUE INDEX "pool_kind_of" ON "pool" ("kind", "of");
CREATE TABLE "pool_member" (
    "pool_id" BIGINT NOT NULL,
    "agent_id" BIGINT NOT NULL,
    "turns" BIGINT NOT NULL,
    "last_turn" BIGINT NOT NULL,
    "seen" BIGINT NOT NULL,
    PRIMARY KEY ("pool_id", "agent_id"),
    FOREIGN KEY ("pool_id") REFERENCES "pool" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE
);
CREATE TABLE "rule_agent" (
    "rule_id" BIGINT NOT NULL,
    "agent_id" BIGINT NOT NULL,
    PRIMARY KEY ("rule_id", "agent_id"),
    FOREIGN KEY ("rule_id") REFERENCES "rule" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE
);
CREATE INDEX "rule_agent_agent_id" ON "rule_agent" ("agent_id");
CREATE TABLE "workflow" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "version_id" BIGINT
);
CREATE UNIQUE INDEX "workflow_name_unique" ON "workflow" (LOWER("name"));
CREATE TABLE "workflow_version" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "workflow_id" BIGINT NOT NULL,
    "number" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("workflow_id") REFERENCES "workflow" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "workflow_version_workflow_id_number" ON "workflow_version" ("workflow_id", "number");
CREATE TABLE "run" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "contact_id" BIGINT NOT NULL,
    "version_id" BIGINT NOT NULL,
    "state" VARCHAR(12) NOT NULL,
    "step" TEXT,
    "asked" INTEGER NOT NULL,
    "nudges" INTEGER NOT NULL,
    "due_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL,
    "ended_at" TIMESTAMPTZ,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("version_id") REFERENCES "workflow_version" ("id") ON DELETE RESTRICT
);
CREATE INDEX "run_contact_id_id" ON "run" ("contact_id", "id");
CREATE UNIQUE INDEX "run_one_per_contact" ON "run" ("contact_id") WHERE state = 'running';
CREATE INDEX "run_due" ON "run" ("due_at") WHERE state = 'running';
CREATE TABLE "simulated_behaviour" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "slow_ms" INTEGER NOT NULL,
    "fail_code" INTEGER,
    "fail_times" INTEGER NOT NULL,
    "fail_rate" REAL NOT NULL,
    "fail_later" BOOLEAN NOT NULL,
    "repeat" INTEGER NOT NULL,
    "shuffle" BOOLEAN NOT NULL,
    "drop_receipts" BOOLEAN NOT NULL,
    "reads" TEXT NOT NULL,
    "allow_list" BOOLEAN NOT NULL,
    "throughput" INTEGER NOT NULL,
    "templates" JSONB NOT NULL
);
CREATE TABLE "simulated_customer" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "phone_shared" BOOLEAN NOT NULL,
    "bsuid" TEXT NOT NULL,
    "username" TEXT,
    "typing_until" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX "simulated_customer_phone" ON "simulated_customer" ("phone");
CREATE UNIQUE INDEX "simulated_customer_bsuid" ON "simulated_customer" ("bsuid");
CREATE UNIQUE INDEX "simulated_customer_username" ON "simulated_customer" ("username");
CREATE TABLE "simulated_message" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "customer_id" BIGINT NOT NULL,
    "number" TEXT NOT NULL,
    "wamid" TEXT NOT NULL,
    "from_customer" BOOLEAN NOT NULL,
    "type" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "context_wamid" TEXT,
    "status" TEXT NOT NULL,
    "error_code" INTEGER,
    "opaque" TEXT,
    "customer_reaction" TEXT,
    "business_reaction" TEXT,
    "shown_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("customer_id") REFERENCES "simulated_customer" ("id") ON DELETE CASCADE
);
CREATE INDEX "simulated_message_customer_id" ON "simulated_message" ("customer_id");
CREATE UNIQUE INDEX "simulated_message_wamid" ON "simulated_message" ("wamid");
CREATE INDEX "simulated_message_customer_id_number_id" ON "simulated_message" ("customer_id", "number", "id");
CREATE TABLE "simulated_rate" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "due_at" TIMESTAMPTZ NOT NULL
);
CREATE TABLE "simulated_webhook" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "body" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "due_at" TIMESTAMPTZ NOT NULL,
    "last_error" TEXT,
    "message_id" BIGINT,
    "receipt" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("message_id") REFERENCES "simulated_message" ("id") ON DELETE CASCADE
);
CREATE INDEX "simulated_webhook_due_at" ON "simulated_webhook" ("due_at");
CREATE INDEX "simulated_webhook_message_id" ON "simulated_webhook" ("message_id");
CREATE TABLE "team_member" (
    "team_id" BIGINT NOT NULL,
    "agent_id" BIGINT NOT NULL,
    PRIMARY KEY ("team_id", "agent_id"),
    FOREIGN KEY ("team_id") REFERENCES "team" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE
);
CREATE INDEX "team_member_agent_id" ON "team_member" ("agent_id");
ALTER TABLE "message" ADD CONSTRAINT "fk_message_contact_id_refs_contact" FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE;
ALTER TABLE "workflow" ADD CONSTRAINT "fk_workflow_version_id_refs_workflow_version" FOREIGN KEY ("version_id") REFERENCES "workflow_version" ("id") ON DELETE SET NULL;
ALTER TABLE "assignment" ADD CONSTRAINT "fk_assignment_contact_id_refs_contact" FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE;
ALTER TABLE "outbox_item" ADD CONSTRAINT "fk_outbox_item_contact_id_refs_contact" FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE;
"""

# The catalogue's version comes from a sequence, which no rollback takes back: a number once seen never means
# anything else.
CATALOGUE = """
CREATE SEQUENCE catalogue_version_seq;
CREATE FUNCTION next_catalogue_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.catalogue_version := nextval('catalogue_version_seq');
    RETURN NEW;
END $$;
CREATE TRIGGER catalogue_version BEFORE INSERT OR UPDATE ON organisation
    FOR EACH ROW EXECUTE FUNCTION next_catalogue_version();
CREATE FUNCTION raise_catalogue_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE organisation SET catalogue_version = 0;
    RETURN NULL;
END $$;
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON "status"
    FOR EACH STATEMENT EXECUTE FUNCTION raise_catalogue_version();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON "source"
    FOR EACH STATEMENT EXECUTE FUNCTION raise_catalogue_version();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON "tag"
    FOR EACH STATEMENT EXECUTE FUNCTION raise_catalogue_version();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON "trait"
    FOR EACH STATEMENT EXECUTE FUNCTION raise_catalogue_version();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON "agent"
    FOR EACH STATEMENT EXECUTE FUNCTION raise_catalogue_version();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON "team"
    FOR EACH STATEMENT EXECUTE FUNCTION raise_catalogue_version();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON "team_member"
    FOR EACH STATEMENT EXECUTE FUNCTION raise_catalogue_version();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON "ruleset"
    FOR EACH STATEMENT EXECUTE FUNCTION raise_catalogue_version();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON "workflow"
    FOR EACH STATEMENT EXECUTE FUNCTION raise_catalogue_version();
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON "workflow_version"
    FOR EACH STATEMENT EXECUTE FUNCTION raise_catalogue_version();
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(TABLES)
    db.execute_sql(CATALOGUE)
