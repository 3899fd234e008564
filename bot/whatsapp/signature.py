"""Whether Meta signed a body. It sees bytes, never what they mean: parsing comes after."""

import hmac
from collections.abc import Sequence

PREFIX = "sha256="
LENGTH = len(PREFIX) + 64


def holds(body: bytes, header: str | None, secrets: Sequence[str]) -> bool:
    """Whether `header` (``X-Hub-Signature-256``) signs `body` under one of `secrets`.

    Several secrets stand side by side while an app secret is being changed. Never raises,
    whatever the header holds.
    """
    if header is None or len(header) != LENGTH or not header.startswith(PREFIX):
        return False
    # Bytes, because comparing non-ASCII text in constant time raises.
    given = header[len(PREFIX) :].encode("utf-8", "replace")
    matches = [hmac.compare_digest(given, _hexdigest(body, secret)) for secret in secrets if secret]
    return any(matches)


def sign(body: bytes, secret: str) -> str:
    """The header that makes `holds` true: for the simulator, which stands in for Meta."""
    return PREFIX + _hexdigest(body, secret).decode()


def _hexdigest(body: bytes, secret: str) -> bytes:
    return hmac.digest(secret.encode(), body, "sha256").hex().encode()
