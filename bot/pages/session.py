"""Who is signed in. A session ends with the account, and with the password that opened it."""

import hashlib

from flask import abort, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user
from flask_login import logout_user as _forget
from werkzeug.wrappers import Response

from models.agents.agent import Agent

sessions = LoginManager()
sessions.session_protection = None


class SignedIn(UserMixin):
    """An agent at the browser."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent

    def get_id(self) -> str:
        return f"{self.agent.id}.{_print_of(self.agent)}"


def me() -> Agent:
    """The agent who looks at the page."""
    agent: Agent = current_user.agent
    return agent


def begin(agent: Agent) -> None:
    """Nothing of an earlier session goes on."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(agent))


def end() -> None:
    _forget()
    session.clear()


@sessions.user_loader
def _load(known: str) -> SignedIn | None:
    id, _, print_ = known.partition(".")
    agent = Agent.get_or_none(Agent.id == int(id)) if id.isdecimal() and len(id) < 19 else None
    if agent is None or not agent.active or print_ != _print_of(agent):
        return None
    return SignedIn(agent)


@sessions.unauthorized_handler
def _ask() -> Response:
    """To the login page, and back to where they wanted to go."""
    if request.method not in {"GET", "HEAD"}:
        abort(401, "You are not signed in any more: sign in and try again.")
    wanted = request.full_path.rstrip("?")
    return redirect(url_for("pages.login", next=None if wanted == "/" else wanted))


def _print_of(agent: Agent) -> str:
    return hashlib.sha256((agent.password_hash or "").encode()).hexdigest()[:16]
