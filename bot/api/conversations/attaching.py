"""A file that is attached to an answer: a form in the place of JSON, as pages send it too."""

from typing import Any

import marshmallow as ma
from flask import Request, request
from werkzeug.datastructures import FileStorage

from bot.api.fields import Schema, Text, Truth, Whole
from bot.api.forms import UploadParser
from bot.api.repeating import FORM
from bot.api.resource import Resource
from bot.door import upload
from bot.problems import Wrong, invalid, invalids
from bot.whatsapp import files, limits
from models.ids import BIGGEST_ID


class Attached(ma.fields.Field[FileStorage]):
    """A file of a form."""

    def __init__(self, **options: Any) -> None:
        about = {"type": "string", "format": "binary", "description": files.limits_told()}
        super().__init__(metadata=about, **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> FileStorage:
        if not isinstance(value, FileStorage):
            raise ma.ValidationError("send the file itself, as multipart/form-data")
        return value


class AttachSchema(Schema):
    """A file from the computer, with what is said to it."""

    file = Attached(required=True)
    text = Text(limits.TEXT, shortest=0, metadata={"description": "Its caption"})
    as_document = Truth(metadata={"description": "A picture or video just as it is"})
    reply_to = Whole(1, BIGGEST_ID, metadata={"description": "The id of a message of this contact"})


class AttachParser(UploadParser):
    """A form is read as one, whatever JSON the call takes."""

    def _get_schema(self, argmap: Any, req: Request) -> Any:
        return AttachSchema() if req.mimetype == FORM else super()._get_schema(argmap, req)

    def _raw_load_json(self, req: Request) -> Any:
        found = super()._raw_load_json(req)
        return {**found, **req.files.to_dict()} if req.mimetype == FORM else found


class AttachResource(Resource):
    """Its `send` takes a form, too."""

    ARGUMENTS_PARSER = AttachParser()

    def __init__(self, name: str, import_name: str, description: str) -> None:
        super().__init__(name, import_name, description=description)
        self._prepare_doc_cbks.append(_document_form)
        self.before_request(_allow_a_file)
        self.teardown_request(_let_it_go)


def content_with_file(asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """What is to be sent, and the bytes. Raises the problem that names what WhatsApp would not
    take."""
    data = _read(asked["file"])
    try:
        file = files.judged(
            data,
            asked["file"].mimetype,
            asked["file"].filename or "",
            asked.get("as_document", False),
        )
    except ValueError as error:
        raise invalid("file", str(error)) from None
    content = {"type": file.kind, "attached": file.told}
    if asked.get("text"):
        content["caption"] = asked["text"]
    if file.kind == "document":
        content["filename"] = file.name
    wrong = [Wrong("text", problem) for problem in limits.check(content)]
    if wrong:
        raise invalids(wrong)
    return content, data


def _read(file: FileStorage) -> bytes:
    """From its beginning: what another request outran is done once more."""
    size = file.seek(0, 2) or file.tell()
    try:
        files.check_size("document", size)  # Before it is in memory: nothing larger is taken.
    except ValueError as error:
        raise invalid("file", str(error)) from None
    file.seek(0)
    return file.read()


def _allow_a_file() -> None:
    if request.mimetype == FORM and upload.ATTACHING.fullmatch(request.path):
        request.max_content_length = upload.MOST


def _let_it_go(error: BaseException | None) -> None:
    """It is a temporary one, on the disk."""
    if request.mimetype == FORM:
        request.close()


def _document_form(doc: dict[str, Any], info: Any, **context: Any) -> dict[str, Any]:
    if "requestBody" in doc:
        doc["requestBody"]["content"][FORM] = {"schema": AttachSchema}
    return doc
