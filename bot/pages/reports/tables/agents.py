"""The report on agents: what each was given, how soon they answered, what they closed."""

from bot.pages.reports.tables.table import (
    TIME_TO_CLOSE,
    WAYS,
    Column,
    Report,
    Table,
    counted,
    number,
    percent,
    rows,
    shared,
    timed,
)


def agents(report: Report) -> Table:
    within = f"{report['reply_within_minutes']} min"
    columns = [
        *GIVEN,
        Column(
            "In time",
            f"Answered in time: within {within} of working time, as set now.",
            _in_time,
        ),
        Column(
            "First reply",
            "From being given to the first word, the median, by the clock.",
            timed("median_first_reply_seconds"),
        ),
        Column(
            "Closed",
            "Reached a closure status in the period, while the agent had them.",
            counted("closed"),
        ),
        TIME_TO_CLOSE,
        *MET,
    ]
    return Table("Agent", columns, rows(report["items"], columns, _agent))


GIVEN = (
    Column("Open", "Open contacts that they have now.", counted("open")),
    Column(
        "Given",
        "Contacts given to them in the period, however; twice counts twice.",
        counted("given"),
    ),
    Column("Share", "Of all that these agents were given.", shared("share")),
    *(
        Column(title, f"Given {title.lower()}.", counted("given_by", way))
        for way, title in WAYS.items()
    ),
    Column(
        "Answered",
        "Of the given: one of us wrote to them while the agent had them.",
        counted("answered"),
    ),
)


MET = (
    Column(
        "Interactions",
        "Interactions with contacts that began in the period and were completed.",
        counted("interactions_completed"),
    ),
    Column(
        "Missed",
        "Those whose end has passed, and nobody said how it went.",
        counted("interactions_missed"),
    ),
)


def _agent(one: Report) -> str:
    return one["agent"]["name"] + ("" if one["active"] else " (inactive)")


def _in_time(one: Report) -> str:
    rate = one["in_time_rate"]
    return number(one["answered_in_time"]) + ("" if rate is None else f" ({percent(rate)})")
