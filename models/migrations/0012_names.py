"""What things were called before."""

from typing import Any

TABLES = """
CREATE TABLE "former_name" (
    "kind" VARCHAR(10) NOT NULL,
    "name" TEXT NOT NULL,
    "of" BIGINT NOT NULL,
    PRIMARY KEY ("kind", "name")
);
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE ON "former_name"
    FOR EACH STATEMENT EXECUTE FUNCTION raise_catalogue_version();
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(TABLES)
