"""What a URL must be like before it is called at all. Looks no name up: where it leads is checked
when it is connected to."""

import socket
from contextlib import suppress

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from bot.outgoing import addresses

LONGEST = 2000
LOWEST_PORT = 1024
"""Below it only the web's own: other programs of the system listen there."""
WEB = {80, 443}


def complaint(url: str, private: bool) -> str | None:
    """What is wrong with it, and the remedy; None: it may be tried."""
    if len(url) > LONGEST or not url.isprintable() or any(char.isspace() for char in url):
        return f"give a URL of at most {LONGEST} characters, without spaces"
    try:
        found = parse_url(url)
    except LocationParseError:
        return "this is no URL: give one like https://example.org/hook"
    return _wrong_form(found, private) or _wrong_place(found, private)


def _wrong_form(found: Url, private: bool) -> str | None:
    if found.scheme != "https" and not (private and found.scheme == "http"):
        return "give an address that begins with https:// (USHER_WEBHOOK_PRIVATE=1 allows others)"
    if not found.host:
        return "name a host: give one like https://example.org/hook"
    if found.auth is not None:
        return "leave user and password out: the calls are signed instead"
    if found.fragment is not None:
        return "leave out what follows the #: no receiver ever sees it"
    if found.port is not None and found.port not in WEB and found.port < LOWEST_PORT:
        return f"port {found.port} is not the web's: take 443, 80, or one from {LOWEST_PORT} on"
    return None


def _wrong_place(found: Url, private: bool) -> str | None:
    assert found.host
    host = found.host.strip("[]").rstrip(".")
    if host.lower() == "localhost" or host.lower().endswith(".localhost"):
        host = "127.0.0.1"
    with suppress(OSError):
        # As resolvers read it: 127.1, 0x7f000001 and 2130706433 are 127.0.0.1.
        host = socket.inet_ntoa(socket.inet_aton(host))
    with suppress(ValueError):
        return addresses.complaint(host, private)
    return None
