"""How long contacts waited for a first word after they were given to somebody: kept with the
assignment, so that reports need not read conversations (X16)."""

from typing import TYPE_CHECKING

from models import sets
from models.assignment.assignment import Assignment
from models.base import database
from models.reminders.first_reply import due_after

if TYPE_CHECKING:
    from models.batch import Batch


def note(batch: "Batch") -> None:
    """A person of ours wrote to these contacts: if it was the first word since they were given to
    their owner, say when it came and whether it was in time."""
    if not batch.replied:
        return
    catalogue = batch.catalogue
    waiting = database.execute_sql(WAITING, (sets.listed(batch.replied),))
    rows = [
        {
            "id": id,
            "replied_at": batch.now,
            "in_time": batch.now <= due_after(since, catalogue.agents[agent], catalogue),
        }
        for id, agent, since in waiting
    ]
    sets.update(Assignment, rows)


WAITING = """
SELECT given.id, given.agent_id, given.created_at
FROM json_array_elements_text(%s::json) AS c(id), LATERAL (
    SELECT * FROM assignment WHERE contact_id = c.id::bigint AND outcome IN ('assigned', 'released')
    ORDER BY id DESC LIMIT 1
) AS given
WHERE given.outcome = 'assigned' AND given.replied_at IS NULL
"""
