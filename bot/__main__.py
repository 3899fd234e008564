"""The command line: `usher …`, and `python -m bot …`. It connects the parts; it holds no rule."""

import sys
from pathlib import Path
from typing import Any

import click

from bot import lifeline, logs
from bot.cli import options
from bot.config import Config
from bot.embedded import running
from bot.trouble import Trouble

CHILD = click.option("--parent", type=int, hidden=True, help="End when this process is gone.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="usher", prog_name="usher")
def usher() -> None:
    """The backend behind a sales team's WhatsApp number.

    What it is told, it is told by environment variables: see docs/configuration.md.
    """


@usher.command()
def up() -> None:
    """Start everything on this machine; Ctrl-C ends it."""
    from workers.up import up

    config = _config()
    up(config)


@usher.command()
@CHILD
def web(parent: int | None) -> None:
    """The web role: webhook, API and pages."""
    from bot import web

    web.check_port(_config())
    web.serve(_role(parent))


@usher.command()
@click.argument(
    "queue",
    required=False,
    type=click.Choice(["inbox", "outbox", "timers", "backlog", "jobs", "webhooks", "search"]),
)
@CHILD
def worker(queue: str | None, parent: int | None) -> None:
    """The worker role: one process on QUEUE, or without it all that one machine needs."""
    from workers import context, up
    from workers import queue as queues

    config = _role(parent)
    if queue is None:
        up.keep_workers(config)
    else:
        assert config.redis_url
        context.prepare(config)
        queues.run(queue, config.redis_url)


@usher.command()
@CHILD
def cron(parent: int | None) -> None:
    """The cron role: rings for what falls due. One is enough, two are harmless."""
    from workers import context, schedule

    context.prepare(_role(parent))
    schedule.run()


@usher.command()
def migrate() -> None:
    """Bring the database's schema up to date; a new one gets its first account and API key."""
    from bot.cli import beginning

    applied = beginning.migrate(_with_database())
    for name in applied:
        click.echo(f"applied {name}")
    click.echo("The schema is up to date.")


@usher.command()
def doctor() -> None:
    """Check the configuration and every connection, and say what to do."""
    from bot.cli import doctor

    sys.exit(doctor.examine(Config.from_env))


@usher.command("create-admin")
@click.argument("email")
def create_admin(email: str) -> None:
    """Make an administrator, or give an existing agent that role and a new password.

    The password is USHER_ADMIN_PASSWORD, or is asked for, or is made and shown.
    """
    from bot.cli import accounts

    accounts.create_admin(_with_database(), email)


@usher.command("set-password")
@click.argument("email")
def set_password(email: str) -> None:
    """Give an agent another password: it is asked for, or made and shown."""
    from bot.cli import accounts

    accounts.set_password(_with_database(), email)


@usher.command("create-key")
@click.argument("name")
@click.option("--agent", "email", help="Email of the agent whose key it is; else a program's.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(["read", "write", "settings", "operations", "accounts"]),
    help="What it is for; give it once for each. All, unless you say so.",
)
def create_key(name: str, email: str | None, scopes: tuple[str, ...]) -> None:
    """Make an API key and show it, for whoever has lost the last one."""
    from bot.cli import accounts

    accounts.create_key(_with_database(), name, email, scopes)


@usher.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.of_import
def import_contacts(file: Path, **said: Any) -> None:
    """Import contacts from FILE, a CSV or XLSX of any shape; a repeated one is harmless.

    What its columns mean is guessed, and on a terminal asked. Rows that were refused are written to
    a file of their own, each with its reason.
    """
    from bot.cli import contact_import
    from workers import jobs

    contact_import.load(_with_database(), file, said, jobs.go_on)


@usher.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@options.of_export
def export_contacts(file: Path, **said: Any) -> None:
    """Export contacts to FILE, as CSV or XLSX by its ending; an import reads them back."""
    from bot.cli import contact_export

    contact_export.write(_with_database(), file, said)


@usher.group()
def workflow() -> None:
    """Judge and install workflow definitions (YAML or JSON)."""


@workflow.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_workflow(file: Path) -> None:
    """Say what is wrong with the definition in FILE, step by step."""
    from bot.cli import definitions

    click.echo(definitions.check(file))


@workflow.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_workflow(file: Path) -> None:
    """Install the definition in FILE as the newest version of its workflow."""
    from bot.cli import definitions

    click.echo(definitions.load(_with_database(), file))


def main() -> Any:
    """Run a command; whatever goes wrong is one line on standard error."""
    try:
        return usher.main(prog_name="usher", standalone_mode=False)
    except Trouble as trouble:
        _complain(str(trouble), trouble.exit_code)
    except click.Abort:
        _complain("broken off", 1)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _complain(f"{error.format_message()} (`usher --help` shows how)", error.exit_code)


def _complain(text: str, code: int) -> None:
    click.echo(f"usher: {text}", err=True)
    sys.exit(code)


def _config() -> Config:
    config = Config.from_env()
    logs.configure(config.hidden())
    return config


def _with_database() -> Config:
    return running.located(_config(), "DATABASE_URL")


def _role(parent: int | None) -> Config:
    """For a process that needs the servers. A child of ours starts even while they are away."""
    from bot.cli import beginning

    if parent is not None:
        lifeline.end_with(parent)
    config = running.located(_config(), "DATABASE_URL", "REDIS_URL")
    if parent is None:
        beginning.check(config)
        click.echo(f"{click.get_current_context().command_path} is running; Ctrl-C ends it.")
    return config


if __name__ == "__main__":
    main()
