"""Each report equals the same figures counted anew from what happened: in every time zone, at
changes of the clocks, to the second at midnights, with every filter (A12, M8, M9, C5, R5, R12, X11,
X16)."""

import random
import secrets
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from models import base
from models.agents.agent import Agent
from models.catalogue import Catalogue
from models.clock import now
from models.contact import State
from models.reports import agents, funnel, origins, pipeline, rules, sources, workflows
from models.reports.period import By, Period
from models.reports.question import Question
from models.settings.source import Source
from tests.conftest import _create, _execute
from tests.factories import find, set_organisation
from tests.models.reports import recount, world
from tests.models.reports.recount import Books, Days, Past, plain

ZONES = list(world.MIDNIGHTS)


@pytest.fixture(scope="module")
def inhabited(postgres: str, template: str) -> Iterator[str]:
    """The URL of a database in which much has happened."""
    name = f"usher_{secrets.token_hex(4)}"
    url = _create(postgres, name, template)
    base.connect(url)
    with base.database.connection_context():
        world.build()
    base.database.close_all()
    yield url
    base.database.close_all()
    _execute(postgres, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def books(inhabited: str) -> Books:
    base.connect(inhabited)
    with base.database.connection_context():
        return Books()


@pytest.fixture(autouse=True)
def connected(inhabited: str) -> Iterator[None]:
    base.connect(inhabited)
    with (
        time_machine.travel("2026-11-12T12:00:00+00:00", tick=False),
        base.database.connection_context(),
    ):
        yield


def periods(timezone: str) -> Iterator[Period]:
    """The day in question alone, all days, and some that a seed chooses; each with a series."""
    set_organisation(timezone=timezone)
    day = world.MIDNIGHTS[timezone]
    yield Period(day, day, timezone, By.DAY)
    yield Period(world.FIRST - timedelta(days=1), world.LAST, timezone, By.MONTH)
    chance = random.Random(timezone)
    for by in (None, *By):
        first = world.FIRST + timedelta(days=chance.randrange(200))
        yield Period(first, first + timedelta(days=chance.randrange(60)), timezone, by)


def question(period: Period | None, **narrow: Any) -> Question:
    return Question(**{"viewer": None, "period": period} | narrow)


def came(books: Books, days: Days, fits: Any = lambda one: True) -> list[Past]:
    pasts = [one for one in books.pasts.values() if fits(one.contact)]
    return [one for one in pasts if days.hold(one.contact.created_at)]


@pytest.mark.parametrize("timezone", ZONES)
def test_the_pipeline_is_what_stands_there(books: Books, timezone: str) -> None:
    for period in periods(timezone):
        days = Days(period)
        expected = recount.pipeline(books, came(books, days), days, now())
        assert plain(pipeline.report(question(period))) == expected


@pytest.mark.parametrize("timezone", ZONES)
def test_the_funnel_is_what_was_reached(books: Books, timezone: str) -> None:
    for period in periods(timezone):
        days = Days(period)
        expected = recount.funnel(books, came(books, days), days)
        assert plain(funnel.report(question(period))) == expected


@pytest.mark.parametrize("timezone", ZONES)
def test_sources_are_what_they_brought(books: Books, timezone: str) -> None:
    for period in periods(timezone):
        days = Days(period)
        pasts = came(books, days)
        assert plain(sources.report(question(period))) == recount.sources(books, pasts, days)
        assert plain(origins.report(question(period))) == recount.origins(books, pasts)


@pytest.mark.parametrize("timezone", ZONES)
def test_agents_are_what_they_did(books: Books, timezone: str) -> None:
    for period in periods(timezone):
        expected = recount.agents(books, list(books.pasts.values()), Days(period))
        assert plain(agents.report(question(period), team())) == expected


@pytest.mark.parametrize("timezone", ZONES)
def test_rules_are_what_they_took(books: Books, timezone: str) -> None:
    for period in periods(timezone):
        assert plain(rules.report(period)) == recount.rules(books, Days(period))


@pytest.mark.parametrize("timezone", ZONES)
def test_workflows_are_how_conversations_went(timezone: str) -> None:
    for period in periods(timezone):
        assert plain(workflows.report(period)) == recount.workflows(Days(period))


def test_every_filter_narrows_what_is_counted(books: Books) -> None:
    days = Days(Period(world.FIRST, world.LAST, "UTC", By.MONTH))
    fair, ann = find(Source, "Fair"), find(Agent, "Ann")
    team = Catalogue.current().team("All")
    members = {one.id for one in team.members()}
    for narrow, fits in (
        ({"source": fair}, lambda one: one.source_id == fair.id),
        ({"state": State.CLIENT}, lambda one: one.state is State.CLIENT),
        ({"owner": ann}, lambda one: one.owner_id == ann.id),
        ({"owner": "none"}, lambda one: one.owner_id is None),
        ({"team": team}, lambda one: one.owner_id in members),
        ({"viewer": find(Agent, "Sue")}, lambda one: one.status.closure),
        ({"viewer": ann}, lambda one: True),
    ):
        asked = question(days.period, **narrow)
        pasts = came(books, days, fits)
        assert len(pasts) > 0
        assert plain(pipeline.report(asked)) == recount.pipeline(books, pasts, days, now())
        assert plain(funnel.report(asked)) == recount.funnel(books, pasts, days)
        assert plain(sources.report(asked)) == recount.sources(books, pasts, days)


def test_agents_are_narrowed_by_their_contacts(books: Books) -> None:
    days = Days(Period(world.FIRST, world.LAST, "UTC", By.WEEK))
    fair = find(Source, "Fair")
    pasts = [one for one in books.pasts.values() if one.contact.source_id == fair.id]
    asked = question(days.period, source=fair)
    assert plain(agents.report(asked, team())) == recount.agents(books, pasts, days)


def test_who_does_not_manage_sees_their_own_figures_only(books: Books) -> None:
    days = Days(Period(world.FIRST, world.LAST, "UTC", By.WEEK))
    asked = question(days.period, viewer=find(Agent, "Ann"))
    expected = recount.agents(books, list(books.pasts.values()), days, only="Ann")
    assert plain(agents.report(asked, team())) == expected
    assert len(expected["items"]) == 1


def test_without_a_period_the_pipeline_counts_everybody(books: Books) -> None:
    days = Days(Period(date(2000, 1, 1), date(2100, 1, 1), "UTC"))
    expected = recount.pipeline(books, list(books.pasts.values()), days, now())
    assert plain(pipeline.report(question(None))) == expected
    assert expected["total"] == len(books.pasts) > 150


def team() -> list[Agent]:
    return list(Agent.select().order_by(Agent.name))
