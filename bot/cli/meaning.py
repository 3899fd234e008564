"""What a person means by a name on the command line; and what there is, when it means nothing."""

from collections.abc import Callable
from typing import Any

from bot.problems import Problem
from bot.trouble import Trouble
from models.contact import State


def found(option: str, find: Callable[[str], Any], meant: str) -> Any:
    try:
        return find(meant)
    except Problem as problem:
        raise Trouble(f"--{option}: {problem.errors[0].message}") from None


def state(word: str) -> State:
    if word.upper() not in list(State):
        raise Trouble(f"--state: there are {', '.join(State)}")
    return State(word.upper())
