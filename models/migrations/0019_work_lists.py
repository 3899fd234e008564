"""What is rare among received and owed rows is found without reading all the others."""

from typing import Any

ODD = """
CREATE INDEX "inbox_item_odd" ON "inbox_item" ("kind", "id")
WHERE kind NOT IN ('message', 'status')
"""
EMAILS = """CREATE INDEX "outbox_item_email" ON "outbox_item" ("id") WHERE kind = 'email'"""


def up(migrator: Any, db: Any) -> None:
    for sql in (ODD, EMAILS):
        db.execute_sql(sql)
