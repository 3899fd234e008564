"""Where a contact stands and by when it ought to be closed (A1 to A12, C1)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from models.contact import Contact, State
from models.settings import pipeline
from models.settings.organisation import Organisation
from models.settings.status import Status
from tests.factories import find, make_agent, make_contact, make_status, set_organisation
from tests.models.acting import changing, events, told
from tests.story import Customer

pytestmark = pytest.mark.usefixtures("workshop")


def at(text: str) -> time_machine.travel:
    return time_machine.travel(datetime.fromisoformat(text), tick=False)


def reload(contact: Contact) -> Contact:
    return Contact.get_by_id(contact.id)


def move(contact: Contact, status: str) -> Contact:
    with changing(contact) as loaded:
        loaded.set_status(find(Status, status))
    return reload(contact)


def test_a_new_organisation_has_a_default_status_and_a_timeline() -> None:
    """A1, A8: pre-set."""
    organisation = Organisation.the()
    assert organisation.default_status.name == "New Lead"
    assert not organisation.default_status.closure
    assert organisation.closure_days == 14


def test_a_first_message_gives_the_default_status_that_is_chosen_now() -> None:
    """A1, A2."""
    set_organisation(default_status=make_status("Hot"))
    assert Customer().says("Hi").contact.status.name == "Hot"


def test_a_second_message_leaves_the_status_alone() -> None:
    """A3, A4: what somebody chose is not overwritten."""
    dora = Customer().says("Hi")
    move(dora.contact, "Negotiation")
    assert dora.says("Hello?").contact.status.name == "Negotiation"


def test_every_new_contact_is_a_prospect() -> None:
    """C1."""
    assert Customer().says("Hi").contact.state is State.PROSPECT


def test_fourteen_days_from_new_year_is_the_fifteenth() -> None:
    """A9: the seed's own example."""
    with at("2025-01-01T12:00+00:00"):
        assert Customer().says("Hi").contact.closure_deadline == date(2025, 1, 15)


@pytest.mark.parametrize(
    ("timezone", "moment", "deadline"),
    [
        ("UTC", "2025-01-01T23:59:59+00:00", date(2025, 1, 15)),
        ("Europe/Madrid", "2025-01-01T22:59:59+00:00", date(2025, 1, 15)),
        ("Europe/Madrid", "2025-01-01T23:00:00+00:00", date(2025, 1, 16)),
        ("America/New_York", "2025-01-02T04:59:59+00:00", date(2025, 1, 15)),
        ("Pacific/Kiritimati", "2025-01-01T10:00:00+00:00", date(2025, 1, 16)),
        # The clocks change in the fourteen days, and once on the day itself.
        ("Europe/Madrid", "2025-03-20T22:59:59+00:00", date(2025, 4, 3)),
        ("Europe/Madrid", "2025-03-29T23:00:00+00:00", date(2025, 4, 13)),
        ("Europe/Madrid", "2025-10-25T22:00:00+00:00", date(2025, 11, 9)),
        ("America/Sao_Paulo", "2025-12-31T23:30:00-03:00", date(2026, 1, 14)),
    ],
)
def test_the_day_of_the_deadline_is_the_organisations(
    timezone: str, moment: str, deadline: date
) -> None:
    """A9: near midnight and when the clocks change."""
    set_organisation(timezone=timezone)
    with at(moment):
        assert Customer().says("Hi").contact.closure_deadline == deadline


def test_another_timeline_moves_no_deadline_that_is_there() -> None:
    """A10."""
    before = Customer().says("Hi").contact
    set_organisation(closure_days=30)
    assert reload(before).closure_deadline == before.closure_deadline
    after = Customer().says("Hi").contact
    assert after.closure_deadline - before.closure_deadline == timedelta(days=16)


def test_a_move_in_the_pipeline_does_not_restart_the_deadline() -> None:
    """A9: it is set when the contact first gets a status."""
    contact = make_contact(closure_deadline=date(2025, 1, 15))
    with at("2025-01-10T12:00+00:00"):
        assert move(contact, "Negotiation").closure_deadline == date(2025, 1, 15)


def test_one_contacts_deadline_can_be_moved() -> None:
    """A10: and it is on record who moved it."""
    contact = make_contact(closure_deadline=date(2025, 1, 15))
    with changing(contact, cause="agent:7") as loaded:
        loaded.move_deadline(date(2025, 2, 1))
    assert reload(contact).closure_deadline == date(2025, 2, 1)
    [moved] = events(contact)
    assert (moved.name, moved.cause) == ("contact.deadline_moved", "agent:7")
    assert moved.data == {"before": "2025-01-15", "after": "2025-02-01"}


def test_moving_a_deadline_to_where_it_is_tells_nothing() -> None:
    contact = make_contact(closure_deadline=date(2025, 1, 15))
    with changing(contact) as loaded:
        loaded.move_deadline(date(2025, 1, 15))
    assert told(contact) == []


def test_closing_keeps_when_and_how_long_it_took() -> None:
    """A12."""
    with at("2025-01-01T12:00+00:00"):
        contact = Customer().says("Hi").contact
    with at("2025-01-09T18:30+00:00"):
        closed = move(contact, "Converted")
    assert closed.closed_at == datetime(2025, 1, 9, 18, 30, tzinfo=UTC)
    assert closed.closed_at - closed.created_at == timedelta(days=8, hours=6, minutes=30)
    assert closed.status_since == closed.closed_at
    assert told(contact)[-2:] == ["contact.status_changed", "contact.closed"]


def test_from_one_closure_status_to_another_it_stays_closed_since_then() -> None:
    contact = make_contact()
    with at("2025-01-09T12:00+00:00"):
        first = move(contact, "Lost")
    with at("2025-01-10T12:00+00:00"):
        second = move(contact, "Invalid")
    assert second.closed_at == first.closed_at
    assert second.status_since > first.status_since
    assert told(contact, "contact.closed") == ["contact.closed"]


@pytest.mark.parametrize(
    ("deadline", "kept"),
    [
        (date(2025, 1, 21), date(2025, 1, 21)),  # ahead
        (date(2025, 1, 20), date(2025, 1, 20)),  # today: still ahead
        (date(2025, 1, 19), date(2025, 2, 3)),  # passed: today and the timeline
        (None, date(2025, 2, 3)),
    ],
)
def test_reopening_keeps_a_deadline_ahead_and_renews_a_passed_one(
    deadline: date | None, kept: date
) -> None:
    """Decided: and the event says which."""
    contact = make_contact(status="Lost", closed_at=datetime(2025, 1, 2, tzinfo=UTC))
    Contact.update(closure_deadline=deadline).where(Contact.id == contact.id).execute()
    with at("2025-01-20T12:00+00:00"):
        reopened = move(contact, "Interested")
    assert (reopened.closed_at, reopened.closure_deadline) == (None, kept)
    [event] = events(contact, "contact.reopened")
    assert event.data == {"status": "Interested", "deadline": kept.isoformat()}


@pytest.mark.parametrize("way", ["moved", "settings"])
def test_a_reopened_contact_of_who_has_left_is_nobodys(way: str) -> None:
    """Nobody would take care of it; a closed one stays with them (A11, X2)."""
    ann = make_agent("Ann", active=False)
    contact = make_contact(status="Lost", closed_at=datetime(2025, 1, 2, tzinfo=UTC), owner=ann)
    if way == "moved":
        move(contact, "Interested")
    else:
        pipeline.set_closure(find(Status, "Lost"), False)
    assert (reload(contact).closed_at, reload(contact).owner) == (None, None)
    assert told(contact)[-1] == "contact.released"


def test_what_counts_as_passed_is_the_organisations_day() -> None:
    """It is still the 20th in New York when it is the 21st in London."""
    set_organisation(timezone="America/New_York")
    contact = make_contact(status="Lost", closure_deadline=date(2025, 1, 20))
    with at("2025-01-21T03:00+00:00"):
        assert move(contact, "Interested").closure_deadline == date(2025, 1, 20)


def test_the_same_status_again_changes_nothing() -> None:
    contact = make_contact()
    before = reload(contact)
    move(contact, "New Lead")
    assert told(contact) == []
    assert reload(contact).status_since == before.status_since


def test_state_and_source_change_by_verbs_and_once() -> None:
    """C2, M7."""
    from models.settings.source import Source

    contact = make_contact()
    for _ in range(2):
        with changing(contact) as loaded:
            loaded.set_state(State.CLIENT)
            loaded.set_source(find(Source, "API"))
    stored = reload(contact)
    assert (stored.state, stored.source.name) == (State.CLIENT, "API")
    assert [event.data for event in events(contact)] == [
        {"before": "PROSPECT", "after": "CLIENT"},
        {"before": "WhatsApp", "after": "API"},
    ]


def test_a_source_can_be_taken_away() -> None:
    contact = make_contact()
    with changing(contact) as loaded:
        loaded.set_source(None)
    assert reload(contact).source is None
