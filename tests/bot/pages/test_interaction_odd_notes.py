"""What people write in interactions stays text, wherever it is shown. X8, X13."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from models.agents import calendar
from tests import factories

EVIL = "<script>alert(1)</script>\r\nBEGIN:VEVENT\r\nSUMMARY:forged\u202e\u2028\"'&"
START = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(hold_clock: Any) -> None:
    hold_clock("2026-11-26T09:20:00+00:00")


def test_a_note_is_text_in_pages_and_in_the_calendar(
    database: None, browser_of: Any, client: Any
) -> None:
    ann = factories.make_agent(password=factories.PASSWORD)
    dora = factories.make_contact(EVIL.replace("\r\n", " "))
    one = factories.make_interaction(dora, ann, START, note=EVIL)
    factories.make_interaction(None, ann, START + timedelta(hours=1), note=EVIL, minutes=24 * 60)
    browser = browser_of(ann)
    for path in (
        f"/interactions/{one.id}",
        f"/interactions/{one.id}/edit",
        "/interactions?range=week&view=calendar",
        "/interactions?range=week",
        "/",
    ):
        assert "<script>alert(1)" not in browser.sees(path)
    feed = client.get(f"/calendar/{calendar.begin(ann)}.ics")
    events = Calendar.from_ical(feed.data).walk("VEVENT")
    assert len(events) == 2


@pytest.mark.parametrize(
    ("day", "shown"), [("2026-11-26", True), ("2026-11-27", False)], ids=["begins", "ends"]
)
def test_what_goes_over_midnight_stands_on_the_day_on_which_it_begins(
    database: None, browser_of: Any, day: str, shown: bool
) -> None:
    ann = factories.make_agent(password=factories.PASSWORD)
    factories.make_interaction(factories.make_contact("Dora"), ann, START, minutes=24 * 60)
    for view in ("list", "calendar"):
        page = browser_of(ann).sees(f"/interactions?day={day}&view={view}")
        assert ("Dora" in page) is shown
