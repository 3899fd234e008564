"""An answer is kept for an agent's form, too, not only for a program's key."""

from typing import Any

KEPT = """
ALTER TABLE "kept_answer"
    ALTER COLUMN "api_key_id" DROP NOT NULL,
    ADD COLUMN "agent_id" BIGINT,
    ADD FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE,
    ADD CHECK ((api_key_id IS NULL) <> (agent_id IS NULL));
CREATE UNIQUE INDEX "kept_answer_agent_id_key" ON "kept_answer" ("agent_id", "key");
"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(KEPT)
