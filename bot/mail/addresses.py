"""Mail addresses and header words, so that nothing a stranger wrote can become a header."""

import re
import unicodedata
from email.headerregistry import Address

LONGEST_HEADER = 200
"""Characters of a subject or a name that are kept."""

# Controls, surrogates and line ends; marks that turn the direction of reading.
UNSAFE = ("Cc", "Cs", "Zl", "Zp")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Of all that the standard allows only what mail servers take in practice: no quotes, no literals.
LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]{1,64}(?:\.[\w!#$%&'*+/=?^`{|}~-]{1,64})*", re.ASCII)
DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*", re.I)
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
    form = FORM.fullmatch(text.strip())
    if form is None or safe_text(text.strip()) != text.strip():
        raise ValueError("this is no mail address; write it like usher@example.org")
    local, _, domain = (form["inner"] or form["bare"]).rpartition("@")
    if not LOCAL.fullmatch(local):
        raise ValueError("what stands before the @ is not made of plain letters and digits")
    name = (form["name"] or "").strip().strip('"')
    return Address(name, addr_spec=f"{local}@{_ascii(domain)}")


def _ascii(domain: str) -> str:
    try:
        plain = domain.encode("idna").decode()
    except UnicodeError:
        plain = ""
    if not DOMAIN.fullmatch(plain) or len(plain) > 253:
        raise ValueError("what stands behind the @ is no domain")
    return plain
