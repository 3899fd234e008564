"""Why the rows of a job were refused, summed up. X12."""

from dataclasses import dataclass

from models.base import database
from models.queues.job import Job

MOST = 20
"""Reasons that are told."""


@dataclass(frozen=True, slots=True)
class Reason:
    reason: str
    count: int
    first: int
    """The number of the first row."""


def summed_up(job: Job) -> list[Reason]:
    """The most frequent ones first. Rows differ in what stands in their cells, and in whom they
    lead to: that is left out."""
    return [Reason(*row) for row in database.execute_sql(SUMMED_UP, (job.id, MOST))]


SUMMED_UP = """
SELECT regexp_replace(
    regexp_replace(reason, '“[^”]*”', '“…”', 'g'), 'contact \\d+', 'contact …', 'g'
), count(*), min(number)
FROM job_row WHERE job_id = %s AND state = 'refused' AND reason IS NOT NULL
GROUP BY 1 ORDER BY 2 DESC, 3 LIMIT %s
"""
