"""The rows that an import refused, as a file: the columns as they came, and behind them row and
reason. It can be corrected and imported again, for the two are passed over then."""

from collections.abc import Iterator
from typing import Any

from bot.sheets import csv_lines
from models.bulk.cells import joined
from models.queues.job import Job, JobKind, JobRow, RowState

PIECE = 1000
ROW, REASON = "usher_row", "usher_reason"


def lines(job: Job) -> Iterator[str]:
    """CSV, line by line; memory does not grow with the rows."""
    # What an import was ordered with is gone when whom it was about was erased.
    names = job.order.get("columns", []) if job.kind is JobKind.IMPORT else []
    return csv_lines.file([*names, ROW, REASON], _rows(job, len(names)))


def _rows(job: Job, width: int) -> Iterator[list[Any]]:
    last = -1
    refused = JobRow.select().where(JobRow.job == job, JobRow.state == RowState.REFUSED)
    while True:
        found = list(refused.where(JobRow.number > last).order_by(JobRow.number).limit(PIECE))
        for row in found:
            last = row.number
            yield _row(row, width)
        if len(found) < PIECE:
            return


def _row(row: JobRow, width: int) -> list[Any]:
    cells = [_cell(cell) for cell in (row.data or [])][:width]
    return [*cells, *[""] * (width - len(cells)), row.number, row.reason]


def _cell(cell: Any) -> Any:
    """As an import reads it; tags may have come as a list."""
    return joined(cell) if isinstance(cell, list) else cell
