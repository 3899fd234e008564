"""API keys: kept as a digest only, shown once."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from enum import StrEnum

import peewee

from models.agents.agent import Agent
from models.base import Model, TimeField, moment
from models.clock import now

SEEN_EVERY = timedelta(minutes=1)
"""How exact `last_used_at` is: a write for each request would be a hot row."""


class Scope(StrEnum):
    """What a key is for; bot/access.py says which call needs which."""

    READ = "read"
    """Contacts, conversations, settings."""
    WRITE = "write"
    """Contacts and conversations."""
    SETTINGS = "settings"
    """Statuses, sources, rules, workflows …"""
    OPERATIONS = "operations"
    """What arrives, what is owed, who did what."""
    ACCOUNTS = "accounts"
    """Agents and keys: whoever has it can become anybody."""


class ApiKey(Model):
    id = peewee.BigAutoField()
    name = peewee.TextField()
    digest = peewee.TextField(unique=True)
    agent = peewee.ForeignKeyField(Agent, on_delete="CASCADE", null=True)
    created_at = moment()
    last_used_at = TimeField(null=True)
    revoked_at = TimeField(null=True)

    @classmethod
    def issue(cls, name: str, key: str | None = None, agent: Agent | None = None) -> str:
        """Make a key and answer it: the only time that it can be read."""
        key = key or f"usher_{secrets.token_urlsafe(32)}"
        cls.create(name=name, digest=_digest(key), agent=agent)
        return key

    @classmethod
    def verify(cls, key: str) -> "ApiKey | None":
        """The key's row when it is known and not revoked."""
        found = cls.get_or_none(cls.digest == _digest(key), cls.revoked_at.is_null())
        if found and not hmac.compare_digest(found.digest, _digest(key)):
            return None
        if found and (found.last_used_at is None or now() - found.last_used_at > SEEN_EVERY):
            found.last_used_at = now()
            found.save()
        return found


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
