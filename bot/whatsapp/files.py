"""Files that we send: what they are, how large they may be, what they are called. By their bytes,
and by what they are said to be where bytes do not tell; never by their name. Sends nothing.
"""

import io
import re
import zipfile
from dataclasses import dataclass

from bot.whatsapp.attachments import FILENAME

MEGABYTE = 1024 * 1024
LARGEST = {
    "image": 5 * MEGABYTE,
    "video": 16 * MEGABYTE,
    "audio": 16 * MEGABYTE,
    "document": 25 * MEGABYTE,
}
"""Bytes: Meta's, but for documents, of which it takes 100 MB: they lie in the database until it has
them."""
WORDS = {
    "image": "Pictures (JPEG, PNG)",
    "video": "videos (MP4, 3GP)",
    "audio": "sound (MP3, M4A, AAC, AMR, OGG)",
    "document": "anything else as a document",
}
OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
OLD_OFFICE = ("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint")
ANYTHING = "text/plain"
"""Meta takes files of the types that it lists, this the plainest of them. What is of no other is
uploaded as this: pages and programs are text, and what they are called tells the rest."""
BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
    *((bytes((0xFF, second)), "audio/mpeg") for second in (0xFB, 0xFA, 0xF3, 0xF2)),
    *((bytes((0xFF, second)), "audio/aac") for second in (0xF1, 0xF9)),
)
BRANDS = re.compile(
    rb"(?P<audio>M4[AB] )|(?P<old>3g[egprs].)|iso.|mp4[12]|avc1|M4V |dash|MSNV|f4v "
)
"""Of containers like MP4: which Meta takes."""


@dataclass(frozen=True, slots=True)
class File:
    kind: str
    """image, video, audio or document."""
    mime: str
    name: str
    size: int

    @property
    def told(self) -> dict[str, str | int]:
        """As a message's content has it."""
        return {"name": self.name, "mime": self.mime, "size": self.size}


def judged(data: bytes, said: str, name: str, as_document: bool = False) -> File:
    """What `data` is. `said`: the MIME type that it came with; `name`: what it was called.

    Raises ValueError for what cannot be sent, with the remedy.
    """
    mime = _mime(data, said.partition(";")[0].strip().lower())
    kind = "document" if as_document else KINDS.get(mime, "document")
    check_size(kind, len(data))
    return File(kind, mime, cleaned(name), len(data))


def check_size(kind: str, size: int) -> None:
    """Raises ValueError when it is empty, or too large for its kind."""
    if size == 0:
        raise ValueError("this file is empty: choose another")
    if size > LARGEST[kind]:
        smaller = "make it smaller" + (", or send it as a document" if _fits(kind, size) else "")
        raise ValueError(
            f"this {kind} has {megabytes(size)} MB, {LARGEST[kind] // MEGABYTE} MB are taken: "
            f"{smaller}"
        )


def limits_told() -> str:
    """A sentence for who chooses a file."""
    told = [f"{WORDS[kind]} up to {most // MEGABYTE} MB" for kind, most in LARGEST.items()]
    return ", ".join(told) + "."


def megabytes(size: int) -> str:
    """Rounded up, so that what is too large never seems to fit."""
    return f"{-(-size * 10 // MEGABYTE) / 10:.1f}"


def cleaned(name: str) -> str:
    """A name without folders, and with nothing in it that a header, a file system or a reader takes
    for something else. Its ending stays."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(char for char in last if char.isprintable() and char not in ':*?"<>|')
    stem, dot, ending = kept.strip(" .").rpartition(".")
    if not stem or len(ending) > LONGEST_ENDING:
        return kept.strip(" .")[:LONGEST_NAME] or "file"
    return stem[: LONGEST_NAME - len(ending) - 1].strip(" .") + dot + ending


LONGEST_NAME = min(150, FILENAME)
LONGEST_ENDING = 12
KINDS = {
    "image/jpeg": "image",
    "image/png": "image",
    "video/mp4": "video",
    "video/3gpp": "video",
    **dict.fromkeys(
        ("audio/aac", "audio/amr", "audio/mp4", "audio/mpeg", "audio/ogg"),
        "audio",
    ),
}


def _fits(kind: str, size: int) -> bool:
    return kind != "document" and size <= LARGEST["document"]


def _mime(data: bytes, said: str) -> str:
    for beginning, mime in BEGINNINGS:
        if data.startswith(beginning):
            return mime
    if data[4:8] == b"ftyp":
        return _container(data[8:12], said)
    if data.startswith(b"OggS"):
        return "audio/ogg" if b"OpusHead" in data[:64] else ANYTHING
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and said in OLD_OFFICE:
        return said
    return ANYTHING


def _container(brand: bytes, said: str) -> str:
    """Sound and videos come in the same one: then what it is said to be decides."""
    found = BRANDS.fullmatch(brand)
    if found is None:
        return ANYTHING
    if found["audio"] or said in ("audio/mp4", "audio/x-m4a", "audio/m4a"):
        return "audio/mp4"
    return "video/3gpp" if found["old"] else "video/mp4"


def _packed(data: bytes) -> str:
    """An office's document, by what is in it. Nothing is unpacked."""
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ANYTHING
    if "[Content_Types].xml" in names:
        for folder, mime in OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return mime
    return ANYTHING
