"""The third step: what would become of the rows; and from there the import itself."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from bot.door import upload
from bot.pages import calling, live
from bot.pages.calling import Refused
from bot.pages.forms import Form, shown
from bot.pages.jobs import reasons, refused_rows
from bot.pages.site import pages

REASONS = 20
"""Refused rows that are shown."""


@pages.get(f"{upload.PAGE}/<id:id>/trial")
def import_trial(id: int) -> Any:
    kept = calling.get(f"{upload.KEPT}/{id}")
    if not kept["tried"]:
        return redirect(url_for("pages.map_import", id=id), 303)
    return render_template("imports/trial.html", kept=kept, **_shown(kept["job"]))


@pages.get(f"{upload.PAGE}/<id:id>/progress")
def import_progress(id: int) -> Response:
    """The part of that page that changes by itself."""
    return live.part("imports/result.html", **_shown(calling.get(f"/jobs/{id}")), live=True)


@pages.post(f"{upload.PAGE}/<id:id>/start")
def start_import(id: int) -> Answer:
    """Import it as it was tried."""
    chosen = calling.get(f"{upload.KEPT}/{id}")["chosen"]
    body = {**chosen, "dry_run": False, "again": "again" in request.form}
    try:
        calling.send("POST", f"{upload.KEPT}/{id}", body)
    except Refused as problem:
        flash(str(problem.description), "warning")
        return redirect(url_for("pages.import_trial", id=id), 303)
    return redirect(url_for("pages.job", id=id), 303)


@pages.route(f"{upload.PAGE}/<id:id>/discard", methods=["GET", "POST"])
def discard_import(id: int) -> Any:
    """Asks first: what was said of its columns goes with the file."""
    form, path = Form(), f"{upload.KEPT}/{id}"
    kept = calling.get(path)
    if form.accept(lambda: calling.send("DELETE", path)):
        flash("The file is thrown away. Nothing was imported of it.", "success")
        return redirect(url_for("pages.import_contacts"), 303)
    return shown("imports/discard.html", form, kept=kept)


def _shown(job: dict[str, Any]) -> dict[str, Any]:
    refused = refused_rows(job, REASONS)
    return {"job": job, "refused": refused, "reasons": reasons(job, refused)}
