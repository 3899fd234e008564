"""`GET /purchases/export`, `GET /opportunities/export`: what a list shows, as a file. I9, I12,
X13."""

from typing import Any

import structlog
from flask import Response, request

from bot.api import as_file
from bot.api.as_file import WORKBOOK, FileSchema
from bot.api.resource import Resource, cause, viewer
from bot.api.sales import opportunities as of_opportunities
from bot.api.sales import purchases as of_purchases
from bot.exporting import sales
from bot.exporting.sales import Sheet
from bot.sheets import csv_lines
from models.audit import noting
from models.sales import finding
from models.sales.purchase import PurchaseItem

sales_export = Resource("sales_export", __name__, description="Sales as files")
log = structlog.get_logger(__name__)


class OpportunityExportSchema(FileSchema, of_opportunities.OpportunityFilterSchema):
    pass


class PurchaseExportSchema(FileSchema, of_purchases.PurchaseFilterSchema):
    pass


@sales_export.get("/opportunities/export")
@sales_export.arguments(OpportunityExportSchema, location="query")
@sales_export.response(200, {"type": "string"}, content_type=csv_lines.MIMETYPE)
@sales_export.doc(responses=WORKBOOK)
def opportunities(asked: dict[str, Any]) -> Response:
    """The opportunities that a list with these filters shows, as CSV or XLSX. Who exported what is
    in the audit."""
    query = finding.opportunities(of_opportunities.wanted_of(asked), viewer())
    return _file(sales.OPPORTUNITIES, query, query.count(), asked)


@sales_export.get("/purchases/export")
@sales_export.arguments(PurchaseExportSchema, location="query")
@sales_export.response(200, {"type": "string"}, content_type=csv_lines.MIMETYPE)
@sales_export.doc(responses=WORKBOOK)
def purchases(asked: dict[str, Any]) -> Response:
    """The purchases that a list with these filters shows, as CSV or XLSX, a row for each item. Who
    exported what is in the audit."""
    query = finding.purchases(of_purchases.wanted_of(asked), viewer())
    bought = query.order_by().select(query.model.id)
    count = PurchaseItem.select().where(PurchaseItem.purchase.in_(bought)).count()
    return _file(sales.PURCHASES, query, count, asked)


def _file(sheet: Sheet, query: Any, count: int, asked: dict[str, Any]) -> Response:
    form = as_file.form_for(asked, count)
    _note(sheet, count, asked)
    return as_file.answer(sheet.name, form, sheet.header, lambda: sheet.rows(query))


def _note(sheet: Sheet, count: int, asked: dict[str, Any]) -> None:
    """Filters as they were asked, but for whom and what words: they may be somebody's."""
    filters = {key: value for key, value in request.args.items() if key not in ("q", "contact")}
    facts = {"rows": count, "searched": "q" in asked, "of_one": "contact" in asked, **filters}
    name = f"{count} rows of {sheet.name}"
    noting.note(noting.EXPORT, name, facts, cause(), viewer(), request.remote_addr)
    log.info("sales.exported", by=cause(), what=sheet.name, rows=count, format=asked["format"])
