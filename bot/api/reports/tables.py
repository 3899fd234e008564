"""Reports as tables for spreadsheets: one row for each item; with a series, for each item of each
span."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from models.contact import State

Report = dict[str, Any]
Rows = tuple[list[str], Iterable[Sequence[Any]]]
Table = Callable[[Report], Rows]

STATES = [state.value for state in State]
CLOSINGS = ["brought", "open", "closed", "closing_rate"]
TIMES = ["average_seconds_to_close", "median_seconds_to_close"]
GIVEN = ["open", "given", "share"]
ANSWERED = ["answered", "answered_in_time", "in_time_rate", "median_first_reply_seconds", "closed"]
DONE = [*ANSWERED, *TIMES, "interactions_completed", "interactions_missed"]
RUNS = ["started", "finished", "running", "handed_over", "timed_out", "stopped", "finishing_rate"]
STEP = ["runs", "asked", "reasked", "answered", "timed_out", "waiting", "handed_over", "left"]
LOST = ["lost", "drop_out"]


def pipeline(report: Report) -> Rows:
    figures = ["count", "average_days", "median_days"]
    return (
        ["status", "color", "closure", *figures, *STATES],
        ([*_status(one), *_of(one, figures), *_states(one)] for one in report["items"]),
    )


def funnel(report: Report) -> Rows:
    return (
        ["status", "color", "closure", "reached", "share", "previous", "conversion", *STATES],
        (
            [
                *_status(one),
                *_of(one, ["reached", "share"]),
                _name(one["previous"]),
                one["conversion"],
                *_states(one),
            ]
            for one in report["items"]
        ),
    )


def sources(report: Report) -> Rows:
    return _closings(report, ["source"], lambda one: [_name(one["source"])])


def origins(report: Report) -> Rows:
    names = ["type", "id", "url", "headline"]
    return _closings(report, names, lambda one: _of(one["origin"], names))


def agents(report: Report) -> Rows:
    ways = list(report["items"][0]["given_by"]) if report["items"] else []
    return (
        ["agent", "email", "active", *GIVEN, *(f"by_{way}" for way in ways), *DONE],
        (
            [
                *(one["agent"].name, one["agent"].email, one["active"]),
                *_of(one, GIVEN),
                *_of(one["given_by"], ways),
                *_of(one, DONE),
            ]
            for one in report["items"]
        ),
    )


def workflows(report: Report) -> Rows:
    """A row for the workflow, then one for each of its questions."""
    steps = [f"step_{name}" for name in STEP + LOST]

    def rows() -> Iterator[Sequence[Any]]:
        for one in report["items"]:
            yield [one["workflow"].name, one["active"], *_of(one, RUNS), "", *("" for _ in steps)]
            for step in one["steps"]:
                blank = ("" for _ in RUNS)
                yield [one["workflow"].name, "", *blank, step["step"], *_of(step, STEP + LOST)]

    return ["workflow", "active", *RUNS, "step", *steps], rows()


def rules(report: Report) -> Rows:
    """A row for each rule and way, then one for each agent that it gave contacts to."""

    def rows() -> Iterator[Sequence[Any]]:
        for one in report["items"]:
            yield from _taken("rule", _name(one["rule"]), one)
        for way in ("fallback", "hand", "returned", "no_reply"):
            yield from _taken(way, "", report[way])
        yield ["unmatched", "", "", report["unmatched"]["contacts"], "", "", ""]

    return ["way", "rule", "agent", "contacts", "returned", "share", "nobody"], rows()


def series(report: Report) -> Rows:
    """Every span has a row at least."""
    items = [one for span in report["series"] for one in span["items"]]
    names = list(items[0]) if items else []

    def rows() -> Iterator[Sequence[Any]]:
        for span in report["series"]:
            for one in span["items"] or [dict.fromkeys(names)]:
                yield [span["first"], span["last"], *(_name(one[name]) for name in names)]

    return ["from", "to", *names], rows()


def _closings(report: Report, names: list[str], keys: Callable[[Any], list[Any]]) -> Rows:
    items = report["items"]
    ends = [f"closed as {one['status'].name}" for one in items[0]["closed_as"]] if items else []
    return (
        [*names, *CLOSINGS, *ends, *TIMES],
        (
            [
                *keys(one),
                *_of(one, CLOSINGS),
                *(end["count"] for end in one["closed_as"]),
                *_of(one, TIMES),
            ]
            for one in items
        ),
    )


def _taken(way: str, rule: str, one: Report) -> Iterator[Sequence[Any]]:
    yield [way, rule, "", *_of(one, ["taken", "returned", "share", "nobody"])]
    for by in one["agents"]:
        yield [way, rule, by["agent"].name, *_of(by, ["taken", "returned", "share"]), ""]


def _status(one: Report) -> list[Any]:
    return [one["status"].name, one["status"].color, one["status"].closure]


def _states(one: Report) -> list[Any]:
    return [one["states"][state] for state in State]


def _of(one: Report, names: Iterable[str]) -> list[Any]:
    return [one[name] for name in names]


def _name(value: Any) -> Any:
    """What is called something by its name, anything else as it is."""
    return getattr(value, "name", value)
