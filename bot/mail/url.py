"""SMTP_URL taken apart. It never repeats the password, not even in what it complains about."""

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import SplitResult, unquote, urlsplit

EXAMPLE = "write it like smtp://user:password@mail.example.org:587"
ENCODE = "characters like / # ? @ in user or password must be percent-encoded (# is %23)"
SUBMISSION = 587


class Security(StrEnum):
    OFFERED = "offered"
    """STARTTLS if the server offers it."""
    STARTTLS = "starttls"
    """STARTTLS or nothing."""
    TLS = "tls"
    """Encrypted from the first byte."""


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def local(self) -> bool:
        return self.host in ("localhost", "127.0.0.1", "::1")


SCHEMES = {
    "smtp": (Security.OFFERED, 25),
    "smtp+starttls": (Security.STARTTLS, SUBMISSION),
    "smtps": (Security.TLS, 465),
}


def parse(smtp_url: str) -> Server:
    """The server behind ``smtp://``, ``smtp+starttls://`` or ``smtps://``.

    Port 587 is for sending in and always encrypted. Raises ValueError with the remedy.
    """
    try:
        parts = urlsplit(smtp_url.strip())
        port = parts.port
    except ValueError:
        raise ValueError(f"the port is no number; {EXAMPLE}; {ENCODE}") from None
    if parts.scheme not in SCHEMES:
        raise ValueError(f"begin it with smtp://, smtp+starttls:// or smtps://; {EXAMPLE}")
    _judge(parts)
    security, usual = SCHEMES[parts.scheme]
    port = port or usual
    if security is Security.OFFERED and port == SUBMISSION:
        security = Security.STARTTLS
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.hostname or "", port, security, user, password)


def _judge(parts: SplitResult) -> None:
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"something stands behind the host; {ENCODE}")
    if not parts.hostname:
        raise ValueError(f"the host is missing; {EXAMPLE}")
    if bool(parts.username) != bool(parts.password):
        raise ValueError(f"user and password belong together; {EXAMPLE}")
