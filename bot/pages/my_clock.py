"""Moments on the clock of whoever looks at the page: what one does and did is told by it. What is
so for everybody stands on the organisation's clock: moments.py."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g
from markupsafe import Markup

from bot.pages.session import me
from models.catalogue import Catalogue
from models.clock import now
from models.local_time import zone_of

NEAR = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}


def my_zone() -> ZoneInfo:
    """Asked once for each page."""
    if "my_zone" not in g:
        g.my_zone = zone_of(me(), Catalogue.current().organisation)
    zone: ZoneInfo = g.my_zone
    return zone


def my_today() -> date:
    return my_time(now()).date()


def my_time(moment: datetime | str) -> datetime:
    """By my clock. A text is as the API writes moments."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return moment.astimezone(my_zone())


def my_moment(text: str) -> datetime:
    """What somebody typed, as the API takes it: without an offset it is by my clock."""
    given = datetime.fromisoformat(text)
    return my_time(given) if given.tzinfo else given.replace(tzinfo=my_zone())


def my_clock(moment: datetime | str) -> Markup:
    """The time of day, with the exact moment behind it."""
    return timed(moment, my_time(moment).strftime("%H:%M"))


def my_when(moment: datetime | str | None) -> Markup:
    """Day and time: ``Friday, 27 November 2026, 10:00``."""
    if moment is None:
        return Markup("&ndash;")
    return timed(moment, f"{my_day(moment)}, {my_time(moment):%H:%M}")


def my_day(moment: datetime | str) -> str:
    """``Today``, ``Tomorrow``, or the day by its name."""
    day = my_time(moment).date()
    return near(day) or day.strftime("%A, %-d %B %Y")


def near(day: date) -> str | None:
    """What today and the days beside it are called; None: it is another."""
    return NEAR.get((day - my_today()).days)


def from_to(one: Mapping[str, Any]) -> Markup:
    """When an interaction is: day, begin and end."""
    end = my_time(one["ends_at"])
    last = f"{end:%H:%M}"
    if end.date() != my_time(one["starts_at"]).date():
        last = f"{my_day(end)}, {last}"
    return Markup("{} to {}").format(my_when(one["starts_at"]), timed(end, last))


def slot(begin: datetime | str, end: datetime | str | None = None) -> Markup:
    """``today, 10:00 to 10:30``, of something that one is to do or did, by one's own clock. A text
    is as the API writes moments."""
    first = my_time(begin)
    text = f"{_short_day(first)}, {first:%H:%M}"
    if end is not None:
        last = my_time(end)
        day = "" if last.date() == first.date() else f"{_short_day(last)}, "
        text += f" to {day}{last:%H:%M}"
    return timed(first, text)


def hours(begin: datetime | str, end: datetime | str) -> Markup:
    """``10:00 to 10:30``, where the day is said beside it."""
    first, last = my_time(begin), my_time(end)
    return timed(first, f"{first:%H:%M} to {last:%H:%M}")


def lasting(minutes: int) -> str:
    """``45 min``, ``1 h 30 min``."""
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours))


def timed(moment: datetime | str, text: str) -> Markup:
    """The text, with the exact moment behind it."""
    local = my_time(moment)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        local.isoformat(), local.strftime("%Y-%m-%d %H:%M %Z"), text
    )


def _short_day(local: datetime) -> str:
    known = near(local.date())
    return known.lower() if known else local.strftime("%a %-d %b %Y")


FILTERS = {
    "my_clock": my_clock,
    "my_when": my_when,
    "from_to": from_to,
    "slot": slot,
    "hours": hours,
    "lasting": lasting,
}
