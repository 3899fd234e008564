"""`POST /contacts/bulk`: contacts out of a file or a list, as a job. X12, M7, C2."""

from typing import IO, Any

import marshmallow as ma
import phonenumbers
from flask import request
from werkzeug.datastructures import FileStorage

from bot.api.contacts.change import meant
from bot.api.fields import NameOrId, Schema, Text, Truth, Word
from bot.api.forms import UploadResource
from bot.api.operations.jobs import JobSchema, shown
from bot.api.repeating import FORM
from bot.api.resource import cause, viewer
from bot.door import upload
from bot.importing import ordering, records
from bot.importing.guessing import key_for
from bot.importing.keeping import HOW
from bot.importing.ordering import Looked, Wanted, WrongMapping
from bot.problems import invalid
from bot.sheets.delimited import DELIMITERS
from bot.sheets.limits import Unreadable
from bot.sheets.sheet import Asked, opened
from models.audit import noting
from models.base import Model
from models.bulk import importing
from models.bulk.cells import DateOrder
from models.bulk.import_order import Existing, Key
from models.contact import State
from models.idempotency import file_digest
from models.queues.job import Job, JobState

MOST_LISTED = 10_000
SHOWN = 5


contact_import = UploadResource("contact_import", __name__, description="Contacts out of files")


class Country(ma.fields.String):
    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        code = super()._deserialize(value, attr, data, **kwargs).strip().upper()
        if code not in phonenumbers.SUPPORTED_REGIONS:
            raise ma.ValidationError("give a country's two letters, for example ES")
        return code


class SheetSchema(Schema):
    """A file as multipart/form-data in the field `file`, or `contacts` as JSON."""

    contacts = ma.fields.List(
        ma.fields.Dict(ma.fields.String()),
        validate=ma.validate.Length(
            1, MOST_LISTED, error=f"give 1 to {MOST_LISTED} contacts; for more send a file"
        ),
        metadata={"description": "As in POST /contacts"},
    )
    encoding = Text(40, metadata={"description": "Of a CSV; found out when it is not said"})
    delimiter = Word(DELIMITERS)
    sheet = Text(metadata={"description": "Of a workbook; the first one unless it is said"})
    header = Truth(metadata={"description": "Whether the first row holds the columns' names"})


class PlanSchema(Schema):
    """What the columns mean, and what is to be done with the rows."""

    mapping = ma.fields.Dict(
        ma.fields.String(),
        ma.fields.String(),
        metadata={
            "description": "What columns mean, by their names, where it is not what is guessed: "
            "a field, trait:NAME, trait:NAME:KIND or ignore"
        },
    )
    key = Word(Key, metadata={"description": "By what contacts are found that are there already"})
    existing = Word(Existing, load_default=Existing.UPDATE.value)
    status = NameOrId(metadata={"description": "Of rows that name none, as the four below"})
    source = NameOrId(metadata={"description": "Import unless it is named"})
    state = Word(State)
    owner = NameOrId(metadata={"description": "Email or id of an agent"})
    tags = ma.fields.List(
        NameOrId(100),
        validate=ma.validate.Length(max=100),
        metadata={"description": "Names or ids: every row gets them besides its own"},
    )
    country = Country(metadata={"description": "Of phone numbers without country code"})
    date_format = Word(DateOrder)
    dry_run = Truth(load_default=False, metadata={"description": "Judge all, change nothing"})
    again = Truth(load_default=False, metadata={"description": "Although it was imported today"})


class ImportSchema(PlanSchema, SheetSchema):
    """How a file or a list is to be imported."""


class GuessedColumnSchema(ma.Schema):
    column = ma.fields.String()
    field = ma.fields.String()
    because = ma.fields.String(metadata={"description": "name, contents or nothing"})
    samples = ma.fields.List(ma.fields.Raw())


class GuessSchema(ma.Schema):
    form = ma.fields.String(metadata={"description": "csv, xlsx or json"})
    encoding = ma.fields.String(allow_none=True)
    delimiter = ma.fields.String(allow_none=True)
    sheet = ma.fields.String(allow_none=True)
    rows = ma.fields.Integer()
    columns = ma.fields.List(ma.fields.Nested(GuessedColumnSchema))
    key = ma.fields.String()
    sample = ma.fields.List(ma.fields.List(ma.fields.Raw()))


@contact_import.post(f"{upload.BULK}/guess")
@contact_import.arguments(SheetSchema)
@contact_import.response(200, GuessSchema)
def guess(asked: dict[str, Any]) -> dict[str, Any]:
    """What the columns of a file probably mean, with its first rows and their number. Changes
    nothing."""
    file = file_of(asked)
    try:
        looked = looked_at(file, asked)
        rows = sum(1 for _ in looked.rows)
    except Unreadable as error:
        raise invalid("file", str(error)) from None
    return guess_shown(looked, rows)


def guess_shown(looked: Looked, rows: int) -> dict[str, Any]:
    told = {name: getattr(looked.sheet, name) for name in HOW}
    return told | {
        "rows": rows,
        "columns": looked.guesses,
        "key": key_for([one.field for one in looked.guesses]),
        "sample": [cells for _, cells in looked.first[:SHOWN]],
    }


@contact_import.post(upload.BULK)
@contact_import.arguments(ImportSchema)
@contact_import.response(200, JobSchema)
@contact_import.alt_response(202, schema=JobSchema, description="The job goes on: watch it")
def start(asked: dict[str, Any]) -> Any:
    """Import contacts: found by their key and changed, or made. Fewer than 1000 are done when the
    answer comes (200); of more the job goes on (202)."""
    file = file_of(asked)
    wanted = wanted_of(asked, file)
    # Before it is opened: its rows are read on from where they are.
    digest = file_digest(file.stream) if file else None
    try:
        looked = looked_at(file, asked)
        job = ordering.order(looked, wanted, viewer(), cause(), digest)
    except Unreadable as error:
        raise invalid("file" if file else "contacts", str(error)) from None
    except WrongMapping as error:
        raise invalid("mapping", str(error)) from None
    note(job, wanted)
    return begun(job)


def begun(job: Job) -> Any:
    """The answer; a short one is done with it."""
    if job.total < importing.PORTION:
        importing.portion(job)
        job.save()
    return shown(job), 200 if job.state is JobState.DONE else 202


def note(job: Job, wanted: Wanted) -> None:
    if not wanted.dry_run:
        facts = {"job": job.id, "rows": job.total}
        name = wanted.file or f"{job.total} contacts"
        noting.note(noting.IMPORT, name, facts, cause(), viewer(), request.remote_addr)


def file_of(asked: dict[str, Any]) -> FileStorage | None:
    """None: the contacts came as JSON."""
    file = request.files.get("file") if request.mimetype == FORM else None
    if (file is None) == ("contacts" not in asked):
        raise invalid("file", "give either a file, as multipart/form-data, or contacts as JSON")
    return file


def looked_at(file: FileStorage | None, asked: dict[str, Any]) -> Looked:
    if file is None:
        try:
            return ordering.looked_at(records.sheet_of(asked["contacts"]))
        except records.Wrong as error:
            raise invalid(f"contacts.{error.field}", str(error)) from None
    reading = ("encoding", "delimiter", "sheet", "header")
    stream: IO[bytes] = file.stream
    return ordering.looked_at(opened(stream, Asked(**{one: asked.get(one) for one in reading})))


def wanted_of(asked: dict[str, Any], file: FileStorage | None) -> Wanted:
    chosen = ("status", "source", "state", "owner", "tags")
    every = meant({name: asked[name] for name in chosen if name in asked})
    return Wanted(
        mapping=asked.get("mapping", {}),
        key=Key(asked["key"]) if "key" in asked else None,
        existing=Existing(asked["existing"]),
        every={name: one.id if isinstance(one, Model) else one for name, one in every.items()},
        country=asked.get("country"),
        date_order=DateOrder(asked["date_format"]) if "date_format" in asked else None,
        dry_run=asked["dry_run"],
        again=asked["again"],
        file=name_of(file),
    )


def name_of(file: FileStorage | None) -> str | None:
    """As it is shown: of characters that can be seen, and not too long."""
    given = (file.filename or "") if file else ""
    return "".join(char for char in given if char.isprintable())[:200] or None
