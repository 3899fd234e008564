"""What somebody has on a day already, so that nothing is planned on top of it unseen. S3.5."""

from collections.abc import Mapping
from datetime import UTC, date, timedelta
from typing import Any

from bot.pages import calling
from bot.pages.my_clock import my_moment, my_time
from bot.problems import Problem
from models.interactions.interaction import USUAL

SHOWN = 50
DAY = timedelta(days=1)


def day_of(day: date, email: str) -> list[dict[str, Any]]:
    """Soonest first; what took place already is out of the way."""
    return [one for one in _between(day, day, email) if one["state"] != "completed"]


def overlapping(time: Mapping[str, Any], email: str, besides: int = 0) -> list[dict[str, Any]]:
    """Those that are open at `time`, which is as the API takes it, but for one."""
    local = my_moment(time["starts_at"])
    begin = local.astimezone(UTC)
    end = begin + timedelta(minutes=time.get("duration", USUAL))
    try:
        near = _between(local.date() - DAY, my_time(end).date(), email)
    except OverflowError:
        return []
    return [
        one
        for one in near
        if one["state"] != "completed"
        and one["id"] != besides
        and my_time(one["starts_at"]) < end
        and my_time(one["ends_at"]) > begin
    ]


def _between(first: date, last: date, email: str) -> list[dict[str, Any]]:
    """Nothing where the API knows no such day or no such colleague: it says so when it is saved."""
    asked = {"assignee": email, "starts_from": f"{first}", "starts_to": f"{last}"}
    try:
        found = calling.get("/interactions", {**asked, "page_size": SHOWN, "sort": "starts_at"})
    except Problem:
        return []
    items: list[dict[str, Any]] = found["items"]
    return items
