"""Files that the business uploads before it sends them, as Meta takes them; and the phones, which
show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import FileStorage

from bot.simulator.errors import GraphError
from bot.simulator.items import fresh_media_id
from bot.simulator.samples import described
from models.simulated import SimulatedMedia, SimulatedMessage

OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "audio": ("audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", "audio/ogg", "audio/opus"),
    "image": ("image/jpeg", "image/png"),
    "sticker": ("image/webp",),
    "video": ("video/mp4", "video/3gpp"),
    "document": (
        *("application/pdf", "text/plain", "application/msword"),
        *("application/vnd.ms-excel", "application/vnd.ms-powerpoint"),
        f"{OFFICE}.wordprocessingml.document",
        f"{OFFICE}.presentationml.presentation",
        f"{OFFICE}.spreadsheetml.sheet",
    ),
}
LARGEST = {"image": 5, "audio": 16, "video": 16, "sticker": 1, "document": 100}
"""Megabytes."""
MOST = 101 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Uploaded:
    id: str
    mime: str
    data: bytes

    def read(self) -> bytes:
        return self.data

    def described(self, url: str) -> dict[str, Any]:
        """As Meta tells where a file is."""
        return described(self.id, self.mime, len(self.data), url)


def take(number: str, form: Mapping[str, str], file: FileStorage | None) -> str:
    """The id of the file. Raises GraphError when Meta would not take it."""
    if form.get("messaging_product") != "whatsapp":
        raise GraphError(100, "The parameter messaging_product is required.")
    if file is None:
        raise GraphError(100, "The parameter file is required.")
    kind = kind_of(file.mimetype)
    if kind is None:
        known = ", ".join(mime for mimes in TYPES.values() for mime in mimes)
        raise GraphError(
            100,
            f"Param file must be a file with one of the following types: {known}. "
            f"Received file of type '{file.mimetype}'.",
        )
    data = file.read()
    if not 0 < len(data) <= LARGEST[kind] * 1024 * 1024:
        raise GraphError(131053, f"This {kind} is empty, or larger than {LARGEST[kind]} MB.")
    id = fresh_media_id()
    SimulatedMedia.take(id, number, file.mimetype, data)
    return id


def kind_of(mime: str) -> str | None:
    return next((kind for kind, mimes in TYPES.items() if mime in mimes), None)


def check(number: str, kind: str, id: str) -> None:
    """Whether this number may send that file as a message of this kind."""
    found = SimulatedMedia.get_or_none(SimulatedMedia.id == id, SimulatedMedia.number == number)
    if found is None:
        raise GraphError(131009, f"Media ID {id} does not exist, or is another number's.")
    if kind != "document" and found.mime not in TYPES[kind]:
        raise GraphError(131053, f"A file of type {found.mime} is no {kind}.")


def of_media(id: str) -> Uploaded | None:
    found = SimulatedMedia.get_or_none(SimulatedMedia.id == id)
    return Uploaded(id, found.mime, bytes(found.data)) if found else None


def on_phone(message: SimulatedMessage) -> Uploaded | None:
    """What came with this message; None: a file by its link, or none."""
    content = message.content if isinstance(message.content, dict) else {}
    return of_media(str(content["id"])) if "id" in content and not message.from_customer else None
