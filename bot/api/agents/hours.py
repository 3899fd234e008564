"""The weekly hours of an agent as a request brings them: every wrong window is named."""

import re
from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from models.agents.presence import WEEKDAYS

MOST = 10
"""Windows of one day."""
START = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
END = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")


class Hours(ma.fields.Field[dict[str, list[list[str]]]]):
    """``{"mon": [["09:00", "17:30"]], "fri": [["22:00", "06:00"]]}``: a window that ends no later
    than it starts goes on past midnight."""

    def __init__(self, **options: Any) -> None:
        example = {"mon": [["09:00", "13:00"], ["14:00", "17:30"]], "fri": [["22:00", "06:00"]]}
        about = "By weekday, in the agent's time zone; null: always"
        super().__init__(
            metadata={"type": "object", "description": about, "example": example}, **options
        )

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, Mapping) or not value:
            raise ma.ValidationError(
                'give windows by weekday, like {"mon": [["09:00", "17:30"]]}, or null for always'
            )
        wrong = {day: complaint for day in value if (complaint := _complaint(day, value[day]))}
        if wrong:
            raise ma.ValidationError(wrong)
        if not any(value.values()):
            raise ma.ValidationError("give at least one window; who is away is not `available`")
        return {day: sorted(map(list, value[day])) for day in WEEKDAYS if value.get(day)}


def _complaint(day: Any, windows: Any) -> list[str] | None:
    if day not in WEEKDAYS:
        return [f"is no weekday: give {', '.join(WEEKDAYS)}"]
    if not isinstance(windows, list) or len(windows) > MOST:
        return [f'give a list of at most {MOST} windows, like [["09:00", "17:30"]]']
    wrong = [window for window in windows if not _window(window)]
    if wrong:
        return ['give each window as ["HH:MM", "HH:MM"], from 00:00 to 24:00, start and end apart']
    return None


def _window(window: Any) -> bool:
    if not isinstance(window, list) or len(window) != 2:
        return False
    start, end = window
    if not isinstance(start, str) or not isinstance(end, str) or start == end:
        return False
    return bool(START.fullmatch(start) and END.fullmatch(end))
