"""Whoever changes settings holds the organisation's row before any other of them, as batches do:
nobody waits for whom waits for them. The whole order: docs/architecture.md."""

from typing import Any

FIRST = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT tgrelid::regclass AS place, pg_get_triggerdef(oid) AS told FROM pg_trigger
                 WHERE tgname = 'catalogue_changed' AND pg_table_is_visible(tgrelid) LOOP
        EXECUTE 'DROP TRIGGER catalogue_changed ON ' || found.place;
        EXECUTE replace(found.told, 'catalogue_changed AFTER', 'catalogue_changed BEFORE');
    END LOOP;
END $$;
CREATE TRIGGER catalogue_changed BEFORE INSERT OR UPDATE OR DELETE ON "rule"
    FOR EACH STATEMENT EXECUTE FUNCTION raise_catalogue_version();
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(FIRST)
