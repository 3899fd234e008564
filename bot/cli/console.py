"""What a command tells the person who started it: lines that read well, plain when piped."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

out = Console(highlight=False, soft_wrap=True)


def say(text: str = "") -> None:
    out.print(text, markup=False)
    out.file.flush()


@contextmanager
def step(text: str) -> Iterator[None]:
    """Something that takes a moment: on a terminal it turns, then stays as done with its time."""
    if not out.is_terminal:
        say(f"{text} ...")
        yield
        return
    began = time.monotonic()
    with out.status(text):
        yield
    out.print(f"[green]✓[/green] {text} [dim]({time.monotonic() - began:.1f} s)[/dim]")


def progress_bar() -> Progress:
    """Shown on a terminal only."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeRemainingColumn(), console=out, disable=not out.is_terminal)


def table(title: str, rows: list[tuple[str, str]]) -> None:
    """Two columns, the left one as wide as it needs to be."""
    width = max(len(name) for name, _ in rows)
    say(title)
    for name, value in rows:
        say(f"  {name:<{width}}  {value}")
