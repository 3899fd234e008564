"""The tables of docs/roles.md, as bot/access/ says: `make roles` writes them, a test compares."""

import re
import tempfile
from pathlib import Path

from flask import Flask

from bot.api.agents.roles import calls, pages
from bot.app import create_app
from tests.conftest import make_config

PAGE = Path(__file__).parent.parent / "docs" / "roles.md"
ROW = re.compile(r"^\| `[A-Z]+ /.*\n", re.MULTILINE)
CALLS = "| call | who | contacts | key |\n|---|---|---|---|\n"
PAGES = "| page | who | contacts |\n|---|---|---|\n"


def right(app: Flask) -> str:
    """The page with the tables as they should be."""
    text = ROW.sub("", PAGE.read_text())
    rows = [
        f"| `{one.method} {one.path}` | {one.who} | {one.row.reach} | `{one.row.scope}` |\n"
        for one in calls(app)
    ]
    opened = [
        f"| `{one.method} {one.path}` | {one.who} | {one.row.reach} |\n" for one in pages(app)
    ]
    return text.replace(CALLS, CALLS + "".join(rows)).replace(PAGES, PAGES + "".join(opened))


def write() -> None:
    with tempfile.TemporaryDirectory() as data:
        app = create_app(make_config(Path(data)), lambda queue: None)
    PAGE.write_text(right(app))


if __name__ == "__main__":
    write()
