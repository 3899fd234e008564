"""Passwords in requests: whoever sets the own one knows the present one, administrators set
everybody else's."""

import math
from typing import Any

import marshmallow as ma
from flask import request

from bot import problems
from bot.api.resource import administrators_only, viewer
from bot.problems import Problem, invalid
from models.agents.agent import Agent
from models.agents.api_key import Scope
from models.agents.password import LONGEST, SHORTEST
from models.agents.sign_in import TooMany, sign_in


class Password(ma.fields.String):
    """As it was typed, spaces included."""

    def __init__(self, **options: Any) -> None:
        length = f"give {SHORTEST} to {LONGEST} characters"
        super().__init__(
            validate=ma.validate.Length(SHORTEST, LONGEST, error=length), load_only=True, **options
        )


def refusal(agent: Agent, asked: dict[str, Any]) -> Any:
    """Look whether the password in `asked` may be set, and take the present one out of it. What
    is wrong with that is answered, not raised: so the attempt is kept, and guessing is slowed
    down."""
    current: str | None = asked.pop("current_password", None)
    if "password" not in asked:
        if current is not None:
            raise invalid("current_password", "give it together with the new password")
        return None
    if viewer() != agent:
        administrators_only(Scope.ACCOUNTS)
        return None
    if agent.password_hash is None:
        return None
    if current is None:
        raise invalid("current_password", "give your present password too")
    problem = _tried(agent, current)
    return problems.as_json(problem) if problem else None


def _tried(agent: Agent, current: str) -> Problem | None:
    found = sign_in(agent.email, current, request.remote_addr or "")
    if isinstance(found, TooMany):
        seconds = str(math.ceil(found.wait.total_seconds()))
        detail = f"too many wrong passwords: wait {seconds} seconds, then try again"
        return Problem(429, detail, headers={"Retry-After": seconds})
    if found != agent:
        return invalid("current_password", "this is not your present password: look again")
    return None
