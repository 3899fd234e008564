"""`/login` and `/logout`."""

import math

import structlog
from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, Length

from bot.pages import session
from bot.pages.forms import Form
from bot.pages.origin import own_address
from bot.pages.session import sessions
from bot.pages.site import pages
from bot.pages.typed import typed, unsealed
from models.agents.password import LONGEST
from models.agents.sign_in import TooMany, sign_in

WRONG = "Email and password do not fit together. Look at both and try again."

ENDED = "You are not signed in any more. Sign in: what you typed is kept."
ENDED_BARE = "You are not signed in any more. Sign in, then do it once more."

log = structlog.get_logger(__name__)

Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]


class LoginForm(Form):
    email = EmailField("Email", [DataRequired("Give your email."), Length(max=254)])
    kept = HiddenField()
    """What they typed elsewhere before they were asked to sign in."""
    password = PasswordField("Password", [DataRequired("Give your password."), Length(max=LONGEST)])


@pages.route("/login", methods=["GET", "POST"])
def login() -> Answer:
    form = LoginForm()
    if current_user.is_authenticated:
        return redirect(_wanted())
    if not form.validate_on_submit():
        return render_template("login.html", form=form, error=None)
    found = sign_in(_clean(form.email.data), _clean(form.password.data), request.remote_addr or "")
    if isinstance(found, TooMany):
        return _too_many(form, found)
    if found is None:
        log.warning("login.refused")
        return render_template("login.html", form=form, error=WRONG), 401
    session.begin(found)
    waiting = unsealed(form.kept.data or "")
    if waiting:
        return render_template("typed.html", typed=waiting)
    return redirect(_wanted(), 303)


@pages.post("/logout")
def logout() -> Response:
    session.end()
    return redirect(url_for("pages.login"), 303)


@sessions.unauthorized_handler
def _ask() -> Answer:
    """To the login page, and back to where they wanted to go, with what they typed."""
    if request.method in {"GET", "HEAD"}:
        wanted = request.full_path.rstrip("?")
        return redirect(url_for("pages.login", next=None if wanted == "/" else wanted))
    found = typed()
    form = LoginForm(formdata=None, data={"kept": found.sealed() if found else ""})
    return render_template("login.html", form=form, error=ENDED if found else ENDED_BARE), 401


def _too_many(form: LoginForm, refused: TooMany) -> Answer:
    seconds = math.ceil(refused.wait.total_seconds())
    error = f"Too many wrong passwords. Wait {seconds} seconds, then try again."
    page = render_template("login.html", form=form, error=error)
    return page, 429, {"Retry-After": str(seconds)}


def _wanted() -> str:
    """Where they wanted to go."""
    return own_address(request.args.get("next", "")) or url_for("pages.home")


def _clean(text: str | None) -> str:
    return (text or "").replace("\0", "")
