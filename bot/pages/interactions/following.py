"""A follow-up: planned together with an interaction, or when one is completed. S3.10, I10."""

from collections.abc import Mapping
from typing import Any, ClassVar

from bot.pages.choices import Colleague
from bot.pages.fields import Clock, Day, Words


class FollowUp:
    """Part of a form: left without a day there is no follow-up."""

    NAMES: ClassVar[tuple[str, ...]] = (
        "follow_day",
        "follow_start",
        "follow_assignee",
        "follow_note",
    )
    PLACES: ClassVar[Mapping[str, str]] = {
        "follow_up": "follow_day",
        "follow_up.starts_at": "follow_start",
        "follow_up.assignee": "follow_assignee",
        "follow_up.note": "follow_note",
    }
    follow_day = Day("Day of the follow-up")
    follow_start = Clock("Its start time")
    follow_assignee = Colleague("Its assignee", "The same")
    follow_note = Words("Note of the follow-up")

    def follow_up(self) -> dict[str, Any] | None:
        day, start = self.follow_day.data, self.follow_start.data
        if day is None:
            return None
        told = {"starts_at": f"{day}T{start or ''}"}
        beside = {"assignee": self.follow_assignee.data, "note": self.follow_note.data}
        return told | {name: value for name, value in beside.items() if value}

    def follow_up_said(self) -> str:
        """Once all is saved: one sees that it was planned, too."""
        day, start = self.follow_day.data, self.follow_start.data
        if day is None or start is None:
            return ""
        return f" A follow-up is planned for {day:%-d %B %Y}, {start:%H:%M}."
