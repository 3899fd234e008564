"""`/contacts`: the table, filtered, sorted and paged by its address."""

from http import HTTPStatus
from typing import Any

from flask import redirect, render_template

from bot import admission
from bot.pages import calling
from bot.pages.calling import Refused
from bot.pages.contacts import columns
from bot.pages.contacts.asked import Asked, asked, pairs, said_plainly
from bot.pages.contacts.chips import chips
from bot.pages.contacts.filtering import filter_form
from bot.pages.contacts.selected import DONE_BY
from bot.pages.contacts.views import tabs
from bot.pages.session import me
from bot.pages.site import PAGE_SIZE, pages
from bot.pages.walked import PLACE
from bot.problems import Problem

ACTIONS = (
    ("change", "Change", "pencil-square"),
    ("csv", "CSV", "download"),
    ("xlsx", "Excel", "file-earmark-spreadsheet"),
    ("message", "Message", "megaphone"),
)
"""What can be done with those who were ticked: what the button says, and how it looks."""
NOTHING: dict[str, Any] = {"items": [], "total": 0, "total_exact": True}


@pages.get("/contacts")
def contacts() -> Any:
    wanted = asked()
    if not said_plainly(wanted):
        return redirect(wanted.address(), 303)
    try:
        return _shown(wanted, _found(wanted), None)
    except Refused as problem:
        return _shown(wanted, NOTHING, problem), HTTPStatus.UNPROCESSABLE_ENTITY


def _found(wanted: Asked) -> Any:
    size = columns.rows_beside(columns.chosen(wanted.columns), PAGE_SIZE)
    query = {**wanted.filter, "sort": wanted.sort, "page_size": size, **wanted.place}
    return calling.get("/contacts", query)


def _shown(wanted: Asked, found: dict[str, Any], problem: Problem | None) -> str:
    return render_template(
        "contacts/list.html",
        found=found,
        problem=problem,
        asked=wanted,
        tabs=tabs(wanted),
        chips=chips(wanted),
        form=filter_form(wanted),
        columns=columns.chosen(wanted.columns),
        offered=columns.offered(),
        most_columns=columns.MOST,
        hidden=pairs(wanted.plain.query()),
        search_beside=_beside(wanted, "q"),
        column_beside=_beside(wanted, "columns"),
        actions=[one for one in ACTIONS if admission.may(me(), DONE_BY[one[0]])],
    )


def _beside(wanted: Asked, name: str) -> list[tuple[str, str]]:
    """What a form that asks for `name` anew keeps."""
    return [one for one in pairs(wanted.query()) if one[0] not in (name, *PLACE)]
