"""API keys: kept as a digest only, shown once."""

import hmac
import secrets
from datetime import timedelta
from enum import StrEnum
from typing import Any

import peewee

from models.agents.agent import Agent
from models.agents.digest import digest
from models.base import Model, TimeField, moment
from models.clock import now

SEEN_EVERY = timedelta(minutes=1)
"""How exact `last_used_at` is: a write for each request would be a hot row."""


class Scope(StrEnum):
    """What a key is for; bot/access/ says which call needs which."""

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
    expires_at = TimeField(null=True)
    scopes = peewee.JSONField(default=lambda: [scope.value for scope in Scope])
    """What it is for, beside what its agent's role allows."""
    created_by = peewee.ForeignKeyField(
        Agent, on_delete="SET NULL", null=True, index=False, backref="+"
    )
    """None: a program, or the command line."""

    @classmethod
    def issue(cls, name: str, key: str | None = None, **values: Any) -> str:
        """Make a key and answer it: the only time that it can be read."""
        return cls.make(name, key, **values)[1]

    @classmethod
    def make(cls, name: str, key: str | None = None, **values: Any) -> "tuple[ApiKey, str]":
        """The same, with its row."""
        key = key or f"usher_{secrets.token_urlsafe(32)}"
        return cls.create(name=name, digest=digest(key), **values), key

    def revoke(self) -> None:
        """From this commit on it opens nothing."""
        self.revoked_at = now()
        self.save()

    @classmethod
    def verify(cls, key: str) -> "ApiKey | None":
        """The key's row when it is known, neither revoked nor expired."""
        found = cls.get_or_none(cls.digest == digest(key), cls.revoked_at.is_null())
        if found is None or not hmac.compare_digest(found.digest, digest(key)):
            return None
        if found.expires_at is not None and found.expires_at <= now():
            return None
        if found.last_used_at is None or now() - found.last_used_at > SEEN_EVERY:
            found.last_used_at = now()
            found.save()
        return found
