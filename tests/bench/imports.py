"""An import of many rows, beside the same rows copied and upserted by SQL alone; and whether its
memory grows with the file."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bot.importing import ordering
from bot.importing.ordering import Wanted
from bot.sheets.sheet import Asked, opened
from models.base import database
from tests.bench import serving
from tests.bench.references import raw_import
from tests.bench.report import Rates, Row, at_most
from tests.bench.scale import Scale
from tests.bench.servers import ROOT, Servers, bound
from workers import jobs

HEADER = "phone,name,email,status,budget,audience,tags\n"
MAPPING = {"budget": "trait:budget:number", "audience": "trait:audience:text"}
TABLES = ("contact", "identifier", "contact_trait", "contact_tag", "event")


@dataclass(slots=True)
class _Found:
    """Rows per second, for each round."""

    new: list[float] = field(default_factory=list)
    raw_new: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    raw_again: list[float] = field(default_factory=list)


def measure(servers: Servers, scale: Scale) -> Iterator[Row]:
    found = _Found()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / "var") as directory:
        first, second = Path(directory) / "first.csv", Path(directory) / "second.csv"
        _write(first, scale.imported, budget=0)
        _write(second, scale.imported, budget=1)
        for _ in range(max(scale.rounds - 2, 1)):
            _round(servers, first, second, found)
        yield Rates(found.new, found.raw_new).row(
            f"Import of {scale.imported:,} rows of new contacts", "COPY and SQL", 0.3, "rows/s"
        )
        yield Rates(found.again, found.raw_again).row(
            f"Import of {scale.imported:,} rows that change contacts", "COPY and SQL", 0.3, "rows/s"
        )
        yield _memory(servers, Path(directory), scale)


def _round(servers: Servers, first: Path, second: Path, found: _Found) -> None:
    with servers.database() as ours, servers.database() as theirs:
        for file, rates, raw_rates in (
            (first, found.new, found.raw_new),
            (second, found.again, found.raw_again),
        ):
            servers.settle()
            rates.append(_ours(servers, ours, file))
            servers.settle()
            raw_rates.append(_raw(theirs, file))
            assert _written(ours) == _written(theirs), "the two imports wrote different rows"


def _ours(servers: Servers, url: str, file: Path) -> float:
    """From the first byte of the file to the last contact."""
    serving.prepare(servers, url)
    with database.connection_context():
        database.execute_sql("ANALYZE")
        began = time.perf_counter()
        rows = load(file)
        return rows / (time.perf_counter() - began)


def load(file: Path) -> int:
    """Import `file` into the bound database, as a request and a worker do. Answers its rows."""
    with file.open("rb") as content, database.atomic():
        looked = ordering.looked_at(opened(content, Asked()))
        job = ordering.order(looked, Wanted(mapping=MAPPING), None, "api_key:1")
    while jobs.work_off():
        pass
    return job.total


def _raw(url: str, file: Path) -> float:
    began = time.perf_counter()
    return raw_import.load(url, file) / (time.perf_counter() - began)


def _written(url: str) -> dict[str, int]:
    with bound(url):
        counts = {one: database.execute_sql(f"SELECT count(*) FROM {one}") for one in TABLES}
        return {one: cursor.fetchone()[0] for one, cursor in counts.items()}


def _memory(servers: Servers, directory: Path, scale: Scale) -> Row:
    """What the largest file needs more than a tenth of it."""
    peaks = []
    for rows in (scale.imported // 10, scale.imported):
        file = directory / f"{rows}.csv"
        _write(file, rows, budget=0)
        with servers.database() as url:
            peaks.append(_peak(serving.environment(servers, url), file))
    few, many = peaks
    return at_most(
        f"Memory of an import: {scale.imported:,} rows against {scale.imported // 10:,}",
        100 * (many / few - 1),
        10,
        "% more",
        f"{many / 2**20:,.0f} : {few / 2**20:,.0f} MiB",
    )


def _peak(environ: dict[str, str], file: Path) -> int:
    """The most bytes that a process of its own holds while it imports `file`."""
    words = [sys.executable, "-m", "tests.bench.imports", str(file)]
    process = subprocess.Popen(words, cwd=ROOT, env=environ)
    watched, peak = psutil.Process(process.pid), 0
    while process.poll() is None:
        try:
            peak = max(peak, watched.memory_info().rss)
        except psutil.NoSuchProcess:
            break
        time.sleep(0.05)
    assert process.wait() == 0
    return peak


def _write(file: Path, rows: int, budget: int) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.write(HEADER)
        for n in range(rows):
            out.write(
                f"+346{n:08d},Dora Gómez {n},dora.{n}@example.org,Interested,"
                f"{n % 5000 + budget},{'Men' if n % 2 else 'Women'},Fair {n % 7}\n"
            )


if __name__ == "__main__":
    from bot.config import Config
    from workers import context

    context.prepare(Config.from_env(os.environ))
    with database.connection_context():
        load(Path(sys.argv[1]))
