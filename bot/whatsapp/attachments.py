"""Files and places: what Meta takes of them, and their JSON. It fetches nothing."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

Content = Mapping[str, Any]
Json = dict[str, Any]

CAPTION = 1024
FILENAME = 240
LINK = 2048
PLACE = 1000
"""Of a place's name and address; Meta gives no limit."""

MEDIA: dict[str, tuple[str, ...]] = {
    "image": ("caption",),
    "video": ("caption",),
    "document": ("caption", "filename"),
    "audio": (),
    "sticker": (),
}
"""The kinds of files, and what may stand beside the link."""
BESIDE = {"caption": CAPTION, "filename": FILENAME}
DEGREES = {"latitude": 90, "longitude": 180}


def check_media(content: Content) -> Iterator[str]:
    """Meta fetches the file from the link, so that it must be public; what is `attached` we bring
    ourselves."""
    kind, link = content["type"], content.get("link")
    if "attached" not in content and (not isinstance(link, str) or not _is_address(link)):
        yield f"the link of the {kind} is not a public address like https://example.com/file"
    for name, limit in BESIDE.items():
        text = content.get(name)
        if text is None:
            continue
        if name not in MEDIA[kind]:
            yield f"WhatsApp takes no {name} with type {kind}: send it as a text of its own"
        elif not isinstance(text, str) or not text.strip():
            yield f"the {name} is empty"
        elif len(text) > limit:
            yield f"the {name} has {len(text)} characters; WhatsApp takes {limit}"


def media(content: Content) -> Json:
    kind = content["type"]
    given = {name: content[name] for name in MEDIA[kind] if content.get(name)}
    # What was uploaded is known by Meta's id of it.
    file = {"id": content["media_id"]} if "attached" in content else {"link": content["link"]}
    return {"type": kind, kind: {**file, **given}}


def check_location(content: Content) -> Iterator[str]:
    for name, most in DEGREES.items():
        if not _within(content.get(name), most):
            yield f"the {name} is not a number of degrees from -{most} to {most}"
    for name in ("name", "address"):
        text = content.get(name)
        if text is not None and (not isinstance(text, str) or len(text) > PLACE):
            yield f"the {name} is longer than {PLACE} characters"


def location(content: Content) -> Json:
    place = {name: f"{content[name]:.7f}" for name in DEGREES}
    words = {name: content[name] for name in ("name", "address") if content.get(name)}
    return {"type": "location", "location": place | words}


def _is_address(link: str) -> bool:
    if len(link) > LINK or any(char.isspace() for char in link):
        return False
    try:
        parts = urlsplit(link)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _within(degrees: Any, most: int) -> bool:
    number = isinstance(degrees, int | float) and not isinstance(degrees, bool)
    return number and isfinite(degrees) and -most <= degrees <= most
