"""A file of contacts becomes a job: its rows are copied into the database while they are read, so
that any worker can go on with them, and memory does not grow with the file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain, islice
from typing import Any

from bot.importing import guessing
from bot.importing.guessing import LOOKED_AT, Guess
from bot.sheets.limits import Unreadable
from bot.sheets.sheet import Row, Sheet
from models.agents.agent import Agent
from models.base import database
from models.bulk import cells, columns
from models.bulk.cells import DateOrder
from models.bulk.columns import KEYS, USHER_ID
from models.bulk.import_order import Existing, ImportOrder, Key
from models.catalogue import Catalogue
from models.clock import now
from models.queues import job as jobs
from models.queues.job import Job, JobKind, JobState
from models.refusal import Refusal

PIECE = 5000
"""Rows that are copied at once."""
MOST_NEW_TAGS = 1000
DAY = timedelta(days=1)


class WrongMapping(ValueError):  # noqa: N818  (it is said to a person)
    """What the columns were said to mean cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How the rows are to be imported; what is None is found out."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    """What columns mean, by their names, where it is not what is guessed."""
    key: Key | None = None
    existing: Existing = Existing.UPDATE
    every: Mapping[str, Any] = field(default_factory=dict)
    """See ImportOrder."""
    country: str | None = None
    date_order: DateOrder | None = None
    dry_run: bool = False
    again: bool = False
    """Although the same file was imported today."""
    file: str | None = None


@dataclass(slots=True)
class Looked:
    """A sheet with its first rows read, and what its columns probably mean."""

    sheet: Sheet
    first: list[Row]
    guesses: list[Guess]

    @property
    def rows(self) -> Iterator[Row]:
        return chain(self.first, self.sheet.rows)


def looked_at(sheet: Sheet) -> Looked:
    """Raises Unreadable."""
    first = list(islice(sheet.rows, LOOKED_AT))
    return Looked(sheet, first, guessing.guessed(sheet.columns, [row for _, row in first]))


def order(
    looked: Looked, wanted: Wanted, agent: Agent | None, by: str, digest: str | None = None
) -> Job:
    """The job, with all rows. Raises Unreadable, WrongMapping, and Refusal for a repeated file."""
    plan = planned(looked, wanted, by, digest)
    job = jobs.order(JobKind.IMPORT, agent, by, plan.to_json())
    job.cause = f"import:{job.id}"
    fill(job, looked.rows, plan)
    return job


def planned(looked: Looked, wanted: Wanted, by: str, digest: str | None) -> ImportOrder:
    """What is to be done with its rows. Raises WrongMapping, and Refusal for a repeated file."""
    fields = _fields(looked, wanted.mapping)
    plan = ImportOrder(
        columns=looked.sheet.columns,
        fields=fields,
        key=_key(wanted.key, fields),
        existing=wanted.existing,
        every=dict(wanted.every),
        country=wanted.country,
        date_order=wanted.date_order,
        dry_run=wanted.dry_run,
        file=wanted.file,
        digest=digest,
        by=by,
    )
    if plan.key is Key.NONE and not (wanted.again or wanted.dry_run):
        _check_new(digest)
    return plan


def _fields(looked: Looked, mapping: Mapping[str, str]) -> list[str]:
    names = looked.sheet.columns
    unknown = [name for name in mapping if name not in names]
    if unknown:
        raise WrongMapping(f"there is no column {unknown[0][:100]!r}: there are {', '.join(names)}")
    guesses = {one.column: one.field for one in looked.guesses}
    fields = [mapping.get(name, guesses[name]) for name in names]
    try:
        columns.meant(names, fields)
    except ValueError as error:
        raise WrongMapping(str(error)) from None
    return [
        guessing.with_kind(one, guessing.filled([row for _, row in looked.first], place))
        for place, one in enumerate(fields)
    ]


def _key(wanted: Key | None, fields: Sequence[str]) -> Key:
    key = wanted or Key(guessing.key_for(fields))
    if key is not Key.NONE and key not in fields and USHER_ID not in fields:
        raise WrongMapping(f"no column is {key}: say which one is, or choose another key")
    return key


def _check_new(digest: str | None) -> None:
    """Without a key a repeated file would make everybody anew. One upload of it at a time."""
    if digest is None:
        return
    database.execute_sql("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (digest,))
    kept = Job.order["digest"].as_text() == digest, Job.order["dry_run"].as_text() == "false"
    today = Job.select().where(Job.kind == JobKind.IMPORT, Job.created_at > now() - DAY, *kept)
    same = today.where(Job.state != JobState.FAILED).order_by(Job.id).first()
    if same is not None:
        raise Refusal(
            f"this file was imported by job {same.id} already, and its rows have no "
            f"{' or '.join(KEYS)} by which they would be known: say `again` to make them anew",
            "again",
            {"job": same.id},
        )


def check_tags(rows: Iterator[Row], plan: ImportOrder) -> None:
    """Of rows that are there already. Raises WrongMapping."""
    new_tags = _NewTags(plan)
    while new_tags.possible and (piece := list(islice(rows, PIECE))):
        new_tags.watch(piece)


def fill(job: Job, rows: Iterator[Row], plan: ImportOrder) -> None:
    """Copy the rows. Raises Unreadable and WrongMapping."""
    new_tags = _NewTags(plan)
    while piece := list(islice(rows, PIECE)):
        jobs.fill_with(job, piece)
        new_tags.watch(piece)
    if not job.total:
        raise Unreadable("it holds no rows but the names of the columns")
    job.save()


class _NewTags:
    """A column of names or remarks that is taken for tags would fill every list of tags."""

    def __init__(self, plan: ImportOrder) -> None:
        self._places = [one.place for one in plan.meant() if one.field == "tags"]
        self._new: set[str] = set()
        self._catalogue = Catalogue.current()

    @property
    def possible(self) -> bool:
        return bool(self._places)

    def watch(self, rows: Sequence[Row]) -> None:
        for place in self._places:
            said = {str(row[place]) for _, row in rows if place < len(row) and row[place]}
            names = {name for cell in said for name in cells.listed(cell)}
            self._new |= {name for name in names if self._catalogue.tag(name) is None}
        if len(self._new) > MOST_NEW_TAGS:
            raise WrongMapping(
                f"it would define more than {MOST_NEW_TAGS} tags: let the column be a trait, or "
                "ignore it"
            )
