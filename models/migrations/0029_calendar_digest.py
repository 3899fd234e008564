"""The audit hides what is kept of a calendar's secret address, as it hides other digests."""

from typing import Any

WITHOUT_SECRETS = """
CREATE OR REPLACE FUNCTION without_secrets(columns jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(key, CASE
        WHEN key ~ '(password|digest|secret|token|hash)' AND value <> 'null' THEN '"hidden"'
        ELSE value END), '{}')
    FROM jsonb_each(columns)
$$;
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(WITHOUT_SECRETS)
