"""The report on workflows: how conversations went, and at which question they were lost."""

from collections.abc import Iterator

from bot.pages.moments import NONE
from bot.pages.reports.tables.table import Column, Report, Row, Table, counted, part, percent, row


def workflows(report: Report) -> Table:
    return Table("Workflow and question", RUNS, list(_runs(report)))


def _runs(report: Report) -> Iterator[Row]:
    for one in report["items"]:
        yield row(one, RUNS, one["workflow"]["name"] + ("" if one["active"] else " (off)"))
        yield from (part(step, RUNS, step["step"]) for step in one["steps"])


def _finished(one: Report) -> str:
    rate = one["finishing_rate"]
    return NONE if rate is None else f"{percent(rate)} finished"


def _lost(step: Report) -> str:
    return NONE if step["drop_out"] is None else f"{percent(step['drop_out'])} lost"


RUNS = (
    Column(
        "Came here",
        "Conversations that started in the period; of a question: came to it.",
        counted("started"),
        counted("runs"),
    ),
    Column(
        "Finished",
        "Came to the end; of a question: answered.",
        counted("finished"),
        counted("answered"),
    ),
    Column("Asked again", "An answer was not understood.", part=counted("reasked")),
    Column("Wait", "Conversations that stand here now.", counted("running"), counted("waiting")),
    Column("To a person", "A colleague took over.", counted("handed_over"), counted("handed_over")),
    Column("Timed out", "Nobody answered.", counted("timed_out"), counted("timed_out")),
    Column("Ended by a word", "The contact or we stopped it.", counted("stopped"), counted("left")),
    Column("Lost", "Of a question: it ended here without being done.", part=counted("lost")),
    Column(
        "Rate",
        "Finished of started; of a question: lost of those who came to it.",
        _finished,
        _lost,
    ),
)
