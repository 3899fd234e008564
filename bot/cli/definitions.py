"""`usher workflow check` and `load`: workflow definitions from files."""

from pathlib import Path

import click

from bot.cli import beginning
from bot.config import Config
from bot.trouble import Trouble
from models import base
from models.workflow import language
from models.workflow.advice import advice
from models.workflow.tables import Workflow


def check(file: Path) -> str:
    """Say that the definition is good, with each warning on a line; else print each problem on a
    line and raise Trouble."""
    definition = _judged(file)
    warnings = advice(definition)
    for warning in warnings:
        click.echo(f"{file}: warning: {warning}")
    found = _count(len(warnings), "warning") if warnings else "nothing wrong"
    return f"{file}: {definition.name}, {_count(len(definition.steps), 'step')}, {found}"


def load(config: Config, file: Path) -> str:
    """Install the definition as the newest version; say what was installed."""
    _judged(file)
    database = base.database
    with beginning.database(config.database_url), database.connection_context(), database.atomic():
        workflow = Workflow.publish(_text(file))
        return f"{workflow.name}: version {workflow.version.number} is for new conversations"


def _judged(file: Path) -> language.Definition:
    try:
        return language.parse(_text(file))
    except language.DefinitionError as error:
        for problem in error.problems:
            click.echo(f"{file}: {problem}")
        found = _count(len(error.problems), "problem")
        raise Trouble(f"{file} has {found}; correct what is listed") from None


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Trouble(f"{file} is not UTF-8 text; save it as that") from None
    except OSError as error:
        raise Trouble(f"{file} cannot be read ({error.strerror}); correct that") from None
