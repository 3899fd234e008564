"""`usher create-admin`: an account from the command line."""

import sys

import click

from bot.cli import beginning
from bot.config import Config
from models import base, setup


def create_admin(config: Config, email: str) -> None:
    """Make the account; the password is the configured one, or asked for, or made and shown."""
    password = config.admin_password or _asked()
    with beginning.database(config.database_url), base.database.connection_context():
        made = setup.create_admin(email, password)
    click.echo(f"{email} may sign in.")
    if password is None:
        click.echo(f"Password, shown only now: {made}")


def _asked() -> str | None:
    if not sys.stdin.isatty():
        return None
    prompt = "Password (empty: one is made)"
    return click.prompt(prompt, default="", hide_input=True, confirmation_prompt=True) or None
