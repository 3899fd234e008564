"""A webhook endpoint: an address of another program that is told of events. What it is told is in
announcing.py, whether it came there in delivery.py."""

import base64
import secrets
from datetime import datetime, timedelta

import peewee

from models.agents.agent import Agent
from models.base import Model, TimeField, moment
from models.clock import now
from models.refusal import Refusal
from models.settings.automation import Automation
from models.settings.organisation import Organisation

MOST = 20
"""Endpoints that may be switched on at once: each costs every event a row and a call, and each has
threads of its own, so that none waits for another."""
BOTH_SIGN_FOR = timedelta(hours=24)
"""How long after a change of the secret the former one signs as well."""
BY_HAND = "switched off by hand"


class WebhookEndpoint(Model):
    id = peewee.BigAutoField()
    url = peewee.TextField()
    description = peewee.TextField(default="")
    events = peewee.JSONField(default=list)
    """Which types it is told of; none: all of them."""
    as_agent = peewee.ForeignKeyField(Agent, on_delete="CASCADE", null=True, index=False)
    """Through whose eyes it sees contacts; None: it sees all of them (X13)."""
    secret = peewee.TextField()
    former_secret = peewee.TextField(null=True)
    former_until = TimeField(null=True)
    active = peewee.BooleanField(default=True)
    created_at = moment()
    disabled_at = TimeField(null=True)
    disabled_reason = peewee.TextField(null=True)
    failing_since = TimeField(null=True)
    """When the first call failed after which none has succeeded."""

    def wants(self, type: str) -> bool:
        return not self.events or type in self.events

    def rotate(self) -> str:
        """A new secret, which is answered; until tomorrow the former one signs as well."""
        self.former_secret, self.former_until = self.secret, now() + BOTH_SIGN_FOR
        self.secret = new_secret()
        self.save()
        return self.secret

    def switch(self, on: bool) -> None:
        """On or off, by hand. What failed before counts no more."""
        if on == self.active:
            return
        if on:
            make_room()
        self.active = on
        self.disabled_at = None if on else now()
        self.disabled_reason = None if on else BY_HAND
        self.failing_since = None
        self.save()


def make_room() -> None:
    """Another one is about to be switched on: one such wish at a time, so that they stay few."""
    Organisation.hold()
    if WebhookEndpoint.select().where(WebhookEndpoint.active).count() >= MOST:
        raise Refusal(f"{MOST} endpoints are switched on, that is the most: switch one off first")


def refuse_if_named(endpoint: WebhookEndpoint) -> None:
    """What an automation tells of a status stays until that is changed (M5)."""
    for automation in Automation.select():
        if {"webhook": endpoint.id} in automation.actions:
            raise Refusal(
                f"the automation {automation.id} tells this endpoint of a status: "
                "take that action out first"
            )


def new_secret() -> str:
    """In the form of the Standard Webhooks specification."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def signing(secret: str, former: str | None, until: datetime | None) -> tuple[str, ...]:
    """The secrets that sign now, the newest first."""
    if former is not None and until is not None and now() < until:
        return secret, former
    return (secret,)
