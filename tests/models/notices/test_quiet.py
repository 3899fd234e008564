"""Quiet hours: email and WhatsApp wait, the pages do not (X9)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from models.agents.agent import Agent
from models.assignment import by_hand
from models.notices.notification import Notification
from models.notices.quiet import quiet_until
from models.queues.outbox import OutboxItem
from models.settings.organisation import Organisation
from tests.factories import make_agent, make_contact, set_organisation
from tests.models.acting import changing
from tests.models.reminders.dates import local
from workers import reminders

YEAR = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = ("America/Santiago", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe")
CLOCK = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))


def until(text: str, begin: str | None, end: str | None, zone: str = "Europe/Berlin") -> object:
    organisation = Organisation(timezone="UTC", quiet_from=begin, quiet_to=end)
    return quiet_until(organisation, Agent(timezone=zone), local(text, zone))


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        ("2026-06-01 21:59", None),
        ("2026-06-01 22:00", "2026-06-02 07:00"),
        ("2026-06-02 00:00", "2026-06-02 07:00"),
        ("2026-06-02 06:59", "2026-06-02 07:00"),
        ("2026-06-02 07:00", None),
        ("2026-03-28 23:00", "2026-03-29 07:00"),  # an hour is skipped
        ("2026-10-24 23:00", "2026-10-25 07:00"),  # an hour comes twice
    ],
)
def test_over_midnight(moment: str, end: str | None) -> None:
    assert until(moment, "22:00", "07:00") == (end and local(end, "Europe/Berlin"))


def test_within_a_day() -> None:
    assert until("2026-06-01 12:59", "13:00", "15:00") is None
    assert until("2026-06-01 13:00", "13:00", "15:00") == local("2026-06-01 15:00", "Europe/Berlin")
    assert until("2026-06-01 15:00", "13:00", "15:00") is None


def test_without_quiet_hours_it_is_never_quiet() -> None:
    assert until("2026-06-01 03:00", None, None) is None


@given(
    moment=st.integers(0, 525_600).map(lambda minute: YEAR + timedelta(minutes=minute)),
    begin=CLOCK,
    end=CLOCK,
    zone=st.sampled_from(ZONES),
)
def test_it_ends_after_now_within_a_day_and_when_it_ended_it_is_not_quiet(
    moment: datetime, begin: str, end: str, zone: str
) -> None:
    if begin == end:
        return
    organisation = Organisation(timezone=zone, quiet_from=begin, quiet_to=end)
    found = quiet_until(organisation, Agent(), moment)
    if found is not None:
        assert moment < found <= moment + timedelta(hours=25)
        assert quiet_until(organisation, Agent(), found) is None
    else:
        assert not _between(moment.astimezone(ZoneInfo(zone)).strftime("%H:%M"), begin, end)


def _between(at: str, begin: str, end: str) -> bool:
    return begin <= at < end if begin < end else at >= begin or at < end


def test_reminders_wait_in_the_outbox_and_stand_in_the_pages_at_once(database: None) -> None:
    """In the agent's own time zone: it is quiet for Ann, not for Bob."""
    set_organisation(timezone="Europe/Berlin", quiet_from="20:00", quiet_to="07:30")
    ann = make_agent("Ann", timezone="America/New_York", whatsapp="447700900777")
    with time_machine.travel(local("2026-01-15 09:00", "Europe/Berlin"), tick=False):
        for agent in (ann, make_agent("Bob")):
            make_contact(owner=agent, closure_deadline=date(2026, 1, 15))
        assert reminders.remind() == 2
        assert Notification.select().count() == 2
        due = {(row.payload.get("to"), row.due_at) for row in OutboxItem.select()}
    nine, half_past = (
        local("2026-01-15 09:00", "Europe/Berlin"),
        local("2026-01-15 07:30", "America/New_York"),
    )
    assert due == {("ann@example.org", half_past), (None, half_past), ("bob@example.org", nine)}


def test_an_assignment_waits_too(database: None) -> None:
    set_organisation(timezone="Europe/Berlin", quiet_from="20:00", quiet_to="07:30")
    ann = make_agent("Ann")
    with time_machine.travel(local("2026-01-15 23:00", "Europe/Berlin"), tick=False):
        with changing(make_contact()) as contact:
            by_hand.assign_by_hand(contact.batch, contact, ann)
        [letter] = OutboxItem.select()
        assert letter.due_at == local("2026-01-16 07:30", "Europe/Berlin")
        assert Notification.get().read_at is None
