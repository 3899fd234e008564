"""What is kept of a long random secret, such as a key or a cookie's token."""

import hashlib


def digest(secret: str) -> str:
    """Whoever reads the database cannot use it. Passwords need more: they can be guessed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
