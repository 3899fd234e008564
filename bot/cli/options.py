"""The options of `usher import` and `usher export`. What they mean is in contact_import.py and
contact_export.py."""

from collections.abc import Callable
from typing import Any

import click

Command = Callable[..., Any]

WHICH = {
    "status": "Name of a status.",
    "source": "Name of a source.",
    "state": "PROSPECT, PARTNER, CLIENT or OTHER.",
    "owner": "Email of an agent.",
}


def of_import(command: Command) -> Command:
    """Everything that may be said of a file of contacts."""
    for name, help in WHICH.items():
        command = click.option(f"--{name}", help=f"{help} For rows that name none.")(command)
    return _with(
        command,
        click.option("--tag", "tags", multiple=True, help="For all rows; any number of times."),
        click.option(
            "--map",
            "mapping",
            multiple=True,
            metavar="COLUMN=FIELD",
            help="What a column means: a field, trait:NAME, trait:NAME:KIND or ignore.",
        ),
        click.option(
            "--key",
            type=click.Choice(["phone", "external_id", "none"]),
            help="By what contacts are found that are there already.",
        ),
        click.option(
            "--existing",
            type=click.Choice(["update", "skip"]),
            default="update",
            help="What becomes of those.",
        ),
        click.option("--country", help="Of phone numbers without country code, such as ES."),
        click.option("--date-format", type=click.Choice(["DD/MM/YYYY", "MM/DD/YYYY"])),
        click.option("--encoding", help="Of a CSV, such as cp1252."),
        click.option("--delimiter", type=click.Choice([",", ";", "tab", "|"])),
        click.option("--sheet", help="Of a workbook."),
        click.option("--header/--no-header", default=None, help="Does row 1 name the columns?"),
        click.option("--dry-run", is_flag=True, help="Judge every row, change nothing."),
        click.option("--again", is_flag=True, help="Although the file was imported today."),
        click.option("--yes", is_flag=True, help="Do not ask whether the guess is right."),
    )


def of_export(command: Command) -> Command:
    """Which contacts, and what of them."""
    for name, help in WHICH.items():
        also = " Or none." if name == "owner" else ""
        command = click.option(f"--{name}", help=f"{help}{also}")(command)
    return _with(
        command,
        click.option("--tag", help="Name of a tag."),
        click.option("--q", help="Part of a name, phone, email or tag."),
        click.option("--columns", help="Names by comma; all unless you say so."),
    )


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
