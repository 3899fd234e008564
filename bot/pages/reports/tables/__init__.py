"""Each report as the table that people read: a row for each item, with what each column means. The
files for spreadsheets have all of it; a page has as much as one looks at."""

from collections.abc import Callable

from bot.pages.reports.tables.agents import agents
from bot.pages.reports.tables.rules import rules
from bot.pages.reports.tables.sources import sources
from bot.pages.reports.tables.statuses import funnel, pipeline
from bot.pages.reports.tables.table import Report, Table
from bot.pages.reports.tables.workflows import workflows

TABLES: dict[str, Callable[[Report], Table]] = {
    "pipeline": pipeline,
    "funnel": funnel,
    "sources": sources,
    "agents": agents,
    "workflows": workflows,
    "rules": rules,
}
