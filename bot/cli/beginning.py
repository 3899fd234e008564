"""What has to be true of the database before the roles start: schema, settings, first account."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.cli.console import say, step, table
from bot.cli.database import explained
from bot.config import Config
from bot.trouble import Trouble
from models import base, schema, setup

ACTOR = "command"
"""Who changes what a command changes."""
ADMIN = "admin@usher.local"


def prepare(config: Config) -> None:
    """All of it, for `usher up`. Raises Trouble when the database does not let us."""
    with database(config.database_url):
        with step("Bringing the database up to date"):
            schema.migrate()
        with base.database.connection_context():
            setup.establish()
            _introduce(config)
            if config.simulator:
                _fill()


def migrate(config: Config) -> list[str]:
    """Schema, first settings and first account, for `usher migrate`. Answers what was applied."""
    with database(config.database_url):
        applied = schema.migrate()
        with base.database.connection_context():
            setup.establish()
            _introduce(config)
        return applied


def check(config: Config) -> None:
    """For a single role. Raises Trouble when the database is away or lacks migrations."""
    with database(config.database_url), base.database.connection_context():
        if schema.pending():
            raise Trouble("the database's schema is of another release; run `usher migrate`")


@contextmanager
def database(url: str | None) -> Iterator[None]:
    """The tables are bound; what PostgreSQL complains about becomes Trouble."""
    assert url
    base.connect(url, actor=ACTOR)
    try:
        with explained():
            yield
    finally:
        base.database.close_all()


def _introduce(config: Config) -> None:
    """The first administrator and API key of an empty database, told once: before they are kept,
    so that nobody who is killed between takes a password along."""
    with base.database.atomic():
        setup.alone()
        email = config.admin_email or ADMIN
        password = setup.first_admin(email, config.admin_password)
        key = setup.first_api_key(config.api_key)
        _tell(config, email, password, key)


def _tell(config: Config, email: str, password: str | None, key: str | None) -> None:
    rows = []
    if password:
        shown = "as in USHER_ADMIN_PASSWORD" if config.admin_password else password
        rows += [("Administrator", email), ("Password", shown)]
    if key:
        rows.append(("API key", "as in USHER_API_KEY" if config.api_key else key))
    if rows:
        say()
        table("Shown only this once:", rows)
        say()


def _fill() -> None:
    from bot.simulator import demo

    with step("Filling in the demo data"):
        demo.load()
