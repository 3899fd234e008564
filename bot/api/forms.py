"""What JSON takes, a form takes too, with a file beside it: how such a request is read, and how the
document tells of it."""

import json
from typing import Any

from flask import Request, request

from bot.api.body import Parser, check_storable
from bot.api.repeating import FORM
from bot.api.resource import Resource
from bot.door import upload
from bot.problems import invalid

LARGEST_LIST = 8 * 1024 * 1024
"""Bytes of JSON, which is held as a whole."""


class UploadParser(Parser):
    """A form's fields are read as if they were JSON's."""

    TAKES = (
        "send the file as multipart/form-data in the field file, "
        "or JSON with the header Content-Type: application/json"
    )

    def _raw_load_json(self, req: Request) -> Any:
        return _form(req) if req.mimetype == FORM else super()._raw_load_json(req)


class UploadResource(Resource):
    """Its calls take a file, or a list that may be long."""

    ARGUMENTS_PARSER = UploadParser()

    def __init__(self, name: str, import_name: str, description: str) -> None:
        super().__init__(name, import_name, description=description)
        self._prepare_doc_cbks.append(_document_form)
        self.before_request(_allow_files)
        self.teardown_request(_let_files_go)


def _allow_files() -> None:
    request.max_content_length = upload.MOST if request.mimetype == FORM else LARGEST_LIST


def _let_files_go(error: BaseException | None) -> None:
    """They are temporary ones, on the disk."""
    request.close()


def _document_form(doc: dict[str, Any], info: Any, **context: Any) -> dict[str, Any]:
    """What JSON takes, a form takes too, with a file in the place of the list."""
    if "requestBody" not in doc:
        return doc
    content = doc["requestBody"]["content"]
    file = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
    content[FORM] = {"schema": {"allOf": [content["application/json"]["schema"], file]}}
    return doc


def _form(req: Request) -> dict[str, Any]:
    found: dict[str, Any] = req.form.to_dict(flat=True)
    if "tags" in found:
        found["tags"] = req.form.getlist("tags")
    if "mapping" in found:
        try:
            found["mapping"] = json.loads(found["mapping"])
        except (ValueError, RecursionError):
            raise invalid("mapping", 'give a JSON object: {"Mobile": "phone"}') from None
    check_storable(found)
    return found
