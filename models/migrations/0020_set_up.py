"""Whether somebody went through the set-up. Shops that have more than their first account did."""

from typing import Any

COLUMN = """
ALTER TABLE "organisation" ADD COLUMN "set_up" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "organisation" ALTER COLUMN "set_up" DROP DEFAULT;
"""
KNOWN = 'UPDATE "organisation" SET "set_up" = (SELECT count(*) > 1 FROM "agent")'


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(COLUMN)
    db.execute_sql(KNOWN)
