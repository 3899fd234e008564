"""`python -m tests.bench [--quick] [--only NAME …]`: everything that is measured, as one table.

A whole run writes docs/benchmark.md; a quick or partial one only shows its table.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator

from tests.bench import (
    door,
    drain,
    engine,
    growth,
    imports,
    lists,
    pages,
    planning,
    reminders,
    reply,
    report,
    reports,
    servers,
    sustained,
)
from tests.bench.report import Row
from tests.bench.scale import FULL, QUICK, Scale

MEASURES: dict[str, Callable[[servers.Servers, Scale], Iterator[Row]]] = {
    "door": door.measure,
    "drain": drain.measure,
    "growth": growth.measure,
    "engine": engine.measure,
    "imports": imports.measure,
    "reminders": reminders.measure,
    "reports": reports.measure,
    "lists": lists.measure,
    "pages": pages.measure,
    "planning": planning.measure,
    "reply": reply.measure,
    "sustained": sustained.measure,
}


def main() -> None:
    asked = _arguments()
    began = time.monotonic()
    with servers.started() as running:
        rows = [row for name in asked.only for row in _measured(name, running, asked.quick)]
        server_version = running.version()
    print(report.table(rows))
    if not asked.quick and asked.only == list(MEASURES):
        minutes, load = (time.monotonic() - began) / 60, os.getloadavg()[2]
        report.PAGE.write_text(report.page(rows, server_version, minutes, load))
        print(f"\nWritten to {report.PAGE.name}.")


def _measured(name: str, running: servers.Servers, quick: bool) -> Iterator[Row]:
    print(f"{name} ...", flush=True)
    for row in MEASURES[name](running, QUICK if quick else FULL):
        print(f"  {row.what}: {row.figure} {row.target} {row.verdict} ({row.absolute})", flush=True)
        yield row


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="run everything once, briefly")
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=list(MEASURES))
    return parser.parse_args()


if __name__ == "__main__":
    main()
