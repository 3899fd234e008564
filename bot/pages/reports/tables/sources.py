"""The report on sources, or on ads and links: whom each brought, and how many of them close."""

from bot.pages.reports.tables.table import (
    TIME_TO_CLOSE,
    Column,
    Report,
    Table,
    counted,
    number,
    rows,
    shared,
)

NO_SOURCE = "No source"


def sources(report: Report) -> Table:
    ends = report["items"][0]["closed_as"] if report["items"] else []
    columns = [
        Column("Brought", "Contacts who came in the period.", counted("brought")),
        Column("Open", "Of these: open now.", counted("open")),
        Column("Closed", "Of these: in a closure status now.", counted("closed")),
        Column(
            "Closing rate",
            "Closed of brought: a young period has closed little yet.",
            shared("closing_rate"),
        ),
        *(_closed_as(place, end["status"]["name"]) for place, end in enumerate(ends)),
        TIME_TO_CLOSE,
    ]
    first = "Ad or link" if any("origin" in one for one in report["items"]) else "Source"
    return Table(first, columns, rows(report["items"], columns, source_or_origin))


def _closed_as(place: int, name: str) -> Column:
    return Column(
        f"As {name}",
        "Closed with this status.",
        lambda one: number(one["closed_as"][place]["count"]),
    )


def source_or_origin(one: Report) -> str:
    if "origin" not in one:
        return one["source"]["name"] if one["source"] else NO_SOURCE
    origin = one["origin"]
    told = [origin[name] for name in ("headline", "url", "id") if origin[name]]
    return str(told[0]) if told else "Unknown"
