"""Long work on many contacts."""

from typing import Any

TABLES = """
CREATE TABLE "job" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "agent_id" BIGINT,
    "cause" TEXT NOT NULL,
    "order" JSONB NOT NULL,
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL,
    "last_error" TEXT,
    "due_at" TIMESTAMPTZ NOT NULL,
    "worked_at" TIMESTAMPTZ NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "ended_at" TIMESTAMPTZ,
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE RESTRICT
);
CREATE INDEX "job_agent_id" ON "job" ("agent_id");
CREATE INDEX "job_pending" ON "job" ("worked_at") WHERE state = 'pending';
CREATE TABLE "job_row" (
    "job_id" BIGINT NOT NULL,
    "number" INTEGER NOT NULL,
    "contact_id" BIGINT,
    "data" JSONB,
    "state" VARCHAR(10) NOT NULL,
    "reason" TEXT,
    PRIMARY KEY ("job_id", "number"),
    FOREIGN KEY ("job_id") REFERENCES "job" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE SET NULL
);
CREATE INDEX "job_row_contact_id" ON "job_row" ("contact_id");
CREATE INDEX "job_row_pending" ON "job_row" ("job_id", "number") WHERE state = 'pending';
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(TABLES)
