"""Outgoing webhooks: endpoints and their deliveries."""

from typing import Any

TABLES = """
CREATE TABLE "webhook_endpoint" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "url" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "events" JSONB NOT NULL,
    "as_agent_id" BIGINT,
    "secret" TEXT NOT NULL,
    "former_secret" TEXT,
    "former_until" TIMESTAMPTZ,
    "active" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "disabled_at" TIMESTAMPTZ,
    "disabled_reason" TEXT,
    "failing_since" TIMESTAMPTZ,
    FOREIGN KEY ("as_agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE
);
CREATE TABLE "webhook_delivery" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "endpoint_id" BIGINT NOT NULL,
    "contact_id" BIGINT,
    "webhook_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "attempts" INTEGER NOT NULL,
    "due_at" TIMESTAMPTZ NOT NULL,
    "called_at" TIMESTAMPTZ,
    "answer_code" INTEGER,
    "answer" TEXT,
    "duration_ms" INTEGER,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL,
    "done_at" TIMESTAMPTZ,
    FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoint" ("id") ON DELETE CASCADE
);
CREATE INDEX "webhook_delivery_contact_id" ON "webhook_delivery" ("contact_id");
CREATE INDEX "webhook_delivery_endpoint_id_id" ON "webhook_delivery" ("endpoint_id", "id");
CREATE INDEX "webhook_delivery_due" ON "webhook_delivery" ("endpoint_id", "due_at", "id")
    WHERE state = 'pending';
CREATE INDEX "webhook_delivery_before" ON "webhook_delivery" ("endpoint_id", "contact_id", "id")
    WHERE state = 'pending';
CREATE INDEX "webhook_delivery_failed" ON "webhook_delivery" ("endpoint_id", "id")
    WHERE state = 'parked';
CREATE INDEX "webhook_delivery_ended" ON "webhook_delivery" ("done_at") WHERE ("done_at" IS NOT NULL);
"""

# How an endpoint fares changes often and is no setting: only what is decided by it raises the version.
CATALOGUE = """
CREATE TRIGGER catalogue_changed AFTER INSERT OR DELETE OR UPDATE OF events, active, as_agent_id
    ON "webhook_endpoint" FOR EACH STATEMENT EXECUTE FUNCTION raise_catalogue_version();
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(TABLES)
    db.execute_sql(CATALOGUE)
