"""What a new database begins with: statuses, sources, settings, the first administrator and API
key. A1, A8, M7."""

import secrets

from peewee import fn

from models.agents.agent import Agent, Role
from models.agents.api_key import ApiKey
from models.agents.password import hashed
from models.assignment.rule import Ruleset
from models.base import database
from models.settings.option import Option, OptionKind
from models.settings.organisation import Organisation
from models.settings.source import API, IMPORT, WHATSAPP, Source
from models.settings.status import Status

STATUSES = [
    ("New Lead", "#0d6efd", False),
    ("Interested", "#6f42c1", False),
    ("Negotiation", "#fd7e14", False),
    ("Converted", "#198754", True),
    ("Lost", "#dc3545", True),
    ("Invalid", "#6c757d", True),
]
SOURCES = [WHATSAPP, "Manual entry", API, IMPORT]
OPTIONS = {
    OptionKind.TYPE: ["Call", "Meeting", "Video call", "Visit", "WhatsApp", "Email"],
    OptionKind.PURPOSE: ["First contact", "Follow-up", "Presentation", "Offer", "After-sales care"],
    OptionKind.OUTCOME: ["Successful", "No answer", "Not interested", "Postponed"],
    OptionKind.NEXT_ACTION: ["Call again", "Send an offer", "Send information", "Meet", "None"],
    OptionKind.STAGE: ["New", "Qualified", "Offer sent", "Negotiation"],
}


def establish(*, timezone: str = "UTC") -> bool:
    """Give an empty database its first settings. False when it has them already."""
    with database.atomic():
        database.execute_sql("LOCK TABLE status IN SHARE ROW EXCLUSIVE MODE")
        if Organisation.select().exists():
            return False
        statuses = [
            Status.create(name=name, color=color, closure=closure, position=position)
            for position, (name, color, closure) in enumerate(STATUSES, 1)
        ]
        for name in SOURCES:
            Source.create(name=name)
        Option.insert_many(
            {"kind": kind, "name": name, "position": position}
            for kind, names in OPTIONS.items()
            for position, name in enumerate(names, 1)
        ).execute()
        Organisation.create(id=1, default_status=statuses[0], timezone=timezone)
        Ruleset.publish()
        return True


def alone() -> None:
    """Of several processes that begin an empty database, one is here until it commits."""
    database.execute_sql("SELECT pg_advisory_xact_lock(861507336)")


def first_admin(email: str, password: str | None = None) -> str | None:
    """Make the first account when there is none yet. Answers its password then, which is kept as a
    hash only."""
    if Agent.select().where(Agent.password_hash.is_null(False)).exists():
        return None
    return create_admin(email, password)


def create_admin(email: str, password: str | None = None, name: str = "Administrator") -> str:
    """Make an administrator, or give an existing agent that role and a new password. Answers the
    password."""
    password = password or secrets.token_urlsafe(12)
    found = Agent.get_or_none(fn.LOWER(Agent.email) == email.lower())
    agent = found or Agent(email=email, name=name)
    agent.role = Role.ADMIN
    agent.active = True
    agent.password_hash = hashed(password)
    agent.save()
    return password


def first_api_key(key: str | None = None) -> str | None:
    """Make the first API key when there is none yet. Answers it: it can be read only now."""
    if ApiKey.select().exists():
        return None
    return ApiKey.issue("First key", key)
