"""`/interactions/ID`: one interaction, what can be done with it, and what colleagues say about it.
I9."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired

from bot.pages import calling
from bot.pages.conversations.seen import note_seen_interaction
from bot.pages.fields import Words
from bot.pages.forms import Form, Shown, done, shown, tried
from bot.pages.interactions.asked import Asked
from bot.pages.interactions.entry import is_customer
from bot.pages.interactions.that_day import overlapping
from bot.pages.interactions.title import titled
from bot.pages.my_clock import my_time
from bot.pages.site import PAGE_SIZE, page_number, pages
from models.catalogue import Catalogue
from models.interactions.interaction import LONGEST_NOTE, Standing

MOST_OFFERED = 200


class PostForm(Form):
    text = Words("Post", validators=[InputRequired("Write something.")])


@pages.get("/interactions/<id:id>")
def interaction(id: int) -> str:
    one = calling.get(f"/interactions/{id}")
    note_seen_interaction(id)
    meanwhile = overlapping(one, one["assignee"]["email"], id) if one["state"] == "open" else []
    customer = is_customer(one["contact"])
    facts = {"customer": customer, "tags": _known_tags(), "meanwhile": meanwhile}
    return render_template("interactions/one.html", one=one, **facts)


@pages.route("/interactions/<id:id>/posts", methods=["GET", "POST"])
def interaction_posts(id: int) -> Shown | Response:
    one = calling.get(f"/interactions/{id}")
    form = PostForm()
    path = f"/interactions/{id}/posts"
    if form.save("POST", path):
        return done("It is posted.", url_for("pages.interaction_posts", id=id))
    found = calling.get(path, {"page": page_number(), "page_size": PAGE_SIZE})
    facts = {"one": one, "found": found, "longest": LONGEST_NOTE}
    return shown("interactions/posts.html", form, **facts)


@pages.post("/interactions/<id:id>/tags")
def tag_interaction(id: int) -> Response:
    """One is added, or one is taken off."""
    added, gone = _word("tag"), _word("untag")
    said = f"#{gone[:60]} is taken off." if gone else f"It is tagged #{added[:60]}."
    tried(lambda: _tag(id, added, gone), said)
    return redirect(url_for("pages.interaction", id=id), 303)


@pages.route("/interactions/<id:id>/delete", methods=["GET", "POST"])
def delete_interaction(id: int) -> Shown | Response:
    one = calling.get(f"/interactions/{id}")
    form = Form()
    if form.accept(lambda: calling.send("DELETE", f"/interactions/{id}")):
        return done(f"{titled(one)} is deleted.", _its_day(one))
    return shown("interactions/delete.html", form, one=one)


def _its_day(one: dict[str, Any]) -> str:
    """Where it stood: among those of whose it was."""
    whose = Catalogue.current().agents[one["assignee"]["id"]]
    day = my_time(one["starts_at"]).date()
    return Asked(day, whose).address(state=Standing(one["state"]))


def _tag(id: int, added: str, gone: str) -> None:
    """What a colleague tags meanwhile is not taken away: the version says so."""
    held = calling.answer("GET", f"/interactions/{id}")
    names = [one["name"] for one in held.body["tags"]]
    left = [name for name in names if name.casefold() not in (added.casefold(), gone.casefold())]
    tags = left if gone else [*left, added]
    calling.send("PATCH", f"/interactions/{id}", {"tags": tags}, version=held.version)


def _word(name: str) -> str:
    return request.form.get(name, "").replace("\0", "").strip().removeprefix("#").strip()


def _known_tags() -> list[str]:
    names = (str(tag.name) for tag in Catalogue.current().tags.values())
    return sorted(names, key=str.casefold)[:MOST_OFFERED]
