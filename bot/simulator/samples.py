"""The files that customers at the phone page send: one of each kind, whoever sends it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.simulator.items import MIME_TYPES
from models.simulated import SimulatedMessage

FOLDER = Path(__file__).parent / "samples"
NAMES = {
    "image": "photo.jpg",
    "video": "clip.mp4",
    "audio": "voice.ogg",
    "document": "size-chart.pdf",
    "sticker": "sticker.webp",
}


@dataclass(frozen=True, slots=True)
class Sample:
    id: str
    mime: str
    path: Path

    def read(self) -> bytes:
        return self.path.read_bytes()

    def described(self, url: str) -> dict[str, Any]:
        """As Meta tells where a file is."""
        return described(self.id, self.mime, self.path.stat().st_size, url)


def described(id: str, mime: str, size: int, url: str) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "url": url,
        "mime_type": mime,
        "sha256": "c2ltdWxhdGVkIGZpbGU=",
        "file_size": str(size),
        "id": id,
    }


def of_media(id: str) -> Sample | None:
    """The file that was sent under this id; None: nobody's."""
    message = SimulatedMessage.get_or_none(
        SimulatedMessage.from_customer, SimulatedMessage.content["id"].as_text() == id
    )
    name = NAMES.get(message.type) if message else None
    return Sample(id, MIME_TYPES[message.type], FOLDER / name) if message and name else None
