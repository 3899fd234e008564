"""`usher create-admin`, `set-password` and `create-key`: getting in from the command line."""

import secrets
import sys
from collections.abc import Sequence

import click
from peewee import fn

from bot.cli import beginning
from bot.config import Config
from bot.config.environment import email_address
from bot.trouble import Trouble
from models import base, setup
from models.agents.agent import Agent
from models.agents.api_key import ApiKey, Scope
from models.agents.password import LONGEST, SHORTEST, hashed


def create_admin(config: Config, email: str) -> None:
    """Make the account; the password is the configured one, or asked for, or made and shown."""
    email = email_address("EMAIL", email.strip())
    password = config.admin_password or _asked()
    with beginning.database(config.database_url), base.database.connection_context():
        made = setup.create_admin(email, password)
    click.echo(f"{email} may sign in.")
    if password is None:
        click.echo(f"Password, shown only now: {made}")


def set_password(config: Config, email: str) -> None:
    """Give an agent another password, asked for or made and shown; every session of theirs ends."""
    asked = _asked()
    with beginning.database(config.database_url), base.database.connection_context():
        agent = _agent(email)
        password = asked or secrets.token_urlsafe(12)
        agent.password_hash = hashed(password)
        agent.save()
    click.echo(f"{agent.email} has a new password and must sign in again.")
    if asked is None:
        click.echo(f"Password, shown only now: {password}")


def create_key(config: Config, name: str, email: str | None, scopes: Sequence[str]) -> None:
    """Make an API key, for an agent or for a program, and show it."""
    with beginning.database(config.database_url), base.database.connection_context():
        agent = _agent(email) if email else None
        key = ApiKey.issue(name, agent=agent, scopes=list(scopes or Scope))
    click.echo(f"API key, shown only now: {key}")


def _agent(email: str) -> Agent:
    agent: Agent | None = Agent.get_or_none(fn.LOWER(Agent.email) == email.strip().lower())
    if agent is None:
        raise Trouble(f"there is no agent {email}; usher create-admin makes one")
    return agent


def _asked() -> str | None:
    if not sys.stdin.isatty():
        return None
    prompt = "Password (empty: one is made)"
    asked = click.prompt(prompt, default="", hide_input=True, confirmation_prompt=True)
    if asked and not SHORTEST <= len(asked) <= LONGEST:
        raise Trouble(f"a password has {SHORTEST} to {LONGEST} characters; choose another")
    return asked or None
