"""The settings of reminders, with what is wrong named (A11, X5, X9)."""

from typing import Any

import pytest

from models.settings.organisation import Organisation
from tests import factories
from tests.bot.api.refused import check_refused_whole
from tests.models.reminders.dates import LADDER


def test_a_new_organisation_reminds_the_owner_on_the_day(api: Any) -> None:
    """A11."""
    shown = api.get("/settings").json
    assert shown["reminders"] == [{"days": 0, "to": "owner"}]
    assert (shown["first_reply_minutes"], shown["first_reply_then"]) == (None, "reassign")
    assert (shown["quiet_from"], shown["quiet_to"], shown["digest_at"]) == (None, None, None)


def test_all_of_them_are_set_and_taken_back(api: Any) -> None:
    """X5, X9."""
    asked = {
        "first_reply_minutes": 15,
        "first_reply_then": "escalate",
        "reminders": [LADDER[2], LADDER[0], LADDER[1]],
        "quiet_from": "20:00",
        "quiet_to": "07:30",
        "digest_at": "08:00",
    }
    shown = api.patch("/settings", json=asked).json
    assert {name: shown[name] for name in asked} == asked | {"reminders": LADDER}
    none = {"first_reply_minutes": None, "quiet_from": None, "quiet_to": None, "digest_at": None}
    shown = api.patch("/settings", json=none).json
    assert {name: shown[name] for name in none} == none


def test_another_ladder_notes_since_when(api: Any, hold_clock: Any) -> None:
    """By the organisation's calendar."""
    factories.set_organisation(timezone="Asia/Kolkata")
    hold_clock("2026-06-01T20:00+00:00")
    api.patch("/settings", json={"reminders": LADDER})
    assert Organisation.the().reminders_since.isoformat() == "2026-06-02"


DAY = {"days": 0, "to": "owner"}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"first_reply_minutes": 0}, "first_reply_minutes"),
        ({"first_reply_minutes": 10081}, "first_reply_minutes"),
        ({"first_reply_then": "shout"}, "first_reply_then"),
        ({"first_reply_then": None}, "first_reply_then"),
        ({"reminders": []}, "reminders"),
        ({"reminders": None}, "reminders"),
        ({"reminders": [{"days": 1, "to": "owner"}]}, "reminders"),
        ({"reminders": [{"days": 0, "to": "manager"}]}, "reminders"),
        ({"reminders": [DAY, DAY]}, "reminders"),
        ({"reminders": [{"days": n, "to": "owner"} for n in range(11)]}, "reminders"),
        ({"reminders": [DAY, {"days": 400, "to": "owner"}]}, "reminders.1.days"),
        ({"reminders": [DAY, {"days": 1, "to": "boss"}]}, "reminders.1.to"),
        ({"reminders": [DAY, {"days": 1}]}, "reminders.1.to"),
        ({"reminders": [{"days": 0, "to": "owner", "at": 9}]}, "reminders.0.at"),
        ({"quiet_from": "22:00"}, "quiet_to"),
        ({"quiet_to": "07:00"}, "quiet_from"),
        ({"quiet_from": "22:00", "quiet_to": "22:00"}, "quiet_to"),
        ({"quiet_from": "24:00", "quiet_to": "07:00"}, "quiet_from"),
        ({"digest_at": "8"}, "digest_at"),
        ({"digest_at": "08:60"}, "digest_at"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_changes(
    api: Any, asked: dict[str, Any], field: str
) -> None:
    check_refused_whole(api, asked, field)
