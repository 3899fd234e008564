"""Reports: what a contact has passed, who had it when it was closed, when a first word was said."""

from typing import Any

COLUMNS = """
ALTER TABLE "contact"
    ADD COLUMN "passed" JSONB,
    ADD COLUMN "closer_id" BIGINT REFERENCES "agent" ("id") ON DELETE SET NULL;
ALTER TABLE "assignment"
    ADD COLUMN "replied_at" TIMESTAMPTZ,
    ADD COLUMN "in_time" BOOLEAN,
    ADD COLUMN "returned" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "assignment" ALTER COLUMN "returned" DROP DEFAULT;
"""

# What was there before is told as well as it can be: events know statuses by the names they had.
PAST = """
UPDATE "contact" SET "passed" = left_before.ids FROM (
    SELECT e.contact_id, jsonb_agg(DISTINCT s.id) AS ids
    FROM "event" e JOIN "status" s ON lower(s.name) = lower(e.data ->> 'before')
    WHERE e.name = 'contact.status_changed' GROUP BY e.contact_id
) AS left_before
WHERE "contact".id = left_before.contact_id;

UPDATE "assignment" SET "returned" = true WHERE "pool" ? 'returned';

UPDATE "contact" SET "closer_id" = "owner_id" WHERE "closed_at" IS NOT NULL;

WITH given AS (
    SELECT id, contact_id, agent_id, outcome, created_at,
        lead(created_at) OVER (PARTITION BY contact_id ORDER BY id) AS until
    FROM "assignment" WHERE outcome IN ('assigned', 'released')
), replied AS (
    SELECT given.id, given.created_at, min(m.created_at) AS at
    FROM given JOIN "message" m ON m.contact_id = given.contact_id AND m.author = 'agent'
        AND m.created_at >= given.created_at AND (given.until IS NULL OR m.created_at < given.until)
    WHERE given.outcome = 'assigned' AND given.agent_id IS NOT NULL
    GROUP BY given.id, given.created_at
)
UPDATE "assignment" SET "replied_at" = replied.at, "in_time" = replied.at <= replied.created_at
    + make_interval(mins => coalesce((SELECT first_reply_minutes FROM "organisation"), 60))
FROM replied WHERE "assignment".id = replied.id;
"""

INDEXES = """
DROP INDEX "contact_status_id";
CREATE INDEX "contact_status_id_status_since_state"
    ON "contact" ("status_id", "status_since", "state");
CREATE INDEX "contact_closed_at" ON "contact" ("closed_at")
    INCLUDE ("closer_id", "source_id", "created_at") WHERE ("closed_at" IS NOT NULL);
DROP INDEX "assignment_agent_id";
CREATE INDEX "assignment_agent" ON "assignment" ("agent_id", "created_at")
    INCLUDE ("outcome", "trigger", "rule_id", "returned", "replied_at", "in_time");
CREATE INDEX "run_day" ON "run" USING BRIN ("started_at");
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(COLUMNS)
    db.execute_sql(PAST)
    db.execute_sql(INDEXES)
