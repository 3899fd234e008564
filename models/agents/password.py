"""Passwords: how long they are, and what is kept of them."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
LONGEST = 1024
"""Characters; more would only cost time."""


def hashed(password: str) -> str:
    return PasswordHasher().hash(password)


def fits(kept: str, password: str) -> bool:
    """Whether `kept` is the hash of `password`; takes as long for whatever is wrong."""
    try:
        return PasswordHasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
