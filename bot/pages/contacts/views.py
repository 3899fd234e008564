"""`/contacts/views`: filters saved under a name, and the tabs that they are above the table. M8."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import render_template, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import BooleanField

from bot.api.contacts.filters import ME
from bot.pages import calling
from bot.pages.contacts.asked import Asked, asked, pairs
from bot.pages.contacts.chips import chips
from bot.pages.fields import Text
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.session import me
from bot.pages.site import pages
from models.agents.visibility import manages
from models.contact.finding.filters import NOBODY

USUAL = {
    "All": Asked({}),
    "Mine": Asked({"owner": [ME]}),
    "Nobody's": Asked({"owner": [NOBODY]}),
    "Unanswered": Asked({"unanswered": ["true"]}, sort="last_heard_at"),
}
"""What everybody has without saving it."""


@dataclass(frozen=True, slots=True)
class Tab:
    title: str
    address: str
    current: bool
    shared: bool = False


class ViewForm(Form):
    name = Text("Name")
    shared = BooleanField("For all colleagues")


@pages.get("/contacts/views")
def views() -> str:
    """All of them, to be renamed, shared, deleted."""
    found = [(one, chips(_asked(one)), _may_change(one)) for one in calling.every("/views")]
    return render_template("contacts/views.html", views=found)


@pages.route("/contacts/views/new", methods=["GET", "POST"])
def save_view() -> Shown | Response:
    """Keep the filter of the address."""
    wanted, form = asked().at(), ViewForm()
    body = {**form.body(), "query": _written(wanted)}
    if form.save("POST", "/views", body):
        return done(f"{form.name.data} is saved: it stands above the table now.", wanted.address())
    return _form(form, "Save this view", chips(wanted), wanted.address())


@pages.route("/contacts/views/<id:id>/edit", methods=["GET", "POST"])
def edit_view(id: int) -> Shown | Response:
    held = calling.answer("GET", f"/views/{id}")
    form = ViewForm(data={**held.body, "version": held.version})
    if form.save("PATCH", f"/views/{id}"):
        return done(f"{form.name.data} was changed.", url_for("pages.views"))
    return _form(
        form, f"Edit {held.body['name']}", chips(_asked(held.body)), url_for("pages.views")
    )


@pages.route("/contacts/views/<id:id>/delete", methods=["GET", "POST"])
def delete_view(id: int) -> Shown | Response:
    view, form = calling.get(f"/views/{id}"), Form()
    if form.save("DELETE", f"/views/{id}", {}):
        said = f"{view['name']} was deleted; its contacts are where they were."
        return done(said, url_for("pages.views"))
    return shown("contacts/view_delete.html", form, view=view)


def tabs(wanted: Asked) -> list[Tab]:
    """Above the table; the one that shows what the address asks for is the current one."""
    plain = wanted.at()
    usual = [Tab(title, one.address(), one == plain) for title, one in USUAL.items()]
    return [*usual, *_saved(plain)]


def _saved(plain: Asked) -> Iterator[Tab]:
    for view in calling.every("/views"):
        one = _asked(view)
        yield Tab(view["name"], one.address(), one == plain, view["shared"])


def _asked(view: dict[str, Any]) -> Asked:
    return Asked.of(MultiDict(parse_qsl(view["query"])))


def _written(wanted: Asked) -> str:
    return urlencode(pairs(wanted.query()))


def _may_change(view: dict[str, Any]) -> bool:
    """For what the page offers: the API decides."""
    return manages(me()) or (view["agent"] or {}).get("id") == me().id


def _form(form: ViewForm, title: str, found: Any, back: str) -> Shown:
    return shown("contacts/view_form.html", form, title=title, chips=found, back=back)
