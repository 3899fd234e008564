"""Files that customers sent, fetched from Meta at the moment when somebody looks at them. Where one
lies, Meta's answer says: our token goes to Meta's own hosts and to that of WHATSAPP_API_URL only,
and no redirect is followed. Nothing is kept here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import requests

from bot.whatsapp.client import Bearer

KEPT = timedelta(days=7)
"""So long Meta keeps what a customer sent …"""
UPLOADED_KEPT = timedelta(days=30)
"""… and what we gave it."""
LARGEST = 100 * 1024 * 1024
"""Bytes; Meta sends nothing larger on."""
PIECE = 64 * 1024
WITHIN = (2.0, 5.0)
"""Seconds to connect, and for each piece of an answer: a thread waits so long."""
HOSTS = ("facebook.com", "fbsbx.com", "fbcdn.net", "whatsapp.com", "whatsapp.net")
"""Meta's, with all that is under them."""
HEADERS = {"Accept-Encoding": "identity", "User-Agent": "usher"}
PARTIAL, UNSATISFIABLE = 206, 416
ID = re.compile(r"[A-Za-z0-9_-]{1,128}")


class Gone(Exception):  # noqa: N818  (nobody's fault)
    """Meta does not have the file (any more)."""


class NoSuchPart(Exception):  # noqa: N818  (what was asked for is behind the end)
    """The file is shorter."""


class Away(Exception):  # noqa: N818  (it may well be there later)
    """Meta did not give the file, for the reason that is said."""


@dataclass(frozen=True, slots=True)
class File:
    mime: str
    """As Meta says: a stranger's word."""
    size: int | None
    """Of what is read: all of it, or the part."""
    part: str | None
    """Which part of how many bytes, as Meta says; None: all of it."""
    pieces: Iterator[bytes]


def fetch(api_url: str, token: str, media_id: str, number: str, part: str | None = None) -> File:
    """The file, read while it is passed on. `number`: our phone_number_id that it was sent to;
    `part`: the bytes that are wanted, as a Range says them. Raises Gone, Away or NoSuchPart."""
    if not ID.fullmatch(media_id):
        raise Gone
    session = requests.Session()
    session.auth = Bearer(token)
    about = _about(session, f"{api_url}/{media_id}", number)
    where = str(about.get("url") or "")
    if not may_ask(where, api_url):
        raise Away("WhatsApp names a place for this file that is not its own")
    answer = _ask(session, where, part, stream=True)
    given = answer.headers.get("Content-Range") if answer.status_code == PARTIAL else None
    return File(_mime(about, answer), _size(answer), given, _pieces(answer))


def may_ask(url: str, api_url: str) -> bool:
    """Whether our token may go there."""
    try:
        parts, own = urlsplit(url), urlsplit(api_url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None:
        return False
    if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
        return True
    metas = any(host == one or host.endswith(f".{one}") for one in HOSTS)
    return parts.scheme == "https" and port in (None, 443) and metas


def _about(session: requests.Session, url: str, number: str) -> dict[str, Any]:
    answer = _ask(session, url, params={"phone_number_id": number})
    try:
        about = answer.json()
    except ValueError:
        about = None
    if not isinstance(about, dict):
        raise Away("this is not WhatsApp's answer: check WHATSAPP_API_URL")
    return about


def _ask(
    session: requests.Session, url: str, part: str | None = None, **options: Any
) -> requests.Response:
    try:
        answer = session.get(
            url,
            timeout=WITHIN,
            allow_redirects=False,
            headers={**HEADERS, **({"Range": part} if part else {})},
            **options,
        )
    except requests.RequestException as error:
        raise Away(f"WhatsApp cannot be reached ({type(error).__name__})") from None
    if answer.status_code == 200 or (part and answer.status_code == PARTIAL):
        return answer
    answer.close()
    if answer.status_code == UNSATISFIABLE:
        raise NoSuchPart
    if answer.status_code in (400, 404, 410):
        raise Gone
    raise Away(f"WhatsApp answered {answer.status_code}")


def _mime(about: dict[str, Any], answer: requests.Response) -> str:
    return str(about.get("mime_type") or answer.headers.get("Content-Type") or "")[:200]


def _size(answer: requests.Response) -> int | None:
    given = answer.headers.get("Content-Length", "")
    if given.isascii() and given.isdigit() and int(given) > LARGEST:
        answer.close()
        raise Away("this file is larger than any that WhatsApp sends on")
    return int(given) if given.isascii() and given.isdigit() else None


def _pieces(answer: requests.Response) -> Iterator[bytes]:
    left = LARGEST
    try:
        for piece in answer.iter_content(PIECE):
            left -= len(piece)
            if left < 0:
                return
            yield piece
    finally:
        answer.close()
