"""`/reports/…`: the figures behind the pages' charts, as JSON or CSV (A12, M8, M9, C5, X11, X16).

Who may call them is said in bot/access/, what can be asked in query.py, how the
answers are laid out in shape.py.
"""

from collections.abc import Callable
from typing import Any

from flask import Response, request

from bot.api import lookup
from bot.api.reports import query, shape, tables
from bot.api.resource import Resource, viewer
from bot.problems import invalid
from bot.sheets.csv_lines import MIMETYPE, file
from models.agents.agent import Agent
from models.catalogue import Catalogue
from models.clock import local_date, now
from models.contact import State
from models.contact.finding.filters import NOBODY
from models.reports import agents as of_agents
from models.reports import funnel as of_funnel
from models.reports import origins as of_origins
from models.reports import pipeline as of_pipeline
from models.reports import rules as of_rules
from models.reports import sources as of_sources
from models.reports import workflows as of_workflows
from models.reports.period import By, Period
from models.reports.question import Question

reports = Resource("reports", __name__, description="Figures")

MOST_SPANS = 1000

View = Callable[..., Any]


def report(name: str, asked: Any, answered: Any) -> Callable[[View], View]:
    """A view of ``/reports/NAME`` that answers JSON or CSV."""

    def decorate(view: View) -> View:
        view = reports.alt_response(
            200, schema={"type": "string"}, content_type=MIMETYPE, success=True
        )(view)
        view = reports.response(200, answered)(view)
        view = reports.arguments(asked, location="query")(view)
        return reports.get(f"/reports/{name}")(view)

    return decorate


@report("pipeline", query.ContactsQuerySchema, shape.PipelineSchema)
def pipeline(asked: dict[str, Any]) -> Any:
    """How many contacts stand in each status now, for how long; with `from` of those who came."""
    period = _period(asked) if asked.keys() & {"first", "last", "by"} else None
    found = of_pipeline.report(_question(asked, period))
    return _answer(asked, period, found, tables.pipeline)


@report("funnel", query.ContactsQuerySchema, shape.FunnelSchema)
def funnel(asked: dict[str, Any]) -> Any:
    """Of the contacts who came in the period: how many ever reached each status, and as what."""
    period = _period(asked)
    found = of_funnel.report(_question(asked, period))
    return _answer(asked, period, found, tables.funnel)


@report("sources", query.SourcesQuerySchema, shape.SourcesSchema)
def sources(asked: dict[str, Any]) -> Any:
    """Which sources, or which ads and links, bring the most contacts, and which close."""
    period = _period(asked)
    if asked["group"] == "origin":
        found = of_origins.report(_question(asked, period))
        return _answer(asked, period, found, tables.origins)
    found = of_sources.report(_question(asked, period))
    return _answer(asked, period, found, tables.sources)


@report("agents", query.AgentsQuerySchema, shape.AgentsSchema)
def agents(asked: dict[str, Any]) -> Any:
    """What each agent was given, how soon they answered, what they closed; managers see all."""
    period = _period(asked)
    narrowing: dict[str, Any] = {name: asked[name] for name in ("source", "state") if name in asked}
    found = of_agents.report(_question(narrowing, period), _agents(asked))
    return _answer(asked, period, found, tables.agents)


@report("workflows", query.PeriodQuerySchema, shape.WorkflowsSchema)
def workflows(asked: dict[str, Any]) -> Any:
    """How the conversations that started in the period went, and where people were lost."""
    period = _period(asked)
    return _answer(asked, period, of_workflows.report(period), tables.workflows)


@report("rules", query.PeriodQuerySchema, shape.RulesSchema)
def rules(asked: dict[str, Any]) -> Any:
    """Which rule gave how many contacts to whom; the fallback, by hand, and what no rule took."""
    period = _period(asked)
    return _answer(asked, period, of_rules.report(period), tables.rules)


def _period(asked: dict[str, Any]) -> Period:
    timezone = Catalogue.current().organisation.timezone
    by = By(asked["by"]) if "by" in asked else None
    today = local_date(now(), timezone)
    period = Period.around(asked.get("first"), asked.get("last"), today, timezone, by)
    if by and len(period.spans()) > MOST_SPANS:
        raise invalid(
            "by", f"makes more than {MOST_SPANS} parts: ask for longer ones or fewer days"
        )
    return period


def _question(asked: dict[str, Any], period: Period | None) -> Question:
    owner = asked.get("owner")
    return Question(
        viewer=viewer(),
        period=period,
        source=lookup.source(asked["source"]) if "source" in asked else None,
        state=State(asked["state"]) if "state" in asked else None,
        owner=owner if owner is None or owner == NOBODY else lookup.agent(owner),
        team=lookup.team(asked["team"]) if "team" in asked else None,
    )


def _agents(asked: dict[str, Any]) -> list[Agent]:
    """Whose figures are asked for, by name."""
    chosen = list(Catalogue.current().agents.values())
    if "owner" in asked:
        chosen = [lookup.agent(asked["owner"])]
    if "team" in asked:
        members = {one.id for one in lookup.team(asked["team"]).members()}
        chosen = [one for one in chosen if one.id in members]
    return sorted(chosen, key=lambda one: (one.name.casefold(), one.id))


def _answer(
    asked: dict[str, Any], period: Period | None, found: dict[str, Any], table: tables.Table
) -> Any:
    if _wants_csv(asked):
        header, rows = table(found) if "by" not in asked else tables.series(found)
        return Response("".join(file(header, rows)), mimetype=MIMETYPE, headers={"Vary": "Accept"})
    days = {"first": period and period.first, "last": period and period.last}
    return {**days, "timezone": Catalogue.current().organisation.timezone, **found}


def _wants_csv(asked: dict[str, Any]) -> bool:
    if "format" in asked:
        return bool(asked["format"] == "csv")
    return request.accept_mimetypes.best_match(["application/json", MIMETYPE]) == MIMETYPE
