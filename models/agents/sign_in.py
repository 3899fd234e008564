"""Signing in by email and password, at a pace that makes guessing hopeless. Knows no sessions."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import peewee

from models.agents.agent import Agent
from models.agents.password import LONGEST, fits, hashed
from models.base import database
from models.clock import now
from models.queues.pace import Paces, Rate

BY_ACCOUNT = Rate(interval=timedelta(seconds=30), burst=8)
"""Wrong passwords for one account: eight at once, then two a minute."""
BY_ADDRESS = Rate(interval=timedelta(seconds=5), burst=40)
"""Wrong passwords from one network address, behind which there may be a whole office."""


@dataclass(frozen=True, slots=True)
class TooMany:
    """Too many wrong passwords: try again after so long."""

    wait: timedelta


def sign_in(email: str, password: str, address: str) -> Agent | TooMany | None:
    """The agent; None for whatever is wrong, known account or not: both take as long."""
    email = email.strip().casefold()
    wants = {_key("account", email): BY_ACCOUNT, _key("address", address): BY_ADDRESS}
    with database.atomic():
        paces = Paces(wants, now())
        wait = paces.take(wants)
        if wait:
            return TooMany(wait)
        agent = _verified(email, password[:LONGEST])
        if agent is None:
            paces.write()
    return agent


def _verified(email: str, password: str) -> Agent | None:
    agent = Agent.get_or_none(peewee.fn.LOWER(Agent.email) == email)
    able = agent is not None and agent.active and agent.password_hash is not None
    kept = agent.password_hash if able else _nobodys_hash()
    return agent if fits(kept, password) and able else None


@cache
def _nobodys_hash() -> str:
    """Checked when there is no account, so that the answer takes as long."""
    return hashed("nobody has this password")


def _key(kind: str, of: str) -> str:
    """Hashed: the table needs nobody's address to count."""
    return f"login:{kind}:{hashlib.sha256(of.encode('utf-8', 'replace')).hexdigest()[:32]}"
