"""The stored deliveries of tests/payloads: one of every kind that Meta sends."""

from pathlib import Path
from typing import Any

from bot.whatsapp.envelope import split
from bot.whatsapp.reading import read
from models.queues.inbox import Received

FOLDER = Path(__file__).parents[2] / "payloads"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def delivery(name: str) -> bytes:
    return (FOLDER / f"{name}.json").read_bytes()


def only(name: str) -> Received:
    """The one row that the delivery becomes."""
    (received,) = split(delivery(name))
    return received


def meaning(name: str) -> Any:
    """What the one item of the delivery says."""
    received = only(name)
    return read(received.kind, received.payload, received.number)
