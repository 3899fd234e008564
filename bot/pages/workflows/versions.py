"""`/workflows/ID/versions`: every save there was, what changed between two, one taken back."""

from itertools import islice
from typing import Any, NamedTuple

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.pages import calling
from bot.pages.site import PAGE_SIZE, page_number, pages
from bot.pages.workflows.differing import Line, differences
from bot.pages.workflows.showing import drawn, figures_of, saved_by
from bot.problems import Problem

LINES = 500
"""Of a difference that are shown."""
TEXT = 50_000
"""Characters of a version's text that are shown; the file has all of it."""


class Compared(NamedTuple):
    old: int
    new: int
    lines: list[Line] | None
    """None: too different to tell what changed."""
    more: bool


@pages.get("/workflows/<id:id>/versions")
def workflow_versions(id: int) -> str:
    found = calling.get(f"/workflows/{id}")
    page = page_number()
    newest = sorted(found["versions"], key=lambda one: one["number"], reverse=True)
    return render_template(
        "workflows/versions.html",
        workflow=found,
        saved_by=saved_by,
        versions=newest[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        total=len(newest),
        page=page,
        page_size=PAGE_SIZE,
        compared=_compared(found),
    )


@pages.get("/workflows/<id:id>/versions/<id:number>")
def workflow_version(id: int, number: int) -> str:
    found = calling.get(f"/workflows/{id}")
    version = calling.get(f"/workflows/{id}/versions/{number}")
    figures = figures_of(id, number)
    return render_template(
        "workflows/version.html",
        workflow=found,
        version=version,
        text=version["definition"][:TEXT],
        whole=len(version["definition"]) <= TEXT,
        figures=figures,
        **drawn(version["definition"], figures),
    )


@pages.get("/workflows/<id:id>/versions/<id:number>/text")
def workflow_file(id: int, number: int) -> Response:
    """The definition as a file."""
    version = calling.get(f"/workflows/{id}/versions/{number}")
    name = f"workflow-{id}-version-{number}.yaml"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(version["definition"], headers=headers, content_type="application/yaml")


@pages.post("/workflows/<id:id>/versions/<id:number>/restore")
def workflow_restore(id: int, number: int) -> AnyResponse:
    """The old text as the newest version: nothing between is lost."""
    version = calling.get(f"/workflows/{id}/versions/{number}")
    try:
        saved = calling.send("PUT", f"/workflows/{id}", {"definition": version["definition"]})
    except Problem as problem:
        if problem.code not in (409, 422):
            raise
        flash(f"Version {number} cannot be taken back: {problem.description}"[:500], "danger")
        return redirect(url_for("pages.workflow_version", id=id, number=number), 303)
    flash(f"Version {number} is back, as version {saved['version']}.", "success")
    return redirect(url_for("pages.workflow", id=id), 303)


def source_of(workflow: dict[str, Any], number: int) -> str:
    if number == workflow["version"]:
        return str(workflow["definition"])
    return str(calling.get(f"/workflows/{workflow['id']}/versions/{number}")["definition"])


def _compared(workflow: dict[str, Any]) -> Compared | None:
    """The two that the address names; at first the latest one with the one before."""
    numbers = [one["number"] for one in workflow["versions"]]
    new = request.args.get("new", numbers[-1], type=int)
    old = request.args.get("old", max(new - 1, 1), type=int)
    if len(numbers) < 2 or not {old, new} <= set(numbers):
        return None
    found = differences(source_of(workflow, old), source_of(workflow, new))
    if found is None:
        return Compared(old, new, None, False)
    lines = list(islice(found, LINES + 1))
    return Compared(old, new, lines[:LINES], len(lines) > LINES)
