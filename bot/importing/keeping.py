"""A file that is kept until it is imported: put into the database as its rows, looked at again as
if it had just been opened, and taken by a plan."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.importing import ordering
from bot.importing.ordering import PIECE, Looked, Wanted
from bot.sheets.sheet import Row, Sheet
from models.agents.agent import Agent
from models.bulk import keeping
from models.bulk.columns import IGNORE
from models.bulk.import_order import ImportOrder, Key
from models.queues.job import Job, JobRow

HOW = ("form", "encoding", "delimiter", "sheet")
"""How a file was read."""


def keep(looked: Looked, agent: Agent | None, by: str, file: str | None, digest: str | None) -> Job:
    """The job that holds its rows and does nothing yet. Raises Unreadable."""
    sheet = looked.sheet
    order = ImportOrder(
        columns=sheet.columns,
        fields=[IGNORE for _ in sheet.columns],
        key=Key.NONE,
        dry_run=True,
        file=file,
        digest=digest,
        by=by,
        kept={name: getattr(sheet, name) for name in HOW},
    )
    job = keeping.begin(agent, order)
    ordering.fill(job, looked.rows, order)
    return job


def looked_at_again(job: Job) -> Looked:
    order = ImportOrder.of_json(job.order)
    return ordering.looked_at(
        Sheet(columns=order.columns, rows=_rows(job), **(order.kept or {"form": "csv"}))
    )


def take(job: Job, wanted: Wanted) -> None:
    """Try or import it. Raises WrongMapping, and Refusal for a repeated file."""
    before = ImportOrder.of_json(job.order)
    looked = looked_at_again(job)
    plan = ordering.planned(looked, wanted, before.by or "", before.digest)
    ordering.check_tags(looked.rows, plan)
    kept = before.kept if wanted.dry_run else None
    keeping.anew(job, replace(plan, file=before.file, kept=kept))


def tried(job: Job) -> bool:
    return not all(one == IGNORE for one in job.order["fields"])


def chosen(job: Job, looked: Looked) -> dict[str, Any]:
    """What is to be done with it, as one would ask for it: as it was tried, else as it is
    guessed."""
    if not tried(job):
        return {"mapping": {one.column: one.field for one in looked.guesses}}
    order = ImportOrder.of_json(job.order)
    said = {"country": order.country, "date_format": order.date_order}
    return {
        "mapping": dict(zip(order.columns, order.fields, strict=True)),
        "key": order.key,
        "existing": order.existing,
        **order.every,
        **{name: value for name, value in said.items() if value},
    }


def _rows(job: Job) -> Iterator[Row]:
    last = -1
    rows = JobRow.select(JobRow.number, JobRow.data).where(JobRow.job == job)
    while True:
        piece = rows.where(JobRow.number > last).order_by(JobRow.number).limit(PIECE)
        found = list(piece.tuples())
        for number, cells in found:
            last = number
            if cells is not None:  # Who was erased meanwhile is nowhere any more.
                yield number, cells
        if len(found) < PIECE:
            return
