"""Who did what: what keys are for, sessions that end on the server, and the audit."""

from typing import Any

KEYS = """
ALTER TABLE "api_key"
    ADD COLUMN "scopes" JSONB NOT NULL
        DEFAULT '["read", "write", "settings", "operations", "accounts"]',
    ADD COLUMN "expires_at" TIMESTAMPTZ,
    ADD COLUMN "created_by_id" BIGINT REFERENCES "agent" ("id") ON DELETE SET NULL;
ALTER TABLE "api_key" ALTER COLUMN "scopes" DROP DEFAULT;
"""

SESSIONS = """
CREATE TABLE "session" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "digest" TEXT NOT NULL,
    "agent_id" BIGINT NOT NULL,
    "address" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "seen_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "session_digest" ON "session" ("digest");
CREATE INDEX "session_agent_id" ON "session" ("agent_id");
CREATE FUNCTION end_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM session WHERE agent_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER sessions_end AFTER UPDATE ON "agent" FOR EACH ROW WHEN (
    (OLD.active, OLD.role, OLD.password_hash) IS DISTINCT FROM
    (NEW.active, NEW.role, NEW.password_hash)
) EXECUTE FUNCTION end_sessions();
"""

# Of which tables, and without which columns, is said in models/audit/watched.py. Arguments: what
# the row is or is part of, the column with the id of that, and the columns that are left out.
AUDIT = """
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "at" TIMESTAMPTZ NOT NULL,
    "actor" TEXT NOT NULL,
    "agent_id" BIGINT,
    "address" TEXT,
    "action" VARCHAR(10) NOT NULL,
    "kind" TEXT NOT NULL,
    "thing_id" BIGINT,
    "name" TEXT,
    "before" JSONB NOT NULL,
    "after" JSONB NOT NULL
);
CREATE INDEX "audit_entry_at" ON "audit_entry" ("at");
CREATE INDEX "audit_entry_agent_id_id" ON "audit_entry" ("agent_id", "id");
CREATE INDEX "audit_entry_kind_thing_id_id" ON "audit_entry" ("kind", "thing_id", "id");
CREATE FUNCTION without_secrets(columns jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(key, CASE
        WHEN key ~ '(password|digest|secret|token)' AND value <> 'null' THEN '"hidden"'
        ELSE value END), '{}')
    FROM jsonb_each(columns)
$$;
CREATE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := '{}';
    becomes jsonb := '{}';
    whole jsonb;
    part boolean := TG_ARGV[1] <> 'id';
BEGIN
    IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD); END IF;
    IF TG_OP <> 'DELETE' THEN becomes := to_jsonb(NEW); END IF;
    whole := was || becomes;
    was := was - TG_ARGV[1:];
    becomes := becomes - TG_ARGV[1:];
    IF TG_OP = 'UPDATE' THEN
        SELECT coalesce(jsonb_object_agg(key, o.value), '{}'),
               coalesce(jsonb_object_agg(key, n.value), '{}')
        INTO was, becomes
        FROM jsonb_each(was) o JOIN jsonb_each(becomes) n USING (key)
        WHERE o.value <> n.value;
        IF was = '{}' THEN RETURN NULL; END IF;
    END IF;
    INSERT INTO audit_entry
        (at, actor, agent_id, address, action, kind, thing_id, name, before, after)
    VALUES (
        now(),
        coalesce(nullif(current_setting('usher.actor', true), ''), 'usher'),
        nullif(current_setting('usher.agent', true), '')::bigint,
        nullif(current_setting('usher.address', true), ''),
        CASE WHEN part OR TG_OP = 'UPDATE' THEN 'changed'
             WHEN TG_OP = 'INSERT' THEN 'created' ELSE 'deleted' END,
        TG_ARGV[0],
        (whole ->> TG_ARGV[1])::bigint,
        whole ->> 'name',
        without_secrets(was),
        without_secrets(becomes)
    );
    RETURN NULL;
END $$;
ALTER TABLE "event" ADD COLUMN "address" TEXT;
ALTER TABLE "event" ALTER COLUMN "address"
    SET DEFAULT nullif(current_setting('usher.address', true), '');
CREATE INDEX "event_at" ON "event" USING BRIN ("at");
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(KEYS)
    db.execute_sql(SESSIONS)
    db.execute_sql(AUDIT)
