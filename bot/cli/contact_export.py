"""`usher export`: contacts to a file, with a progress bar."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.api import lookup
from bot.cli import beginning, meaning
from bot.cli.console import progress_bar, say
from bot.cli.files import whole
from bot.config import Config
from bot.exporting import files
from bot.exporting.files import Form
from bot.exporting.table import Table, UnknownColumn
from bot.trouble import Trouble
from models import base
from models.audit import noting
from models.contact.finding.filters import NOBODY, Wanted
from models.contact.finding.listing import listed


def write(config: Config, file: Path, options: Mapping[str, Any]) -> None:
    """Export to FILE, as CSV or XLSX by its ending."""
    form = _form(file)
    with beginning.database(config.database_url), base.database.connection_context():
        query = listed(_which(options), None)
        names = options["columns"].split(",") if options["columns"] else None
        try:
            table = Table(query, [one.strip() for one in names] if names else None)
        except UnknownColumn as error:
            raise Trouble(f"--columns: {error}") from None
        count = query.count()
        reason = files.why_not(form, count)
        if reason:
            raise Trouble(f"{file}: {reason}")
        with whole(file) as written:
            for piece in files.pieces(table.header, _counted(table, count), form):
                written.write(piece.encode() if isinstance(piece, str) else piece)
        noting.note(noting.EXPORT, f"{count} contacts", {"contacts": count}, beginning.ACTOR)
    say(f"{count} contacts were written to {file}.")


def _which(options: Mapping[str, Any]) -> Wanted:
    owner = options["owner"]
    known = owner if owner in (None, NOBODY) else meaning.found("owner", lookup.agent, owner)
    status, source, state = options["status"], options["source"], options["state"]
    return Wanted(
        q=options["q"],
        status=[meaning.found("status", lookup.status, status)] if status else [],
        source=[meaning.found("source", lookup.source, source)] if source else [],
        state=[meaning.state(state)] if state else [],
        owner=[known] if known else [],
        tag=[options["tag"]] if options["tag"] else [],
        sort="created_at",
    )


def _form(file: Path) -> Form:
    ending = file.suffix.removeprefix(".").lower()
    if ending not in list(Form):
        raise Trouble(f"{file}: end its name in .csv or .xlsx, so that its form is known")
    return Form(ending)


def _counted(table: Table, count: int) -> Iterator[list[Any]]:
    with progress_bar() as progress:
        yield from progress.track(table.rows(), total=count, description="Exporting")
