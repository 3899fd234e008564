"""`/jobs`: long work that somebody ordered: how far it is, what was refused, stopping it."""

from typing import Any

from flask import Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from bot.pages import calling, live
from bot.pages.forms import tried
from bot.pages.site import PAGE_SIZE, page_number, pages

REFUSED = 50
"""Rows whose refusal is shown; all of them are in the file."""
OVER = {"done", "stopped", "failed"}


@pages.get("/jobs")
def jobs() -> str:
    page = page_number()
    found = calling.get("/jobs", {"page": page, "page_size": PAGE_SIZE})
    return render_template(
        "jobs/list.html", found=found, page=page, page_size=PAGE_SIZE, title=title
    )


@pages.get("/jobs/<id:id>")
def job(id: int) -> str:
    return render_template("jobs/one.html", **_shown(id))


@pages.get("/jobs/<id:id>/progress")
def job_progress(id: int) -> Response:
    """The part of that page that changes by itself."""
    return live.part("jobs/progress.html", **_shown(id))


@pages.get("/jobs/<id:id>/report")
def job_report(id: int) -> Response:
    """What was refused and why, as a file."""
    return calling.file(f"/jobs/{id}/report")


@pages.get("/jobs/<id:id>/stop")
def ask_to_stop_job(id: int) -> str:
    return render_template("jobs/stop.html", **_told(id))


@pages.post("/jobs/<id:id>/stop")
def stop_job(id: int) -> Answer:
    tried(lambda: calling.send("POST", f"/jobs/{id}/stop"), "Stopped. What was done stays done.")
    return redirect(url_for("pages.job", id=id), 303)


def title(job: dict[str, Any]) -> str:
    """What it is, in a few words."""
    ordered = job["ordered"] or {}
    match job["kind"]:
        case "import":
            word = "Trial of" if ordered.get("dry_run") else "Import of"
            return f"{word} {ordered.get('file') or 'contacts'}"
        case "campaign":
            return "Campaign"
    return "Change of many contacts"


def refused_rows(job: dict[str, Any], limit: int = REFUSED) -> list[dict[str, Any]]:
    if not job["refused"] or job["kind"] == "campaign":
        return []
    query = {"state": "refused", "page_size": limit}
    rows: list[dict[str, Any]] = calling.get(f"/jobs/{job['id']}/rows", query)["items"]
    return rows


def reasons(job: dict[str, Any], refused: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of those rows, once it is not under way any more: why they were refused, where there is more
    than one row to a reason."""
    if not refused or job["state"] == "pending":
        return []
    found: list[dict[str, Any]] = calling.get(f"/jobs/{job['id']}/reasons")["items"]
    return found if any(one["count"] > 1 for one in found) else []


def _shown(id: int) -> dict[str, Any]:
    told = _told(id)
    refused = refused_rows(told["job"])
    return told | {"refused": refused, "reasons": reasons(told["job"], refused)}


def _told(id: int) -> dict[str, Any]:
    """All but its rows."""
    found = calling.get(f"/jobs/{id}")
    return {"job": found, "title": title(found), "over": found["state"] in OVER}
