"""`/login` and `/logout`."""

import math

import structlog
from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField
from wtforms.validators import DataRequired, Length

from bot.pages import session
from bot.pages.forms import Form
from bot.pages.site import own_address, pages
from models.agents.password import LONGEST
from models.agents.sign_in import TooMany, sign_in

WRONG = "Email and password do not fit together. Look at both and try again."

log = structlog.get_logger(__name__)

Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]


class LoginForm(Form):
    email = EmailField("Email", [DataRequired("Give your email."), Length(max=254)])
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
    return redirect(_wanted(), 303)


@pages.post("/logout")
def logout() -> Response:
    session.end()
    return redirect(url_for("pages.login"), 303)


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
