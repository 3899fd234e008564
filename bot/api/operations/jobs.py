"""`/jobs`: long work on many contacts: how far it is, what was refused and why, and stopping it."""

from typing import Any

import marshmallow as ma
from flask import Response

from bot.api import lookup
from bot.api.fields import Moment, Word, agent_named
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, viewer
from bot.importing import report
from bot.problems import Problem
from bot.sheets import csv_lines
from bot.streaming import streamed
from models.agents.visibility import administers
from models.bulk import ending, refusals
from models.catalogue import Catalogue
from models.queues.job import Job, JobKind, JobRow, JobState, RowState

jobs = Resource("jobs", __name__, description="Long work on many contacts")


class ImportOrderSchema(ma.Schema):
    file = ma.fields.String(allow_none=True)
    columns = ma.fields.Dict(
        ma.fields.String(),
        ma.fields.String(),
        metadata={"description": "What each column was taken for"},
    )
    key = ma.fields.String()
    existing = ma.fields.String()
    dry_run = ma.fields.Boolean()
    kept = ma.fields.Boolean(
        metadata={"description": "It waits: GET /contacts/bulk/files/{id of the job}"}
    )


class JobSchema(ma.Schema):
    id = ma.fields.Integer()
    kind = ma.fields.Enum(JobKind, by_value=True)
    state = ma.fields.Enum(JobState, by_value=True)
    total = ma.fields.Integer(metadata={"description": "Rows"})
    done = ma.fields.Integer()
    refused = ma.fields.Integer(
        metadata={"description": "GET /jobs/{id}/rows?state=refused says why"}
    )
    tally = ma.fields.Dict(
        ma.fields.String(),
        ma.fields.Integer(),
        metadata={"description": "Of an import: rows that were created, updated, skipped"},
    )
    ordered = ma.fields.Nested(
        ImportOrderSchema,
        allow_none=True,
        metadata={"description": "Of an import: how its rows are taken"},
    )
    last_error = ma.fields.String(allow_none=True)
    agent = agent_named(
        allow_none=True, metadata={"description": "Who ordered it; null: a program"}
    )
    created_at = Moment()
    ended_at = Moment(allow_none=True)


class JobRowSchema(ma.Schema):
    number = ma.fields.Integer()
    state = ma.fields.Enum(RowState, by_value=True)
    contact = ma.fields.Integer(allow_none=True, metadata={"description": "A contact's id"})
    data = ma.fields.Raw(allow_none=True, metadata={"description": "As it was given"})
    reason = ma.fields.String(allow_none=True)


class RefusalReasonSchema(ma.Schema):
    reason = ma.fields.String()
    count = ma.fields.Integer(metadata={"description": "Rows"})
    first = ma.fields.Integer(metadata={"description": "The number of the first of them"})


class RefusalReasonsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(RefusalReasonSchema))


class RowQuerySchema(PageSchema):
    state = Word(RowState, metadata={"description": "refused: with the reason"})


@jobs.get("/jobs")
@jobs.arguments(PageSchema, location="query")
@jobs.response(200, list_of(JobSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Newest first; one's own, and for administrators everybody's."""
    query = _visible().order_by(Job.id.desc())
    return page_of(query, asked, lambda rows: [shown(row) for row in rows])


@jobs.get("/jobs/<id:id>")
@jobs.response(200, JobSchema)
def show(id: int) -> dict[str, Any]:
    """How far one job is."""
    return shown(_found(id))


@jobs.get("/jobs/<id:id>/rows")
@jobs.arguments(RowQuerySchema, location="query")
@jobs.response(200, list_of(JobRowSchema))
def rows(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Row by row: what was done, and what was refused and why."""
    query = JobRow.select().where(JobRow.job == _found(id)).order_by(JobRow.number)
    if "state" in asked:
        query = query.where(JobRow.state == RowState(asked["state"]))
    return page_of(query, asked, _rows)


@jobs.get("/jobs/<id:id>/reasons")
@jobs.response(200, RefusalReasonsSchema)
def reasons(id: int) -> dict[str, Any]:
    """Why rows were refused: the most frequent reasons first, with `…` for what stood in the
    cells."""
    return {"items": refusals.summed_up(_found(id))}


@jobs.get("/jobs/<id:id>/report")
@jobs.response(200, {"type": "string"}, content_type=csv_lines.MIMETYPE)
def show_report(id: int) -> Response:
    """What was refused and why, as CSV: the columns as they came, row and reason. It can be
    corrected and imported again."""
    job = _found(id)
    return streamed(lambda: report.lines(job), f"refused-{id}.csv", csv_lines.MIMETYPE)


@jobs.post("/jobs/<id:id>/stop")
@jobs.response(200, JobSchema)
def stop(id: int) -> dict[str, Any]:
    """Do no more of it. What was done stays done."""
    job = _found(id)
    if job.kind is JobKind.CAMPAIGN:
        raise Problem(409, "this is a campaign's: POST /campaigns/{id}/stop takes back more")
    if not ending.stop(job):
        raise Problem(409, f"this job is {Job.get_by_id(id).state.value}: nothing is left to stop")
    return shown(Job.get_by_id(id))


def shown(job: Job) -> dict[str, Any]:
    made = {"agent": Catalogue.current().agents.get(job.agent_id or 0), "ordered": _ordered(job)}
    return {name: getattr(job, name) for name in JobSchema().fields if name not in made} | made


def _ordered(job: Job) -> dict[str, Any] | None:
    if job.kind is not JobKind.IMPORT or not job.order:  # It is forgotten with whom it was about.
        return None
    plain = ("file", "key", "existing", "dry_run")
    columns = dict(zip(job.order["columns"], job.order["fields"], strict=True))
    told = {"columns": columns, "kept": job.keeps}
    return {name: job.order[name] for name in plain} | told


def _rows(found: list[JobRow]) -> list[dict[str, Any]]:
    plain = ("number", "state", "data", "reason")
    return [
        {name: getattr(row, name) for name in plain} | {"contact": row.contact_id} for row in found
    ]


def _visible() -> Any:
    everybodys = Job.select()
    return everybodys if administers(viewer()) else everybodys.where(Job.agent == viewer())


def _found(id: int) -> Job:
    found: Job = lookup.seen(_visible(), id, "job")
    return found
