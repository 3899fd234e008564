"""A report as the table that people read: a row for each item, with what each column means. The
files for spreadsheets have all of it; a page has as much as one looks at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.pages import words
from models.contact import State

Report = Mapping[str, Any]
NO_SOURCE = "No source"
DELETED = "Rules that are gone"
MOST_ROWS = 150
"""On a page."""
WAYS = {
    "rules": "By rules",
    "fallback": "By the fallback",
    "hand": "By hand",
    "returned": "Came back",
    "no_reply": "After no reply",
}


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    cells: list[str]
    color: str | None = None
    part: bool = False
    """It belongs to the row above that is none."""


@dataclass(frozen=True, slots=True)
class Table:
    first: str
    """What the rows are."""
    columns: list[Column]
    rows: list[Row] = field(default_factory=list)

    @property
    def shown(self) -> list[Row]:
        return self.rows[:MOST_ROWS]


STATES = [Column(state.value.capitalize(), "In this state now.") for state in State]


def pipeline(report: Report) -> Table:
    columns = [
        Column("Contacts", "They stand in this status now."),
        Column("Days, on average", "How long they have been in it."),
        Column("Days, median", "Half of them have been in it for longer."),
    ]
    rows = [
        Row(
            one["status"]["name"],
            [
                number(one["count"]),
                days(one["average_days"]),
                days(one["median_days"]),
                *states(one),
            ],
            one["status"]["color"],
        )
        for one in report["items"]
    ]
    return Table("Status", columns + STATES, rows)


def funnel(report: Report) -> Table:
    columns = [
        Column("Reached", "They are in this status, or were once."),
        Column("Share", "Of all who came in the period."),
        Column("From the step before", "Of those who reached that one, how many reached this too."),
    ]
    rows = [
        Row(
            one["status"]["name"],
            [number(one["reached"]), percent(one["share"]), _step(one), *states(one)],
            one["status"]["color"],
        )
        for one in report["items"]
    ]
    return Table("Status", columns + STATES, rows)


def _step(one: Report) -> str:
    if not one["previous"]:
        return words.NONE
    return f"{percent(one['conversion'])} of {one['previous']['name']}"


def sources(report: Report) -> Table:
    ends = report["items"][0]["closed_as"] if report["items"] else []
    columns = [
        Column("Brought", "Contacts who came in the period."),
        Column("Open", "Of these: open now."),
        Column("Closed", "Of these: in a closure status now."),
        Column("Closing rate", "Closed of brought: a young period has closed little yet."),
        *(Column(f"As {one['status']['name']}", "Closed with this status.") for one in ends),
        Column("Time to close", "From creation to closure, the median."),
    ]
    rows = [
        Row(
            source_or_origin(one),
            [
                *(number(one[name]) for name in ("brought", "open", "closed")),
                percent(one["closing_rate"]),
                *(number(end["count"]) for end in one["closed_as"]),
                time(one["median_seconds_to_close"]),
            ],
        )
        for one in report["items"]
    ]
    return Table("Ad or link" if _by_origin(report) else "Source", columns, rows)


def _by_origin(report: Report) -> bool:
    return any("origin" in one for one in report["items"])


def source_or_origin(one: Report) -> str:
    if "origin" not in one:
        return one["source"]["name"] if one["source"] else NO_SOURCE
    origin = one["origin"]
    told = [origin[name] for name in ("headline", "url", "id") if origin[name]]
    return str(told[0]) if told else "Unknown"


def agents(report: Report) -> Table:
    within = f"{report['reply_within_minutes']} min"
    columns = [
        Column("Open", "Open contacts that they have now."),
        Column("Given", "Contacts given to them in the period, however; twice counts twice."),
        Column("Share", "Of all that these agents were given."),
        *(Column(title, f"Given {title.lower()}.") for title in WAYS.values()),
        Column("Answered", "Of the given: one of us wrote to them while the agent had them."),
        Column("In time", f"Answered in time: within {within} of working time, as set now."),
        Column("First reply", "From being given to the first word, the median, by the clock."),
        Column("Closed", "Reached a closure status in the period, while the agent had them."),
        Column("Time to close", "From creation to closure, the median."),
    ]
    rows = [
        Row(
            one["agent"]["name"] + ("" if one["active"] else " (inactive)"),
            [
                number(one["open"]),
                number(one["given"]),
                percent(one["share"]),
                *(number(one["given_by"][way]) for way in WAYS),
                number(one["answered"]),
                _in_time(one),
                time(one["median_first_reply_seconds"]),
                number(one["closed"]),
                time(one["median_seconds_to_close"]),
            ],
        )
        for one in report["items"]
    ]
    return Table("Agent", columns, rows)


def _in_time(one: Report) -> str:
    rate = one["in_time_rate"]
    return number(one["answered_in_time"]) + ("" if rate is None else f" ({percent(rate)})")


def workflows(report: Report) -> Table:
    columns = [
        Column("Came here", "Conversations that started in the period; of a question: came to it."),
        Column("Finished", "Came to the end; of a question: answered."),
        Column("Asked again", "An answer was not understood."),
        Column("Wait", "Conversations that stand here now."),
        Column("To a person", "A colleague took over."),
        Column("Timed out", "Nobody answered."),
        Column("Ended by a word", "The contact or we stopped it."),
        Column("Lost", "Of a question: it ended here without being done."),
        Column("Rate", "Finished of started; of a question: lost of those who came to it."),
    ]
    return Table("Workflow and question", columns, list(_runs(report)))


def _runs(report: Report) -> Iterator[Row]:
    for one in report["items"]:
        ended = ("running", "handed_over", "timed_out", "stopped")
        started, finished = number(one["started"]), number(one["finished"])
        yield Row(
            one["workflow"]["name"] + ("" if one["active"] else " (off)"),
            [started, finished, "", *(number(one[name]) for name in ended), "", _finished(one)],
        )
        names = ("runs", "answered", "reasked", "waiting", "handed_over", "timed_out", "left")
        for step in one["steps"]:
            counts = [number(step[name]) for name in (*names, "lost")]
            yield Row(step["step"], [*counts, _lost(step)], part=True)


def _finished(one: Report) -> str:
    rate = one["finishing_rate"]
    return words.NONE if rate is None else f"{percent(rate)} finished"


def _lost(step: Report) -> str:
    return words.NONE if step["drop_out"] is None else f"{percent(step['drop_out'])} lost"


def rules(report: Report) -> Table:
    columns = [
        Column("Contacts", "So often a contact was given to somebody."),
        Column("Came back", "Of these: it went back to its former owner, and took no turn."),
        Column("Share", "Of a rule: of all that were given. Of an agent: of the rule's turns."),
        Column("Nobody", "So often nobody could be given it, and it waited."),
    ]
    table = Table("Rule and agent", columns, list(_taken(report)))
    tried = report["unmatched"]
    cells = [number(tried["contacts"]), "", "", number(tried["times"])]
    table.rows.append(Row("No rule matched", cells))
    return table


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
        cells = [number(one["taken"]), number(one["returned"]), percent(one["share"])]
        yield Row(title, [*cells, number(one["nobody"])])
        for by in one["agents"]:
            cells = [number(by["taken"]), number(by["returned"]), percent(by["share"])]
            yield Row(by["agent"]["name"], [*cells, ""], part=True)


def states(one: Report) -> list[str]:
    return [number(one["states"][state.value]) for state in State]


def number(one: int | None) -> str:
    return words.NONE if one is None else f"{one:,}"


def days(one: float | None) -> str:
    return words.NONE if one is None else f"{one:,.1f}"


def percent(one: float | None) -> str:
    return words.NONE if one is None else f"{one:.1%}"


def time(seconds: float | None) -> str:
    return words.NONE if seconds is None else words.span(timedelta(seconds=seconds))


TABLES = {
    "pipeline": pipeline,
    "funnel": funnel,
    "sources": sources,
    "agents": agents,
    "workflows": workflows,
    "rules": rules,
}
