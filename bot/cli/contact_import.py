"""`usher import`: contacts from a file, with the guess to confirm, a progress bar, and a file of
what was refused."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
import phonenumbers
from rich.table import Table

from bot.api import lookup
from bot.cli import beginning, files, meaning
from bot.cli.console import out, progress_bar, say, step
from bot.config import Config
from bot.importing import ordering, report
from bot.importing.guessing import Guess
from bot.importing.ordering import Wanted, WrongMapping
from bot.sheets.limits import LARGEST, Unreadable
from bot.sheets.sheet import Asked, opened
from bot.trouble import Trouble
from models import base
from models.audit import noting
from models.bulk import ending
from models.bulk.cells import DateOrder
from models.bulk.import_order import Existing, Key
from models.idempotency import file_digest
from models.queues.job import Job, JobState
from models.refusal import Refusal

PAUSE = 0.2
"""Seconds between two looks at a job that a worker is at."""

GoOn = Callable[[int], bool]
"""Does one portion of a job, unless a worker is at it."""


def load(config: Config, file: Path, options: Mapping[str, Any], go_on: GoOn) -> None:
    """Import FILE. Workers go on with it, and so do we. Raises Trouble when rows were refused: they
    are in a file of their own then."""
    with beginning.database(config.database_url), base.database.connection_context():
        job = _ordered(file, options)
        if job is None:
            say("Nothing was changed.")
            return
        _watch(job.id, go_on)
        _tell(Job.get_by_id(job.id), file)


def _ordered(file: Path, options: Mapping[str, Any]) -> Job | None:
    """None: the person does not want it."""
    wanted, asked = _wanted(file, options), _asked(options)
    with _read(file) as content:
        digest = file_digest(content)
        try:
            looked = ordering.looked_at(opened(content, asked))
            if not _confirmed(looked.guesses, wanted, options["yes"]):
                return None
            with step(f"Reading {file.name}"), base.database.atomic():
                job = ordering.order(looked, wanted, None, beginning.ACTOR, digest)
                if not wanted.dry_run:
                    noting.note(noting.IMPORT, file.name, {"job": job.id}, beginning.ACTOR)
                return job
        except (Unreadable, WrongMapping, Refusal) as error:
            raise Trouble(f"{file}: {error}") from None


def _confirmed(guesses: list[Guess], wanted: Wanted, sure: bool) -> bool:
    grid = Table("column", "means", "because of its", "for example")
    for one in guesses:
        field = wanted.mapping.get(one.column, one.field)
        because = "you said so" if one.column in wanted.mapping else one.because
        grid.add_row(one.column, field, because, ", ".join(map(str, one.samples))[:60])
    out.print(grid)
    if sure or not out.is_terminal:
        return True
    return click.confirm("Import it like this? (--map COLUMN=FIELD corrects it)", default=True)


def _watch(id: int, go_on: GoOn) -> None:
    """Until the job is over. Whoever breaks off stops it."""
    with progress_bar() as progress:
        task = progress.add_task("Importing", total=None)
        try:
            while True:
                worked = go_on(id)
                job = Job.get_by_id(id)
                progress.update(task, total=job.total, completed=job.done + job.refused)
                if job.state is not JobState.PENDING:
                    return
                if not worked:
                    time.sleep(PAUSE)
        except KeyboardInterrupt:
            ending.stop(Job.get_by_id(id))
            raise


def _tell(job: Job, file: Path) -> None:
    tally = ", ".join(f"{count} {end}" for end, count in job.tally.items()) or "no rows"
    say(f"{tally}." + (" Nothing was changed: it was a dry run." if job.order["dry_run"] else ""))
    if job.state is JobState.FAILED:
        raise Trouble(f"job {job.id} failed: {(job.last_error or '').splitlines()[-1]}")
    if job.state is JobState.STOPPED:
        raise Trouble(f"job {job.id} was stopped; what was done stays done")
    if job.refused:
        refused = files.free(file.with_name(f"{file.stem}.refused.csv"))
        with files.whole(refused) as written:
            written.writelines(line.encode() for line in report.lines(job))
        many = "1 row was" if job.refused == 1 else f"{job.refused} rows were"
        raise Trouble(f"{many} refused: correct and import {refused}")


def _wanted(file: Path, options: Mapping[str, Any]) -> Wanted:
    order, key = options["date_format"], options["key"]
    return Wanted(
        mapping=dict(_pair(one) for one in options["mapping"]),
        key=Key(key) if key else None,
        existing=Existing(options["existing"]),
        every=_every(options),
        country=_country(options["country"]),
        date_order=DateOrder(order) if order else None,
        dry_run=options["dry_run"],
        again=options["again"],
        file=file.name,
    )


def _asked(options: Mapping[str, Any]) -> Asked:
    return Asked(**{name: options[name] for name in ("encoding", "delimiter", "sheet", "header")})


def _every(options: Mapping[str, Any]) -> dict[str, Any]:
    every: dict[str, Any] = {"tags": list(options["tags"])} if options["tags"] else {}
    for name, find in NAMED.items():
        if options[name]:
            every[name] = meaning.found(name, find, options[name]).id
    if options["state"]:
        every["state"] = meaning.state(options["state"])
    return every


NAMED: dict[str, Callable[[str], Any]] = {
    "status": lookup.status,
    "source": lookup.source,
    "owner": lookup.agent,
}


def _country(code: str | None) -> str | None:
    if code is not None and code.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise Trouble("--country: give a country's two letters, for example ES")
    return code.upper() if code else None


def _pair(said: str) -> tuple[str, str]:
    column, sign, field = said.rpartition("=")
    if not sign:
        raise Trouble(f"--map {said}: write it like “Mobile=phone”")
    return column, field


@contextmanager
def _read(file: Path) -> Iterator[IO[bytes]]:
    try:
        with file.open("rb") as content:
            if os.fstat(content.fileno()).st_size > LARGEST:
                most = LARGEST // 2**20
                raise Trouble(f"{file} has more than {most} MiB; split it into several files")
            yield content
    except OSError as error:
        raise Trouble(f"{file} cannot be read ({error.strerror}); correct that") from None
