"""This site and others: where a form came from, where an answer may lead."""

from urllib.parse import urlsplit

from flask import request


def own_address(wanted: str) -> str | None:
    """`wanted`, if it leads to a page of this site: no form or address sends people elsewhere."""
    try:
        elsewhere = urlsplit(wanted).netloc or wanted.startswith(("//", "/\\"))
    except ValueError:
        return None
    return wanted if wanted.startswith("/") and not elsewhere and wanted.isprintable() else None


def here() -> str | None:
    """The address of this request, where it can be followed."""
    return own_address(request.full_path.rstrip("?"))


def from_own_page() -> bool:
    """The browser says so. Where it says nothing it was none of ours."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site == "same-origin"
    return origin is not None and urlsplit(origin).netloc == request.host
