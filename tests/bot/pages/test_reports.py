"""Reports as pages: chart, table and file of the same figures. A12, C5, M8, M9, X16, X13."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.pages import calling
from bot.pages.reports.drawing import Drawing, Line, Look, draw
from models.agents.agent import Agent, Role
from models.settings.source import Source
from tests import factories
from tests.bot.conftest import Browser


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.SALES_MANAGER, password=factories.PASSWORD)


@pytest.fixture
def browser(ann: Agent, browser_of: Any) -> Browser:
    found: Browser = browser_of(ann)
    return found


@pytest.fixture
def fair(database: None) -> str:
    return str(Source.create(name="Fair").name)


def cells(page: str, title: str) -> list[str]:
    """Of the first row with that title."""
    row = re.search(rf'<th scope="row">(?:<svg.*?</svg>)?{title}</th>(.*?)</tr>', page)
    assert row, title
    return re.findall(r"<td>(.*?)</td>", row[1])


def test_the_pipeline_shows_each_status_with_its_count(browser: Browser) -> None:
    """M9."""
    factories.make_contact(status="Interested", state="CLIENT")
    factories.make_contact(status="Interested")
    page = browser.sees("/reports/pipeline")
    assert cells(page, "Interested")[0] == "2"
    assert "Contacts in each status: New Lead 0, Interested 2" in page
    assert "All time" in page


@pytest.mark.parametrize("kind", ["pipeline", "funnel", "sources", "agents", "workflows", "rules"])
@pytest.mark.parametrize("query", ["", "?by=week", "?from=2026-01-01&to=2026-01-31&by=day"])
def test_every_report_is_shown_and_is_a_file(browser: Browser, kind: str, query: str) -> None:
    """X16."""
    factories.make_contact()
    assert "Figures</h2>" in browser.sees(f"/reports/{kind}{query}")
    file = browser.open(f"/reports/{kind}.csv{query}")
    assert file.status_code == 200
    assert file.mimetype == "text/csv"


@pytest.mark.parametrize("beside", ["", "&narrow=1"])
def test_a_chart_brings_its_style_and_loads_and_runs_nothing(browser: Browser, beside: str) -> None:
    factories.make_contact(status="Interested")
    answer = browser.open(f"/reports/pipeline.svg?chart=count{beside}")
    assert answer.mimetype == "image/svg+xml"
    assert "script" not in answer.text
    assert "@import" not in answer.text
    assert "prefers-color-scheme:dark" in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.text == browser.open(f"/reports/pipeline.svg?chart=count{beside}").text


def test_every_chart_on_a_page_can_be_loaded(browser: Browser, fair: str) -> None:
    factories.make_contact(status="Interested", source="Fair")
    for kind in ("pipeline", "funnel", "sources"):
        page = browser.sees(f"/reports/{kind}?by=week")
        pictures = re.findall(r'(?:src|srcset)="(/reports/[^"]*)"', page)
        assert len(pictures) >= 4
        for address in pictures:
            assert browser.open(address.replace("&amp;", "&")).status_code == 200


def test_sources_are_told_with_what_became_of_their_contacts(browser: Browser, fair: str) -> None:
    """M8."""
    factories.make_contact(source="Fair")
    factories.make_contact(source="Fair", status="Lost", closed_at=factories.now())
    found = cells(browser.sees("/reports/sources"), "Fair")
    assert found[:4] == ["2", "1", "1", "50.0%"]
    assert "By ad or link" in browser.sees("/reports/sources?group=origin")


def test_filters_narrow_page_chart_and_file(browser: Browser, fair: str) -> None:
    factories.make_contact(status="Interested", source="Fair")
    factories.make_contact(status="Interested", source="WhatsApp")
    page = browser.sees("/reports/pipeline?source=Fair")
    assert cells(page, "Interested")[0] == "1"
    assert "/reports/pipeline.csv?source=Fair" in page
    assert 'value="Fair" selected' in page


def test_a_series_has_a_row_for_each_span_and_a_column_for_each_item(browser: Browser) -> None:
    factories.make_contact(status="Interested")
    page = browser.sees("/reports/pipeline?by=day")
    assert page.count('<th scope="row">') > 30
    assert "Contacts who came, by the status they have now" in page


def test_what_cannot_be_asked_is_said_and_what_was_asked_is_kept(browser: Browser) -> None:
    answer = browser.open("/reports/funnel?from=2026-03-01&to=2026-01-01")
    assert answer.status_code == 422
    assert "is after to" in answer.text
    assert 'value="2026-03-01"' in answer.text


def test_an_unknown_chart_is_not_found(browser: Browser) -> None:
    assert browser.open("/reports/pipeline.svg?chart=nothing").status_code == 404


def test_names_are_shown_as_text_on_the_page_and_in_the_chart(browser: Browser) -> None:
    """X13: a name is no markup."""
    name = "<script>alert(1)</script>"
    factories.make_contact(source=Source.create(name=name).name)
    page = browser.sees("/reports/sources")
    assert name not in page
    assert "&lt;script&gt;alert(1)" in page
    chart = browser.open("/reports/sources.svg?chart=brought").text
    assert "<script" not in chart
    assert ElementTree.fromstring(chart) is not None


def test_agents_see_themselves_and_no_reports_for_managers(browser_of: Any) -> None:
    """X13."""
    bob = factories.make_agent("Bob", password=factories.PASSWORD)
    factories.make_agent("Cid")
    browser = browser_of(bob)
    page = browser.sees("/reports/agents")
    assert re.findall(r'<th scope="row">(\w+)</th>', page) == ["Bob"]
    assert "/reports/rules" not in page
    assert browser.open("/reports/rules").status_code == 403
    assert browser.open("/reports/rules.csv").status_code == 403
    assert browser.open("/reports/workflows.svg?chart=ended").status_code == 403


def test_support_counts_closed_contacts_only(browser_of: Any) -> None:
    """A6."""
    eve = factories.make_agent("Eve", role=Role.SUPPORT, password=factories.PASSWORD)
    factories.make_contact(status="Interested")
    page = browser_of(eve).sees("/reports/pipeline")
    assert cells(page, "Interested")[0] == "0"


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which reports are asked of the API from here on."""
    asked: list[str] = []
    ask = calling.get
    monkeypatch.setattr(calling, "get", lambda path, *rest: asked.append(path) or ask(path, *rest))
    return asked


def test_a_page_and_its_charts_are_counted_once(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.make_contact(status="Interested")
    asked = counted(monkeypatch)
    browser.sees("/reports/pipeline")
    for chart in ("count", "count&narrow=1", "states"):
        assert browser.open(f"/reports/pipeline.svg?chart={chart}").status_code == 200
    assert asked == ["/reports/pipeline"]
    factories.make_contact(status="Interested")
    assert cells(browser.sees("/reports/pipeline"), "Interested")[0] == "2"
    browser.open("/reports/pipeline.svg?chart=count&state=CLIENT")
    assert len(asked) == 3, "a page is counted anew, and so is what was asked otherwise"


def test_what_was_counted_for_one_is_not_shown_to_another(
    browser: Browser, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A6, X13."""
    factories.make_contact(status="Interested")
    sam = factories.make_agent("Sam", role=Role.SUPPORT, password=factories.PASSWORD)
    support, asked = browser_of(sam), counted(monkeypatch)
    browser.sees("/reports/pipeline")
    chart = "/reports/pipeline.svg?chart=count"
    assert support.open(chart).status_code == 404, "they see no open contact to be drawn"
    assert len(asked) == 2
    factories.make_status("Met")
    browser.open(chart)
    assert len(asked) == 3, "with other settings it is counted anew"


@pytest.mark.parametrize("lines", range(1, 10))
def test_no_row_of_a_legend_is_cut(lines: int) -> None:
    """The library counts full rows only."""
    drawn = [Line(f"Part {at}", [at, 1], "#0d9488") for at in range(lines)]
    drawing = Drawing(Look.STACKED, ["One", "Two"], drawn, "Parts")
    frame, legends = draw(drawing).decode().split('class="legends"')
    begins = float(frame.rsplit(", ", 1)[1].split(")")[0])
    lowest = max(float(y) for y in re.findall(r'<rect[^>]* y="([\d.]+)"', legends))
    assert begins + lowest + 12 <= drawing.size()[1]
