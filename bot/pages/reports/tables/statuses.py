"""The reports on statuses: how many contacts stand in each, how many ever reached it."""

from collections.abc import Sequence

from bot.pages.moments import NONE
from bot.pages.reports.tables.table import (
    Column,
    Report,
    Table,
    counted,
    days,
    percent,
    rows,
    shared,
)
from models.contact import State


def pipeline(report: Report) -> Table:
    return _by_status(report, STANDING)


def funnel(report: Report) -> Table:
    return _by_status(report, REACHED)


def _by_status(report: Report, columns: Sequence[Column]) -> Table:
    columns = [*columns, *STATES]
    return Table("Status", columns, rows(report["items"], columns, _status))


def _status(one: Report) -> str:
    return str(one["status"]["name"])


STATES = [
    Column(state.value.capitalize(), "In this state now.", counted("states", state.value))
    for state in State
]
STANDING = (
    Column("Contacts", "They stand in this status now.", counted("count")),
    Column(
        "Days, on average",
        "How long they have been in it.",
        lambda one: days(one["average_days"]),
    ),
    Column(
        "Days, median",
        "Half of them have been in it for longer.",
        lambda one: days(one["median_days"]),
    ),
)


def _step(one: Report) -> str:
    if not one["previous"]:
        return NONE
    return f"{percent(one['conversion'])} of {one['previous']['name']}"


REACHED = (
    Column("Reached", "They are in this status, or were once.", counted("reached")),
    Column("Share", "Of all who came in the period.", shared("share")),
    Column(
        "From the step before",
        "Of those who reached that one, how many reached this too.",
        _step,
    ),
)
