"""`/contacts/ID/merge`: two contacts that are one person: found, seen side by side, made one.
X6."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.datastructures import MultiDict

from bot.pages import calling
from bot.pages.calling import Refused
from bot.pages.forms import Form, done
from bot.pages.site import pages, sought
from models.ids import id_in

FOUND = 10
"""Contacts that a search for the other one shows."""
KEEP = "keep."
TRAIT = "traits."
FIELDS = {"closure_deadline": "Close by", "opted_out": "Opted out"}
"""Titles that are not the field's own name."""


@pages.route("/contacts/<id:id>/merge", methods=["GET", "POST"])
def merge_contact(id: int) -> Any:
    other = request.values.get("with", "")
    if not id_in(other):
        return _search(id)
    form = Form()
    wish = {"with": id_in(other), "keep": _chosen(request.values)}
    if form.save("POST", f"/contacts/{id}/merge", wish):
        said = "They are one contact now; the other's address leads here."
        return done(said, url_for("pages.contact", id=id))
    return _side_by_side(id, wish, form)


def _search(id: int, said: str = "") -> Any:
    """Who the other one may be: who seems to be the same, and who is searched for."""
    q = sought()
    query = {"q": q, "page_size": FOUND + 1}
    found = calling.get("/contacts", query)["items"] if q else []
    page = render_template(
        "contacts/merge_search.html",
        this=calling.get(f"/contacts/{id}"),
        q=q,
        found=[one for one in found if one["id"] != id][:FOUND],
        alike=calling.get(f"/contacts/{id}/duplicates", {"page_size": FOUND})["items"],
        said=said,
    )
    return page, 422 if said else 200


def _side_by_side(id: int, wish: dict[str, Any], form: Form) -> Any:
    try:
        preview = calling.send("POST", f"/contacts/{id}/merge/preview", wish)
    except Refused as problem:
        return _search(id, str(problem.description))
    page = render_template(
        "contacts/merge.html",
        form=form,
        this=calling.get(f"/contacts/{id}"),
        other=calling.get(f"/contacts/{wish['with']}"),
        preview=preview,
        title_of=lambda field: FIELDS.get(field) or field.removeprefix(TRAIT).capitalize(),
    )
    return page, 422 if form.form_errors else 200


def _chosen(given: MultiDict[str, str]) -> dict[str, Any]:
    """Whose value is kept, as the radio buttons say."""
    sides = {name[len(KEEP) :]: value for name, value in given.items() if name.startswith(KEEP)}
    traits = {name[len(TRAIT) :]: value for name, value in sides.items() if name.startswith(TRAIT)}
    plain = {name: value for name, value in sides.items() if not name.startswith(TRAIT)}
    return plain | ({"traits": traits} if traits else {})
