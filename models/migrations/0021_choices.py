"""What may be chosen of a trait."""

from typing import Any

CHOICES = 'ALTER TABLE "trait" ADD COLUMN "choices" JSONB'


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(CHOICES)
