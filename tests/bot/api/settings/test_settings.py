"""The organisation's settings. A1, A5, A8, A10, R8."""

from datetime import date
from typing import Any

import pytest

from models.contact import Contact
from models.contact.event import Event
from models.settings.organisation import Organisation
from models.settings.status import Status
from tests import factories
from tests.bot.api.refused import check_refused_whole


def names(statuses: list[dict[str, Any]]) -> list[str]:
    return [one["name"] for one in statuses]


def test_a_new_organisation_has_every_setting(api: Any) -> None:
    """A1, A8."""
    shown = api.get("/settings").json
    assert shown["default_status"]["name"] == "New Lead"
    assert names(shown["closure_statuses"]) == ["Converted", "Lost", "Invalid"]
    assert (shown["closure_days"], shown["fallback"], shown["timezone"]) == (14, False, "UTC")


def test_settings_are_changed_one_by_one(api: Any) -> None:
    asked = {"default_status": "interested", "closure_days": 30, "fallback": True}
    shown = api.patch("/settings", json=asked | {"timezone": "Europe/Madrid"}).json
    assert shown["default_status"]["name"] == "Interested"
    assert (shown["closure_days"], shown["fallback"]) == (30, True)
    assert shown["timezone"] == "Europe/Madrid"
    assert names(shown["closure_statuses"]) == ["Converted", "Lost", "Invalid"]


def test_how_long_things_are_kept_is_set(api: Any) -> None:
    """X19."""
    names = ("keep_payloads_days", "keep_work_days", "keep_messages_months")
    shown = api.get("/settings").json
    assert [shown[name] for name in names] == [30, 90, None]
    asked = dict(zip(names, (7, 8, 24), strict=True))
    shown = api.patch("/settings", json=asked).json
    assert {name: shown[name] for name in names} == asked
    assert api.patch("/settings", json={"keep_messages_months": None}).status_code == 200


def test_a_status_may_be_named_by_its_id(api: Any) -> None:
    status = factories.find(Status, "Negotiation")
    for meant in (status.id, str(status.id)):
        shown = api.patch("/settings", json={"default_status": meant}).json
        assert shown["default_status"] == {"id": status.id, "name": "Negotiation"}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"closure_days": 0}, "closure_days"),
        ({"closure_days": 3651}, "closure_days"),
        ({"closure_days": None}, "closure_days"),
        ({"closure_days": 2.5}, "closure_days"),
        ({"closure_days": True}, "closure_days"),
        ({"fallback": "maybe"}, "fallback"),
        ({"keep_payloads_days": 0}, "keep_payloads_days"),
        ({"keep_payloads_days": 91}, "keep_payloads_days"),
        ({"keep_work_days": 7}, "keep_work_days"),
        ({"keep_work_days": 29}, "keep_work_days"),
        ({"keep_messages_months": 0}, "keep_messages_months"),
        ({"timezone": "Madrid"}, "timezone"),
        ({"timezone": "../etc/passwd"}, "timezone"),
        ({"default_status": "Nope"}, "default_status"),
        ({"default_status": None}, "default_status"),
        ({"default_status": 2**70}, "default_status"),
        ({"closure_statuses": []}, "closure_statuses"),
        ({"closure_statuses": ["Lost", "Nope"]}, "closure_statuses.1"),
        ({"notice_template": "Über"}, "notice_template"),
        ({"hand_over_words": []}, "hand_over_words"),
        ({"hand_over_words": ["x"] * 101}, "hand_over_words"),
        ({"hand_over_words": ["agent", "x" * 41]}, "hand_over_words.1"),
        ({"hand_over_words": ["?!"]}, "hand_over_words.0"),
        ({"hand_over_words": "agent"}, "hand_over_words"),
        ({"hand_over_text": "x" * 1025}, "hand_over_text"),
        ({"bot_returns_after": 0}, "bot_returns_after"),
        ({"bot_returns_after": "soon"}, "bot_returns_after"),
    ],
)
def test_a_wrong_setting_is_named_and_nothing_changes(
    api: Any, asked: dict[str, Any], field: str
) -> None:
    """A5: the list of closure statuses never becomes empty."""
    check_refused_whole(api, asked, field)


def test_the_default_status_cannot_close(api: Any) -> None:
    answer = api.patch("/settings", json={"closure_statuses": ["Lost", "New Lead"]})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "closure_statuses")
    answer = api.patch("/settings", json={"default_status": "Lost"})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "default_status")
    both = {"default_status": "Lost", "closure_statuses": ["Converted"]}
    assert api.patch("/settings", json=both).status_code == 200


def test_a_new_timeline_moves_no_deadline(api: Any) -> None:
    """A10."""
    dora = factories.make_contact(closure_deadline=date(2030, 1, 15))
    api.patch("/settings", json={"closure_days": 99})
    assert Contact.get_by_id(dora.id).closure_deadline == date(2030, 1, 15)


def test_contacts_follow_when_their_status_starts_or_stops_to_close(api: Any) -> None:
    """A6, A12: closed since they came into it; reopened with a deadline ahead of them."""
    dora = factories.make_contact(status="Interested", closure_deadline=date(2020, 1, 1))
    shown = api.patch("/settings", json={"closure_statuses": ["Interested", "Lost"]}).json
    assert names(shown["closure_statuses"]) == ["Interested", "Lost"]
    assert Contact.get_by_id(dora.id).closed_at == dora.status_since
    api.patch("/settings", json={"closure_statuses": ["Lost"]})
    dora = Contact.get_by_id(dora.id)
    assert dora.closed_at is None
    assert dora.closure_deadline > date(2020, 1, 1)
    events = [one.name for one in Event.select().where(Event.contact == dora).order_by(Event.id)]
    assert events == ["contact.closed", "contact.reopened"]


def test_the_settings_stay_in_one_row(api: Any) -> None:
    api.patch("/settings", json={"name": "Linden & Loom"})
    assert [one.name for one in Organisation.select()] == ["Linden & Loom"]


def test_how_people_take_over_is_a_setting(api: Any) -> None:
    """X11, W7."""
    before = api.get("/settings").json
    assert {"agent", "persona", "人工"} <= set(before["hand_over_words"])
    assert before["bot_returns_after"] is None
    asked = {"hand_over_words": [" Rosa "], "hand_over_text": "", "bot_returns_after": 90}
    shown = api.patch("/settings", json=asked).json
    assert (shown["hand_over_words"], shown["hand_over_text"]) == (["Rosa"], "")
    assert shown["bot_returns_after"] == 90
    back = api.patch("/settings", json={"bot_returns_after": None}).json
    assert back["bot_returns_after"] is None


def test_only_administrators_change_settings(api_as: Any) -> None:
    manager = factories.make_agent("Max", role="sales_manager")
    assert api_as(manager).patch("/settings", json={"closure_days": 3}).status_code == 403
    admin = factories.make_agent("Adam", role="admin")
    assert api_as(admin).patch("/settings", json={"closure_days": 3}).status_code == 200
