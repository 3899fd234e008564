"""`GET /contacts/export`: contacts as a file. X12, C4, X13."""

from typing import Any

import structlog
from flask import Response, request

from bot.api import as_file
from bot.api.as_file import WORKBOOK, FileSchema
from bot.api.contacts.filters import ContactFilterSchema, SortSchema, wanted
from bot.api.fields import Text
from bot.api.resource import Resource, cause, viewer
from bot.exporting.table import Table, UnknownColumn
from bot.problems import invalid
from bot.sheets import csv_lines
from models.audit import noting
from models.contact.finding.listing import listed

contact_export = Resource("contact_export", __name__, description="Contacts as a file")
log = structlog.get_logger(__name__)


class ExportQuerySchema(FileSchema, ContactFilterSchema, SortSchema):
    columns = Text(
        10_000, metadata={"description": "Names by comma, as in the first line; all unless said"}
    )


@contact_export.get("/contacts/export")
@contact_export.arguments(ExportQuerySchema, location="query")
@contact_export.response(200, {"type": "string"}, content_type=csv_lines.MIMETYPE)
@contact_export.doc(responses=WORKBOOK)
def export(asked: dict[str, Any]) -> Response:
    """The contacts that a list with these filters shows, as CSV or XLSX; an import reads them back
    unchanged. Who exported what is in the audit."""
    query = listed(wanted(asked), viewer())
    names = [one.strip() for one in asked["columns"].split(",")] if "columns" in asked else None
    try:
        found = Table(query, names)
    except UnknownColumn as error:
        raise invalid("columns", str(error)) from None
    count = query.count()
    form = as_file.form_for(asked, count)
    _note(asked, count)
    return as_file.answer("contacts", form, found.header, found.rows)


def _note(asked: dict[str, Any], count: int) -> None:
    """Filters as they were asked, but for words that are searched for: they may be somebody's."""
    filters = {name: value for name, value in request.args.items() if name != "q"}
    facts = {"contacts": count, "searched": "q" in asked, **filters}
    name = f"{count} contacts"
    noting.note(noting.EXPORT, name, facts, cause(), viewer(), request.remote_addr)
    log.info("contacts.exported", by=cause(), contacts=count, format=asked["format"])
