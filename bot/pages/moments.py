"""How pages tell of moments, days and lengths of time, on the organisation's clock: what everybody
reads alike. What is one's own stands on one's own clock: my_clock.py."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import g
from markupsafe import Markup

from models.catalogue import Catalogue
from models.clock import now

NONE = "\N{EN DASH}"

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?[+-]\d\d:\d\d")


def when(moment: datetime | str | None) -> Markup:
    """Day and time in the organisation's zone, with the exact moment behind it. A text is as the
    API writes moments."""
    if moment is None:
        return Markup("&ndash;")
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    local = moment.astimezone(_zone())
    today = local.date() == now().astimezone(_zone()).date()
    text = local.strftime("today, %H:%M" if today else "%-d %b %Y, %H:%M")
    exact = local.strftime("%Y-%m-%d %H:%M:%S %Z")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        moment.isoformat(), exact, text
    )


def silence(last: datetime) -> Markup:
    """How long the bot is silent. `last`: when a colleague wrote last, or bade it be silent: when
    that began, the timeline tells."""
    minutes = Catalogue.current().organisation.bot_returns_after
    if minutes is None:
        return Markup("silent until a colleague lets it speak")
    end = when(last + timedelta(minutes=minutes))
    return Markup("silent until {}, longer if a colleague writes").format(end)


def moments_in(text: str) -> str:
    """The same, with the moments that the API writes as people read them."""

    def said(found: re.Match[str]) -> str:
        local = datetime.fromisoformat(found[0]).astimezone(_zone())
        return local.strftime("%-d %b %Y, %H:%M")

    return MOMENT.sub(said, text)


def clock(moment: datetime) -> Markup:
    """The time of day, where the day is said beside it."""
    local = moment.astimezone(_zone())
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        moment.isoformat(), local.strftime("%Y-%m-%d %H:%M:%S %Z"), local.strftime("%H:%M")
    )


def to_the_second(moment: datetime | str) -> Markup:
    """The time of day to the second, of what happened just now."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    local = moment.astimezone(_zone())
    text = local.strftime("%H:%M:%S")
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), text)


def local_day(moment: datetime) -> date:
    """The day where the organisation is."""
    return moment.astimezone(_zone()).date()


def day_name(one: date) -> str:
    """``Today``, ``Yesterday``, or the day by its name."""
    today = local_day(now())
    known = {today: "Today", today - timedelta(days=1): "Yesterday"}
    return known.get(one) or one.strftime("%A, %-d %B %Y")


def day(one: date | str | None) -> str:
    """``27 November 2026``; a text is as the API writes days."""
    if isinstance(one, str):
        one = date.fromisoformat(one)
    return one.strftime("%-d %B %Y") if one else NONE


def span(length: timedelta) -> str:
    """A length of time, roughly: 45 s, 12 min, 3 h, 2 days."""
    seconds = int(length.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 2 * 86400 else f"{seconds // 86400} days"


def seconds(length: float) -> str:
    """`span` of so many."""
    return span(timedelta(seconds=length))


def _zone() -> ZoneInfo:
    """Asked once for each page: it shows many moments."""
    if "zone" not in g:
        g.zone = ZoneInfo(Catalogue.current().organisation.timezone)
    zone: ZoneInfo = g.zone
    return zone


FILTERS = {
    "when": when,
    "silence": silence,
    "clock": clock,
    "to_the_second": to_the_second,
    "day_name": day_name,
    "day": day,
    "span": span,
    "seconds": seconds,
}
