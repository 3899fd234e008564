"""`/contacts/bulk/files`: a file that waits while somebody says what its columns mean, tries that
and imports it. X12."""

from typing import Any

import marshmallow as ma

from bot.api.contacts.bulk import (
    GuessSchema,
    PlanSchema,
    SheetSchema,
    begun,
    file_of,
    guess_shown,
    looked_at,
    name_of,
    note,
    wanted_of,
)
from bot.api.forms import UploadResource
from bot.api.operations.jobs import JobSchema, shown
from bot.api.resource import cause, viewer
from bot.door import upload
from bot.importing import keeping as files
from bot.importing.ordering import WrongMapping
from bot.problems import Problem, invalid, missing
from bot.sheets.limits import Unreadable
from models.bulk import keeping
from models.idempotency import file_digest
from models.queues.job import Job, JobState

kept_files = UploadResource("kept_files", __name__, description="Files that wait to be imported")


class KeptFileSchema(GuessSchema):
    id = ma.fields.Integer(metadata={"description": "Of the file, and of its job"})
    file = ma.fields.String(allow_none=True)
    chosen = ma.fields.Raw(
        metadata={"description": "How it was tried, as POST takes it; before that what is guessed"}
    )
    tried = ma.fields.Boolean()
    job = ma.fields.Nested(JobSchema)


@kept_files.post(upload.KEPT)
@kept_files.arguments(SheetSchema)
@kept_files.response(201, KeptFileSchema)
def keep(asked: dict[str, Any]) -> dict[str, Any]:
    """Keep the rows of a file for a day, until they are imported. Changes no contact."""
    file = file_of(asked)
    digest = file_digest(file.stream) if file else None
    try:
        job = files.keep(looked_at(file, asked), viewer(), cause(), name_of(file), digest)
    except Unreadable as error:
        raise invalid("file" if file else "contacts", str(error)) from None
    return _shown(job)


@kept_files.get(f"{upload.KEPT}/<id:id>")
@kept_files.response(200, KeptFileSchema)
def show(id: int) -> dict[str, Any]:
    """What its columns probably mean, its first rows, and how it was tried. One's own."""
    return _shown(_found(id))


@kept_files.post(f"{upload.KEPT}/<id:id>")
@kept_files.arguments(PlanSchema, required=False)
@kept_files.response(200, JobSchema)
@kept_files.alt_response(202, schema=JobSchema, description="The job goes on: watch it")
def take(asked: dict[str, Any], id: int) -> Any:
    """Try it (`dry_run`), as often as you like, or import it: then it is kept no longer."""
    job = _found(id, lock=True)
    if job.state is JobState.PENDING:
        raise Problem(409, "it is being tried just now: wait for the end, or stop the job")
    wanted = wanted_of(asked, None)
    try:
        files.take(job, wanted)
    except WrongMapping as error:
        raise invalid("mapping", str(error)) from None
    note(job, wanted)
    return begun(job)


@kept_files.delete(f"{upload.KEPT}/<id:id>")
@kept_files.response(204)
def remove(id: int) -> None:
    """Throw it away. What was imported before stays."""
    keeping.throw_away(_found(id, lock=True))


def _shown(job: Job) -> dict[str, Any]:
    looked = files.looked_at_again(job)
    return guess_shown(looked, job.total) | {
        "id": job.id,
        "file": job.order["file"],
        "chosen": files.chosen(job, looked),
        "tried": files.tried(job),
        "job": shown(job),
    }


def _found(id: int, lock: bool = False) -> Job:
    job = keeping.found(id, viewer(), lock)
    if job is None:
        raise missing("file that is kept under the number", id)
    return job
