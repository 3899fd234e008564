"""Mail addresses and header words, so that nothing a stranger wrote can become a header."""

import re
import unicodedata
from email.errors import MessageError
from email.headerregistry import Address

LONGEST_HEADER = 200
"""Characters of a subject or a name that are kept."""

# Controls, surrogates and line ends; marks that turn the direction of reading.
UNSAFE = ("Cc", "Cs", "Zl", "Zp")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
FORM = re.compile(r"(?:(?P<name>[^<>]*)<(?P<inner>[^<>\s]+)>|(?P<bare>[^<>\s,;]+))")


def safe_text(text: str, keep: str = "") -> str:
    """`text` with spaces where control characters stood, except those in `keep`."""
    straight = TURNING.sub("", text)
    return "".join(
        char if char in keep or unicodedata.category(char) not in UNSAFE else " "
        for char in straight
    )


def header_words(text: str) -> str:
    """`text` on one line and of a length that a mail program shows."""
    line = " ".join(safe_text(text).split())
    return line if len(line) <= LONGEST_HEADER else line[: LONGEST_HEADER - 1].rstrip() + "…"


def address(text: str) -> Address:
    """One address, with or without a name: ``Usher <usher@example.org>``.

    Raises ValueError with the reason when no mail server would take it.
    """
    text = text.strip()
    form = FORM.fullmatch(text)
    local, at, domain = (form["inner"] or form["bare"] if form else "").rpartition("@")
    if safe_text(text) != text or form is None or not at:
        raise ValueError("this is no mail address; write it like usher@example.org")
    if not local.isascii():
        raise ValueError("letters beyond ASCII before the @ reach few mail servers")
    name = (form["name"] or "").strip().strip('"')
    try:
        return Address(name, addr_spec=f"{local}@{domain.encode('idna').decode()}")
    except (ValueError, MessageError) as error:
        raise ValueError(f"this is no mail address: {error}") from error
