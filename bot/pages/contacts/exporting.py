"""`/contacts/export`: the contacts of a filter as a file. Without a form the address asks which
columns, with one it is the file."""

from typing import Any

from flask import render_template, request

from bot.exporting.files import Form
from bot.exporting.table import names
from bot.pages import calling
from bot.pages.calling import Refused
from bot.pages.contacts.asked import Asked, asked, pairs
from bot.pages.contacts.chips import chips
from bot.pages.site import pages
from bot.problems import Problem

FORMS = ((Form.CSV, "CSV, for any program"), (Form.XLSX, "Excel (XLSX)"))


@pages.get("/contacts/export")
def export_contacts() -> Any:
    wanted = asked()
    form = request.args.get("format")
    try:
        if form:
            return calling.file("/contacts/export", _query(wanted, form))
        return _asking(wanted, None)
    except Refused as problem:
        return _asking(wanted, problem), 422


def _query(wanted: Asked, form: str) -> dict[str, Any]:
    columns = {"columns": ",".join(wanted.columns)} if wanted.columns else {}
    return {**wanted.filter, "sort": wanted.sort, "format": form, **columns}


def _asking(wanted: Asked, problem: Problem | None) -> str:
    """All columns are chosen, unless the address says which."""
    offered = names()
    known = [one for one in wanted.columns if one in offered]
    return render_template(
        "contacts/export.html",
        asked=wanted,
        chips=chips(wanted),
        found=None if problem else calling.get("/contacts", {**wanted.filter, "page_size": 1}),
        problem=problem,
        offered=offered,
        on=set(known or offered),
        hidden=pairs({**wanted.plain.query(), "sort": wanted.sort}),
        forms=FORMS,
        form=request.args.get("format") or Form.CSV,
    )
