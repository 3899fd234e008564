"""`GET /contacts/export`: contacts as a file. X12, C4, X13."""

from typing import Any

import structlog
from flask import Response, request

from bot.api.contacts.filters import ContactFilterSchema, SortSchema, wanted
from bot.api.fields import Text, Word
from bot.api.resource import Resource, cause, viewer
from bot.exporting import files
from bot.exporting.files import Form
from bot.exporting.table import Table, UnknownColumn
from bot.problems import invalid
from bot.sheets import csv_lines
from bot.streaming import streamed
from models.audit import noting
from models.contact.finding.listing import listed

contact_export = Resource("contact_export", __name__, description="Contacts as a file")
log = structlog.get_logger(__name__)


class ExportQuerySchema(ContactFilterSchema, SortSchema):
    format = Word(Form, load_default=Form.CSV.value, metadata={"description": "Of the file"})
    columns = Text(
        10_000, metadata={"description": "Names by comma, as in the first line; all unless said"}
    )


WORKBOOK = {"schema": {"type": "string", "format": "binary"}}


@contact_export.get("/contacts/export")
@contact_export.arguments(ExportQuerySchema, location="query")
@contact_export.response(200, {"type": "string"}, content_type=csv_lines.MIMETYPE)
@contact_export.doc(responses={200: {"content": {files.MIMETYPES[Form.XLSX]: WORKBOOK}}})
def export(asked: dict[str, Any]) -> Response:
    """The contacts that a list with these filters shows, as CSV or XLSX; an import reads them back
    unchanged. Who exported what is in the audit."""
    query = listed(wanted(asked), viewer())
    names = [one.strip() for one in asked["columns"].split(",")] if "columns" in asked else None
    try:
        found = Table(query, names)
    except UnknownColumn as error:
        raise invalid("columns", str(error)) from None
    form, count = Form(asked["format"]), query.count()
    reason = files.why_not(form, count)
    if reason:
        raise invalid("format", reason)
    _note(asked, count)
    return streamed(
        lambda: files.pieces(found.header, found.rows(), form),
        f"contacts.{form}",
        files.MIMETYPES[form],
    )


def _note(asked: dict[str, Any], count: int) -> None:
    """Filters as they were asked, but for words that are searched for: they may be somebody's."""
    filters = {name: value for name, value in request.args.items() if name != "q"}
    facts = {"contacts": count, "searched": "q" in asked, **filters}
    name = f"{count} contacts"
    noting.note(noting.EXPORT, name, facts, cause(), viewer(), request.remote_addr)
    log.info("contacts.exported", by=cause(), contacts=count, format=asked["format"])
