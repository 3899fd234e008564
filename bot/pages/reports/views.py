"""The page of each report, its charts and its file: three forms of one address, so that who may
see one may see the others."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for

from bot import admission
from bot.pages import calling
from bot.pages.calling import Refused
from bot.pages.reports import counted
from bot.pages.reports.asked import Asked, asked, choices, presets
from bot.pages.reports.charts import charts
from bot.pages.reports.drawing import draw
from bot.pages.reports.kinds import KINDS, Kind
from bot.pages.reports.series import series
from bot.pages.reports.tables import TABLES
from bot.pages.session import me
from bot.pages.site import pages
from bot.problems import Problem

POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Of a picture: it brings its own style, and may load and run nothing."""


@pages.get("/reports")
def reports() -> Any:
    """To the first of them."""
    return redirect(url_for("pages.report_pipeline"))


def _view(kind: Kind) -> Callable[..., Any]:
    def view(file: str | None = None) -> Any:
        wanted = asked(kind)
        if file == "csv":
            return calling.file(kind.path, wanted.query | {"format": "csv"})
        return _chart(wanted) if file == "svg" else _page(wanted)

    return view


def _hang(kind: Kind) -> None:
    name, view = kind.endpoint.partition(".")[2], _view(kind)
    for rule in (kind.path, f"{kind.path}.<any(svg,csv):file>"):
        pages.add_url_rule(rule, name, view, methods=["GET"])


for _kind in KINDS.values():
    _hang(_kind)


def _chart(wanted: Asked) -> Response:
    drawn = charts(wanted.kind.name, counted.just_now(wanted))
    drawing = drawn.get(request.args.get("chart", "")) or abort(404, "There is no such chart.")
    picture = draw(drawing, narrow="narrow" in request.args)
    return Response(picture, mimetype="image/svg+xml", headers={"Content-Security-Policy": POLICY})


def _page(wanted: Asked) -> Any:
    try:
        return _shown(wanted, counted.anew(wanted))
    except Refused as problem:
        return _shown(wanted, None, problem), HTTPStatus.UNPROCESSABLE_ENTITY


def _shown(wanted: Asked, report: Any, problem: Problem | None = None) -> str:
    kind = wanted.kind.name
    return render_template(
        "reports/report.html",
        kinds=[one for one in KINDS.values() if admission.may(me(), one.endpoint)],
        asked=wanted,
        presets=presets(wanted),
        choices=choices(wanted.kind),
        report=report,
        problem=problem,
        charts=charts(kind, report) if report else {},
        table=TABLES[kind](report) if report else None,
        series=series(kind, report) if report else None,
    )
