"""The report on rules: who was given contacts by which, and what none took."""

from collections.abc import Iterator

from bot.pages.reports.tables.table import (
    WAYS,
    Column,
    Report,
    Row,
    Table,
    counted,
    number,
    part,
    row,
    shared,
)

DELETED = "Rules that are gone"


def rules(report: Report) -> Table:
    tried = report["unmatched"]
    nobody = Row("No rule matched", [number(tried["contacts"]), "", "", number(tried["times"])])
    return Table("Rule and agent", TAKEN, [*_taken(report), nobody])


def ways(report: Report) -> Iterator[tuple[str, Report]]:
    """Each rule, then each other way, by its title."""
    for one in report["items"]:
        off = "" if one["active"] or not one["rule"] else " (off)"
        yield (one["rule"]["name"] if one["rule"] else DELETED) + off, one
    for name, title in WAYS.items():
        if name in report:
            yield title, report[name]


def _taken(report: Report) -> Iterator[Row]:
    for title, one in ways(report):
        yield row(one, TAKEN, title)
        yield from (part(by, TAKEN, by["agent"]["name"]) for by in one["agents"])


TAKEN = (
    Column(
        "Contacts",
        "So often a contact was given to somebody.",
        counted("taken"),
        counted("taken"),
    ),
    Column(
        "Came back",
        "Of these: it went back to its former owner, and took no turn.",
        counted("returned"),
        counted("returned"),
    ),
    Column(
        "Share",
        "Of a rule: of all that were given. Of an agent: of the rule's turns.",
        shared("share"),
        shared("share"),
    ),
    Column("Nobody", "So often nobody could be given it, and it waited.", counted("nobody")),
)
