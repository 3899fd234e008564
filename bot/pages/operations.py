"""`/inbox` and `/outbox`: what waits, what failed and why, and trying it again. X17."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.mail import notice
from bot.pages import calling
from bot.pages.site import PAGE_SIZE, page_number, pages
from bot.problems import Problem
from models.clock import now
from models.contact import Contact
from models.work.inbox import InboxItem
from models.work.item import WorkItem, WorkState
from models.work.outbox import OutboxItem, OutboxKind

TABLES: dict[str, type[WorkItem]] = {"inbox": InboxItem, "outbox": OutboxItem}


@pages.get("/inbox")
def inbox() -> str:
    return _listing("inbox")


@pages.get("/outbox")
def outbox() -> str:
    return _listing("outbox")


@pages.post("/<any(inbox,outbox):table>/<id:id>/retry")
def retry(table: str, id: int) -> Response:
    try:
        calling.send("POST", f"/{table}/{id}/retry")
        flash(f"Row {id} is tried again.", "success")
    except Problem as problem:
        flash(str(problem.description), "warning")
    return redirect(url_for(f"pages.{table}", state=_wanted_state()), 303)


def _listing(table: str) -> str:
    model: Any = TABLES[table]
    state = _wanted_state()
    query = model.select().order_by(model.id.desc())
    if state:
        query = query.where(model.state == state)
    page = page_number()
    rows = list(query.paginate(page, PAGE_SIZE))
    return render_template(
        f"{table}.html",
        rows=rows,
        total=query.count(),
        page=page,
        page_size=PAGE_SIZE,
        states=[one.value for one in WorkState],
        state=state,
        oldest=model.oldest_due(now()),
        **(_of_outbox(rows) if table == "outbox" else {}),
    )


def _of_outbox(rows: list[OutboxItem]) -> dict[str, Any]:
    config = current_app.extensions["usher"].config
    ids = {row.contact_id for row in rows if row.contact_id}
    emails = {
        row.id: notice.email(row.payload, config.base_url)
        for row in rows
        if row.kind is OutboxKind.EMAIL
    }
    contacts = {one.id: one for one in Contact.select().where(Contact.id.in_(ids or {0}))}
    return {"emails": emails, "contacts": contacts, "mail": bool(config.smtp_url)}


def _wanted_state() -> WorkState | None:
    state = request.args.get("state")
    return WorkState(state) if state in set(WorkState) else None
