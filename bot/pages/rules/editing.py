"""`/rules/new`, `/rules/ID`: a rule as a sentence to fill in; `/rules/ID/delete`. R3 to R5, R11."""

from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from bot.pages import calling
from bot.pages.forms import Form, done
from bot.pages.rules.form import RuleForm, suggestions
from bot.pages.site import pages
from models.catalogue import Catalogue

TRY = "try"
"""The button that tries the rule without saving it."""

Answer = Response | str | tuple[str, int]


@pages.route("/rules/new", methods=["GET", "POST"])
def rules_new() -> Answer:
    form = RuleForm()
    if _reshaped(form):
        return _shown(form)
    if TRY in request.form:
        return _tried(form, None)
    if form.save("POST", "/rules"):
        return _saved(f"The rule “{form.name.data}” was added: it is tried last.")
    return _shown(form, refused=form.is_submitted())


@pages.route("/rules/<id:id>", methods=["GET", "POST"])
def rules_edit(id: int) -> Answer:
    found = calling.answer("GET", f"/rules/{id}")
    form = RuleForm(found.body, found.version)
    if _reshaped(form):
        return _shown(form, found.body)
    if TRY in request.form:
        return _tried(form, found.body)
    if form.save("PATCH", f"/rules/{id}"):
        return _saved(f"The rule “{form.name.data}” was saved.", id)
    return _shown(form, found.body, refused=form.is_submitted())


@pages.route("/rules/<id:id>/delete", methods=["GET", "POST"])
def rules_delete(id: int) -> Answer:
    found = calling.answer("GET", f"/rules/{id}")
    form = Form(data={"version": found.version})
    if form.save("DELETE", f"/rules/{id}"):
        return _saved(f"The rule “{found.body['name']}” is deleted.")
    return render_template(
        "rules/delete.html",
        form=form,
        rule=found.body,
        fallback=Catalogue.current().organisation.fallback,
        others=[one for one in calling.every("/rules") if one["active"] and one["id"] != id],
    )


def _reshaped(form: RuleForm) -> bool:
    """Whether a button only gave the form another gap, or took one away."""
    if "add" in request.form:
        form.add_condition()
    elif "remove" in request.form:
        form.remove_condition(request.form["remove"])
    else:
        return False
    return True


def _tried(form: RuleForm, rule: dict[str, Any] | None) -> Answer:
    """What the rule would do as it stands in the form, saved or not."""
    known = {"id": rule["id"]} if rule else {}

    def ask() -> Any:
        draft = {name: value for name, value in form.body().items() if name != "active"}
        draft["name"] = draft["name"] or "This rule"
        return calling.send("POST", "/rules/preview/recent", {"rule": draft | known})

    refused = not form.accept(ask)
    return _shown(form, rule, refused=refused, found=form.answer)


def _saved(said: str, id: int | None = None) -> Response:
    return done(said, url_for("pages.rules", _anchor=f"rule-{id}" if id else None))


def _shown(
    form: RuleForm,
    rule: dict[str, Any] | None = None,
    refused: bool = False,
    found: dict[str, Any] | None = None,
) -> Answer:
    catalogue = Catalogue.current()
    page = render_template(
        "rules/edit.html",
        form=form,
        rule=rule,
        suggestions=suggestions(catalogue),
        asks_first=bool(catalogue.workflows),
        added="add" in request.form,
        found=found,
        since=datetime.fromisoformat(found["since"]) if found else None,
    )
    return (page, 422) if refused else page
