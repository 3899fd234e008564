"""My interactions, as the seed describes the page: tabs, month, ranges, views. I5, I6, X13."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.pages.interactions import mine
from models.agents.agent import Agent, Role
from models.contact import Contact, State
from models.contact.company import Company
from tests import factories

NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)
"""A Thursday."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def ann(database: None, hold_clock: Any) -> Agent:
    hold_clock(NOW.isoformat())
    return factories.make_agent("Ann", password=factories.PASSWORD)


@pytest.fixture
def boss(ann: Agent) -> Agent:
    return factories.make_agent("Boss", role=Role.SALES_MANAGER, password=factories.PASSWORD)


@pytest.fixture
def seen(ann: Agent, browser_of: Any) -> Any:
    """What Ann sees."""
    browser = browser_of(ann)
    return lambda query="": main(browser.sees(f"/interactions{query}"))


def main(page: str) -> str:
    """Of a page, what is no frame; times in one piece."""
    return page[page.index('id="content"') :].replace('</time><span class="meet-end">', "")


def meet(agent: Agent, name: str, at: datetime, **values: Any) -> Contact:
    contact = factories.make_contact(name)
    factories.make_interaction(contact, agent, at, **values)
    return contact


def tabs(page: str) -> list[int]:
    return [int(count) for count in re.findall(r"(?:Open|Missed|Completed) \((\d+)\)", page)]


def day_of_month(page: str, day: str) -> str:
    """Its link."""
    found = re.search(rf"<td[^>]*>((?:(?!</td>).)*>{day}[,:](?:(?!</td>).)*)</td>", page)
    assert found, day
    return found[1]


def test_it_opens_on_the_upcoming_ones_of_today(seen: Any, ann: Agent) -> None:
    meet(ann, "Dora", NOW + HOUR, note="Ask about the linen.")
    meet(ann, "Emil", NOW - 2 * HOUR)
    meet(ann, "Fay", NOW + HOUR, outcome="Successful")
    meet(ann, "Gil", NOW + DAY)
    page = seen()
    assert "Dora" in page
    for shown in ("11:00 to 11:30", "Call · Follow-up", "Ask about the linen.", "Today, Thursday"):
        assert shown in page
    assert not re.search("Emil|Fay|Gil", page)


def test_one_that_goes_on_is_open_until_its_end(seen: Any, ann: Agent) -> None:
    meet(ann, "Dora", NOW - HOUR, minutes=61)
    meet(ann, "Emil", NOW - HOUR, minutes=60)
    assert "Dora" in seen()
    assert "Emil" in seen("?state=missed")


def test_tabs_filter_and_count_the_month_of_the_range(seen: Any, ann: Agent) -> None:
    meet(ann, "Dora", NOW + HOUR)
    meet(ann, "Emil", NOW - 2 * HOUR)
    for days in (1, 20):
        meet(ann, "Fay", NOW - days * DAY, outcome="Successful")
    meet(ann, "Gil", NOW + 10 * DAY)
    assert tabs(seen()) == [1, 1, 2]
    assert tabs(seen("?day=2026-12-31")) == [1, 0, 0]
    assert "Emil" in seen("?state=missed")
    page = seen("?state=completed&day=2026-11-25")
    assert "Successful</span>" in page
    assert page.count('class="meet"') == 1


def test_a_dot_is_red_for_missed_green_for_open_and_green_for_both(seen: Any, ann: Agent) -> None:
    meet(ann, "Dora", NOW - 2 * DAY)
    meet(ann, "Emil", NOW + 2 * DAY)
    meet(ann, "Fay", NOW - 2 * HOUR)
    meet(ann, "Gil", NOW + 2 * HOUR)
    meet(ann, "Hal", NOW - 3 * DAY, outcome="Successful")
    page = seen()
    marks = {"24": "standing-missed", "28": "standing-open", "26": "standing-open"}
    for day, mark in marks.items():
        assert mark in day_of_month(page, f"{day} November")
    assert "standing" not in day_of_month(page, "23 November")
    assert "26 November, today, chosen: 1 open, 1 missed" in page
    assert "23 November: 1 completed" in page
    assert "22 November: nothing" in page


def test_days_of_the_month_are_links_that_keep_the_rest(seen: Any) -> None:
    page = seen("?range=week&view=calendar")
    assert 'href="/interactions?day=2026-11-03&amp;range=week&amp;view=calendar"' in page
    assert 'aria-current="date"' in seen("?day=2026-11-03")
    assert 'aria-current="page"' in day_of_month(seen("?day=2026-11-03"), "3 November")


def test_the_month_has_arrows(seen: Any) -> None:
    page = seen("?day=2027-01-31")
    assert 'href="/interactions?day=2026-12-31" aria-label="Previous month"' in page
    assert 'href="/interactions?day=2027-02-28" aria-label="Next month"' in page


def test_a_week_is_written_and_has_arrows(seen: Any, ann: Agent) -> None:
    meet(ann, "Dora", NOW + 2 * HOUR)
    meet(ann, "Emil", NOW + 3 * DAY)
    meet(ann, "Fay", NOW + 4 * DAY)
    page = seen("?range=week")
    assert "23 to 29 November 2026" in page
    assert re.findall("(Dora|Emil|Fay)</a>", page) == ["Dora", "Emil"]
    assert 'href="/interactions?day=2026-12-03&amp;range=week" rel="next"' in page
    assert 'href="/interactions?day=2026-11-19&amp;range=week" rel="prev"' in page
    assert "28 December 2026 to 3 January 2027" in seen("?range=week&day=2027-01-01")
    assert "30 November to 6 December 2026" in seen("?range=week&day=2026-12-01")


def test_a_day_is_written_and_has_arrows(seen: Any) -> None:
    page = seen("?day=2026-12-01")
    assert "<h2>Tuesday, 1 December 2026</h2>" in page
    assert 'href="/interactions?day=2026-12-02" rel="next"' in page
    assert 'href="/interactions?day=2026-11-30" rel="prev"' in page
    assert 'href="/interactions">Today' in page


@pytest.mark.parametrize("state", ["missed", "completed"])
def test_missed_and_completed_are_shown_by_day_and_as_a_list_only(
    seen: Any, ann: Agent, browser_of: Any, state: str
) -> None:
    page = seen(f"?state={state}&day=2026-11-24")
    assert 'aria-label="Range"' not in page
    assert 'aria-label="View"' not in page
    asked = f"/interactions?range=week&view=calendar&state={state}&day=2026-11-24"
    answer = browser_of(ann).open(asked)
    assert answer.status_code == 302
    assert answer.location == f"/interactions?day=2026-11-24&state={state}"


def test_the_tabs_lead_from_a_week_to_what_can_be_shown(seen: Any) -> None:
    page = seen("?range=week&view=calendar&day=2026-11-24")
    assert 'href="/interactions?day=2026-11-24&amp;state=missed"' in page


def test_the_calendar_places_each_by_its_time(seen: Any, ann: Agent) -> None:
    meet(ann, "Dora", NOW.replace(hour=12), minutes=60)
    meet(ann, "Emil", NOW.replace(hour=12, minute=30), minutes=90)
    meet(ann, "Fay", NOW.replace(hour=16, minute=15), minutes=30)
    page = seen("?view=calendar")
    assert "slot b-h4 b-q0 l-h1 l-q0 x-0 x-w6" in page
    assert "slot b-h4 b-q2 l-h1 l-q2 x-6 x-w6" in page
    assert "slot slot-short b-h8 b-q1 l-h0 l-q2 x-0 x-w12" in page
    assert "slot-now b-h2 b-q0" in page
    assert "style=" not in page


def test_a_week_of_the_calendar_has_seven_days(seen: Any, ann: Agent) -> None:
    meet(ann, "Dora", NOW + DAY)
    page = seen("?range=week&view=calendar")
    assert page.count('class="day-column') == 7
    friday = page[page.index('id="day-2026-11-27"') : page.index('id="day-2026-11-28"')]
    assert "Dora" in friday


def test_of_those_at_once_a_week_shows_one_and_counts_the_others(seen: Any, ann: Agent) -> None:
    for name in ("Dora", "Eva", "Finn"):
        meet(ann, name, NOW + HOUR)
    page = seen("?range=week&view=calendar")
    assert "+2<span" in page
    assert 'href="/interactions?view=calendar"' in page
    assert page.count("slot-beyond") == 2
    assert "slot-more" not in seen("?view=calendar")


def test_it_refreshes_itself_when_something_has_changed(ann: Agent, browser_of: Any) -> None:
    browser = browser_of(ann)
    assert 'data-live="/interactions/planner?range=week"' in browser.sees(
        "/interactions?range=week"
    ).replace("page=1&amp;", "")
    before = browser.open("/interactions/planner")
    tag = {"If-None-Match": before.headers["ETag"]}
    assert browser.client.get("/interactions/planner", headers=tag).status_code == 304
    meet(ann, "Dora", NOW + HOUR)
    after = browser.client.get("/interactions/planner", headers=tag)
    assert "Dora</a>" in after.text
    assert "<h1>" not in after.text


def test_more_than_a_calendar_holds_is_said(
    seen: Any, ann: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mine, "MOST_BLOCKS", 2)
    for hours in (1, 2, 3):
        meet(ann, "Dora", NOW + hours * HOUR)
    page = seen("?view=calendar")
    assert "the first 2 of 3" in page
    assert page.count("Dora</a>") == 2


def test_a_long_list_has_pages(seen: Any, ann: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mine, "PAGE_SIZE", 2)
    for hours in (1, 2, 3):
        meet(ann, f"Dora{hours}", NOW + hours * HOUR)
    assert "Dora3" not in seen()
    assert "Dora3" in seen("?page=2")
    assert "1 to 2 of 3" in seen()


def test_who_it_is_with_is_shown_with_the_company(seen: Any, ann: Agent) -> None:
    company = Company.create(name="Linden Shoes")
    contact = factories.make_contact("Dora", company=company, state=State.CLIENT)
    factories.make_interaction(contact, ann, NOW + HOUR)
    assert "Linden Shoes" in seen()


def test_a_note_to_oneself_is_called_by_its_first_line(seen: Any, ann: Agent) -> None:
    factories.make_interaction(None, ann, NOW + HOUR, note="\nCall the tailor\nabout Friday")
    factories.make_interaction(None, ann, NOW + HOUR, note="")
    page = seen()
    for shown in ("Call the tailor", "about Friday", "Personal", "Note to myself"):
        assert shown in page


def test_words_of_customers_are_shown_as_they_are(seen: Any, ann: Agent) -> None:
    contact = factories.make_contact("<b>Dora</b>")
    factories.make_interaction(contact, ann, NOW + HOUR, note="<script>alert(1)</script>")
    for view in ("", "?view=calendar"):
        page = seen(view)
        assert "&lt;b&gt;Dora" in page
        assert "<script>alert" not in page


def test_where_nothing_is_shown_the_page_says_where_there_is_something(
    seen: Any, ann: Agent
) -> None:
    meet(ann, "Dora", NOW - DAY)
    meet(ann, "Emil", NOW - 9 * DAY)
    page = seen("?day=2026-11-25")
    assert "Nothing is planned." in page
    assert 'href="/interactions?day=2026-11-25&amp;state=missed">1 missed</a>' in page
    page = seen("?state=missed")
    assert "In November missed ones are on" in page
    assert 'href="/interactions?day=2026-11-17&amp;state=missed">17</a>' in page


@pytest.mark.parametrize(
    "nonsense",
    [
        "day=yesterday",
        "day=2026-02-30",
        "day=0001-01-01",
        "day=9999-12-31",
        "state=lost",
        "range=year",
        "view=3d",
        "whose=nobody@example.org",
        "day=%00",
    ],
)
def test_nonsense_is_put_right(ann: Agent, browser_of: Any, nonsense: str) -> None:
    answer = browser_of(ann).open(f"/interactions?{nonsense}")
    assert answer.status_code == 302
    assert answer.location == "/interactions"


@pytest.mark.parametrize("day", ["1970-01-01", "2200-12-31"])
def test_the_first_and_the_last_day_can_be_looked_at(seen: Any, day: str) -> None:
    assert "Nothing" in seen(f"?day={day}")
    assert "Nothing" in seen(f"?day={day}&range=week&view=calendar")


def test_managers_look_at_a_colleagues_but_not_at_notes(
    ann: Agent, boss: Agent, browser_of: Any
) -> None:
    meet(ann, "Dora", NOW + HOUR)
    factories.make_interaction(None, ann, NOW + HOUR, note="Dentist")
    browser = browser_of(boss)
    own = browser.sees("/interactions")
    assert "Dora" not in own
    assert own.index(">Mine</option>") < own.index(">Ann</option>")
    page = main(browser.sees(f"/interactions?whose={ann.email}"))
    assert "Interactions of Ann" in page
    assert "Dora" in page
    assert "Dentist" not in page
    assert tabs(page) == [1, 0, 0]
    assert "whose=ann@example.org&amp;state=missed" in page.replace("%40", "@")


def test_others_look_at_their_own(ann: Agent, boss: Agent, browser_of: Any) -> None:
    meet(boss, "Dora", NOW + HOUR)
    browser = browser_of(ann)
    assert browser.open(f"/interactions?whose={boss.email}").location == "/interactions"
    assert "Whose interactions" not in browser.sees("/interactions")


def test_a_contact_whom_one_does_not_see_any_more_is_not_named(ann: Agent, browser_of: Any) -> None:
    sam = factories.make_agent("Sam", role=Role.SUPPORT, password=factories.PASSWORD)
    meet(sam, "Dora", NOW + HOUR)
    page = browser_of(sam).sees("/interactions")
    assert "Somebody whom you do not see" in page
    assert "Dora" not in page


def test_days_begin_by_the_clock_of_who_looks(seen: Any, ann: Agent) -> None:
    Agent.update(timezone="Pacific/Auckland").where(Agent.id == ann.id).execute()
    meet(ann, "Dora", datetime(2026, 11, 26, 12, tzinfo=UTC))
    page = seen("?day=2026-11-27")
    assert "01:00 to 01:30" in page
    assert "Nothing is planned." in seen("?day=2026-11-28")
    assert "01:00 to 01:30" in seen("?view=calendar&day=2026-11-27")


def test_a_week_in_which_the_clocks_change(seen: Any, ann: Agent) -> None:
    Agent.update(timezone="Europe/Madrid").where(Agent.id == ann.id).execute()
    meet(ann, "Skipped", datetime(2027, 3, 28, 0, 30, tzinfo=UTC), minutes=60)
    meet(ann, "Twice", datetime(2027, 10, 31, 0, 30, tzinfo=UTC), minutes=60)
    meet(ann, "Monday", datetime(2027, 10, 31, 23, 30, tzinfo=UTC))
    page = seen("?day=2027-03-28&range=week&view=calendar")
    assert "01:30 CET to 03:30 CEST" in page
    page = seen("?day=2027-10-31&range=week&view=calendar")
    assert "02:30 CEST to 02:30 CET" in page
    assert "Monday</a>" not in page
    assert "00:30 to 01:00" in seen("?day=2027-11-01")


def test_a_day_takes_few_queries(ann: Agent, browser_of: Any, queries: list[str]) -> None:
    browser = browser_of(ann)
    meet(ann, "Dora", NOW + HOUR)
    browser.sees("/interactions?range=week")
    queries.clear()
    browser.sees("/interactions?range=week")
    few = len(queries)
    for hours in range(2, 12):
        meet(ann, "Dora", NOW + hours * HOUR)
    queries.clear()
    browser.sees("/interactions?range=week")
    assert len(queries) == few


def test_each_leads_to_what_can_be_done_with_it(seen: Any, ann: Agent) -> None:
    contact = factories.make_contact("Dora", state=State.CLIENT)
    id = factories.make_interaction(contact, ann, NOW + HOUR).id
    for view in ("", "?view=calendar"):
        page = seen(view)
        for way in (f"{id}", f"{id}/edit", f"{id}/complete"):
            assert f'href="/interactions/{way}"' in page
        assert f'href="/contacts/{contact.id}/snapshot"' in page


def test_prospects_have_no_snapshot_and_what_is_completed_stays(seen: Any, ann: Agent) -> None:
    meet(ann, "Dora", NOW + HOUR)
    assert "Snapshot" not in seen()
    meet(ann, "Emil", NOW - HOUR, outcome="Successful")
    page = seen("?state=completed")
    assert "/edit" not in page
    assert "/complete" not in page


def test_a_missed_one_can_be_completed(seen: Any, ann: Agent) -> None:
    meet(ann, "Dora", NOW - HOUR)
    assert "/complete" in seen("?state=missed")


def test_one_is_added_in_four_ways(seen: Any) -> None:
    page = seen()
    for address in (
        "/interactions/new",
        "/interactions/personal",
        "/interactions/generate?group=prospects",
        "/interactions/generate?group=customers",
    ):
        assert f'href="{address}"' in page


def test_what_is_added_is_for_the_day_and_the_colleague_that_are_shown(
    ann: Agent, boss: Agent, browser_of: Any
) -> None:
    browser = browser_of(boss)
    page = browser.sees(f"/interactions?day=2026-12-01&whose={ann.email}").replace("%40", "@")
    assert 'href="/interactions/new?day=2026-12-01&amp;assignee=ann@example.org"' in page
    made = browser.sees("/interactions/new?day=2026-12-01&assignee=ann@example.org")
    assert 'value="2026-12-01"' in made
    page = browser.sees("/interactions?day=2026-11-01")
    assert 'href="/interactions/new?day=2026-11-01"' in page
    assert 'href="/interactions/generate?group=prospects"' in page
    assert 'href="/interactions/personal?day=2026-11-01"' in page
