"""`/interactions`: My interactions, by day or week, as a list or a calendar. I5, I6."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from bot.pages import calling, live
from bot.pages.interactions import choosing, grid, month
from bot.pages.interactions.asked import Asked, Range, View, asked, put_right
from bot.pages.interactions.entry import by_day, entries
from bot.pages.my_clock import my_time, my_today, near
from bot.pages.session import me
from bot.pages.site import PAGE_SIZE, page_number, pages
from models.agents.visibility import manages
from models.catalogue import Catalogue
from models.clock import now
from models.interactions.interaction import Standing

MOST_BLOCKS = 80
"""Of a calendar: who has more than that in a week reads them as a list."""

WEEK_BESIDE = 2
"""At the same time: in a seventh of the page three names could not be read."""


@dataclass(frozen=True, slots=True)
class Column:
    """A day of the calendar."""

    day: date
    blocks: Sequence[grid.Block]
    more: Sequence[grid.More]
    """Where there is no room for all of them."""
    now: int | None
    """The quarter of an hour that it is, of today."""


@pages.get("/interactions")
def interactions() -> str | Response:
    wanted = asked()
    if put_right(wanted):
        return redirect(wanted.address())
    facts = _planner(wanted) | {"title": _title(wanted), "colleagues": _colleagues()}
    return render_template("interactions/mine.html", **facts)


@pages.get("/interactions/planner")
def interactions_planner() -> Response:
    """What of the page refreshes itself: what colleagues plan, what is over by now."""
    return live.part("interactions/planner.html", **_planner(asked()))


def _planner(wanted: Asked) -> dict[str, Any]:
    whose = {"day": wanted.day, "assignee": wanted.whose.email}
    facts = _drawn(wanted) if wanted.view is View.CALENDAR else _listed(wanted)
    return facts | {
        "asked": wanted,
        "month": month.sheet_of(wanted, calling.get("/interactions/calendar", whose)),
        "written": written(wanted),
        "today": my_today(),
        "ways": _ways_to_add(wanted),
        "offered": {"state": list(Standing), "range": list(Range), "view": list(View)},
    }


def written(wanted: Asked) -> str:
    """The range in words."""
    if wanted.range is Range.DAY:
        return day_said(wanted.day)
    first, last = wanted.first, wanted.last
    form = "%-d" if (first.year, first.month) == (last.year, last.month) else "%-d %B"
    if first.year != last.year:
        form = "%-d %B %Y"
    return f"{first.strftime(form)} to {last.strftime('%-d %B %Y')}"


def day_said(day: date) -> str:
    """``Today, Thursday, 26 November 2026``."""
    known, said = near(day), day.strftime("%A, %-d %B %Y")
    return f"{known}, {said}" if known else said


def _ways_to_add(wanted: Asked) -> dict[str, str]:
    """On the day that is looked at, for whom it is of; personal and generated ones begin here
    only."""
    today = my_today()
    day = wanted.day if wanted.day != today else None
    whose = wanted.whose.email if wanted.whose != me() else None
    later: dict[str, Any] = {"day": day if wanted.day > today else None, "assignee": whose}
    given: dict[str, Any] = {"day": day, "assignee": whose}
    generate = partial(url_for, "pages.generate_interactions", **later)
    return {
        "New interaction": url_for("pages.add_interaction", **given),
        "New personal interaction": url_for("pages.add_personal_interaction", day=day),
        "Generate prospect interactions": generate(group=choosing.PROSPECTS),
        "Generate customer interactions": generate(group=choosing.CUSTOMERS),
    }


def _listed(wanted: Asked) -> dict[str, Any]:
    page = page_number()
    return _found(wanted, page, PAGE_SIZE) | {"page": page}


def _drawn(wanted: Asked) -> dict[str, Any]:
    found = _found(wanted, 1, MOST_BLOCKS)
    present = my_time(now())
    beside = WEEK_BESIDE if wanted.range is Range.WEEK else grid.COLUMNS
    placed = {day: grid.blocks(every, beside) for day, every in found["days"].items()}
    hours = grid.hours(placed.values())
    drawn = grid.quarter_of(present) if hours.holds(present) else None
    columns = [
        Column(day, blocks, grid.more(blocks), drawn if day == present.date() else None)
        for day, blocks in placed.items()
    ]
    return found | {"hours": hours, "columns": columns}


def _found(wanted: Asked, page: int, size: int) -> dict[str, Any]:
    query = {
        "assignee": wanted.whose.email,
        "state": wanted.state.value,
        "starts_from": wanted.first,
        "starts_to": wanted.last,
        "page": page,
        "page_size": size,
    }
    told = calling.get("/interactions", query)
    days = by_day(entries(told["items"]), wanted.days)
    return {"days": days, "total": told["total"], "page_size": size}


def _title(wanted: Asked) -> str:
    if wanted.whose == me():
        return "My interactions"
    return f"Interactions of {wanted.whose.name}"


def _colleagues() -> list[Any]:
    """Whose interactions the viewer may look through: managers their own, then everybody's."""
    if not manages(me()):
        return []
    found = Catalogue.current().agents.values()
    return sorted(found, key=lambda one: (one != me(), str(one.name).casefold()))
