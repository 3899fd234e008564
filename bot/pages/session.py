"""Who is signed in. What ends a session is known to models/agents/session.py."""

from flask import Flask, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user
from flask_login import logout_user as _forget

from models.agents.agent import Agent
from models.agents.session import Session

sessions = LoginManager()
sessions.session_protection = None


class SignedIn(UserMixin):
    """An agent at the browser, and the token that the cookie holds."""

    def __init__(self, agent: Agent, token: str) -> None:
        self.agent = agent
        self.token = token

    def get_id(self) -> str:
        return self.token


def me() -> Agent:
    """The agent who looks at the page."""
    agent: Agent = current_user.agent
    return agent


def begin(agent: Agent) -> None:
    """Nothing of an earlier session goes on, the token of its forms neither."""
    session.clear()
    g.pop("csrf_token", None)
    session.permanent = True
    login_user(SignedIn(agent, Session.begin(agent, request.remote_addr or "")))


def end() -> None:
    """Also for who has a copy of the cookie."""
    Session.end(current_user.token)
    _forget()
    session.clear()


def signed_in(app: Flask, cookies: str) -> bool:
    """Whether a request that comes with these cookies is somebody's; asked before it is one."""
    kept = app.session_interface.open_session(app, app.request_class({"HTTP_COOKIE": cookies}))
    token = str(kept.get("_user_id") or "") if kept else ""
    return token != "" and Session.agent_of(token) is not None


@sessions.user_loader
def _load(token: str) -> SignedIn | None:
    agent = Session.agent_of(token)
    return SignedIn(agent, token) if agent else None
