"""`/workflows/ID/edit` and the draft of a new one: the text of the language, and beside it a form
for each step. Nothing is kept before it is saved; until then the draft travels in the form."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from bot.pages import calling
from bot.pages.forms import Form, done
from bot.pages.site import pages
from bot.pages.workflows import step_form
from bot.pages.workflows.beginnings import beginnings
from bot.pages.workflows.drafting import Draft, kept, steps_of
from bot.pages.workflows.step_form import StepForm
from models.catalogue import Catalogue

Answer = str | Response | tuple[str, int]
LISTED = 60
"""Steps that have a button each; more are chosen from a list."""
PROBLEMS = 50


def _plain(text: str | None) -> str:
    """As browsers send it, with the ends of lines that the text had."""
    return (text or "").replace("\r\n", "\n").replace("\0", "")


class DraftForm(Form):
    definition = TextAreaField("The text", filters=[_plain])


@pages.get("/workflows/new")
def workflow_new() -> str:
    return render_template("workflows/new.html", beginnings=list(beginnings().values()))


@pages.route("/workflows/draft", methods=["GET", "POST"])
def workflow_draft() -> Answer:
    """Of a workflow that is not saved yet."""
    known = beginnings()
    begun = known.get(request.args.get("as", ""), known["empty"])
    taken = [] if request.method == "POST" else calling.every("/workflows")
    source = begun.called_otherwise([one["name"] for one in taken])
    return _edit(DraftForm(definition=source), None)


@pages.route("/workflows/<id:id>/edit", methods=["GET", "POST"])
def workflow_edit(id: int) -> Answer:
    found = calling.answer("GET", f"/workflows/{id}")
    form = DraftForm(definition=found.body["definition"], version=found.version)
    return _edit(form, found.body)


def _edit(form: DraftForm, workflow: dict[str, Any] | None) -> Answer:
    draft = Draft(form.definition.data, request.values.get("open") or None)
    if request.method != "POST":
        return _page(form, draft, workflow)
    draft.take(request.form)
    form.definition.data = draft.text
    wanted = request.form.get("do", "read")
    if wanted == "save" and not draft.wrong:
        return _save(form, draft, workflow)
    if not draft.wrong:
        _turn(draft, wanted)
        form.definition.data = draft.text
    return _page(form, draft, workflow)


def _turn(draft: Draft, wanted: str) -> None:
    """To another form, or to another set of steps."""
    if wanted == "add":
        draft.add(request.form.get("new", "").strip())
    elif wanted == "remove":
        draft.remove()
    elif wanted == "whole":
        draft.open = None
    elif wanted == "go":
        draft.open = request.form.get("to") or draft.open
    elif "go" in request.form:
        draft.open = request.form["go"]


def _save(form: DraftForm, draft: Draft, workflow: dict[str, Any] | None) -> Answer:
    body: dict[str, Any] = {"definition": draft.text}
    if workflow is None:
        sent = ("POST", "/workflows", body | {"new": True, "active": False})
    else:
        sent = ("PUT", f"/workflows/{workflow['id']}", body)
    if not form.save(*sent):
        return _page(form, draft, workflow), 422
    saved, said = form.answer, "Saved as version {version}: new conversations get it."
    if workflow is None:
        said = "“{name}” is saved. Try it, then switch it on."
    return done(said.format(**saved), url_for("pages.workflow", id=saved["id"]))


def _page(form: DraftForm, draft: Draft, workflow: dict[str, Any] | None) -> str:
    judged = calling.send("POST", "/workflows/check", {"definition": draft.text})
    if judged["problems"]:
        form.form_errors = []  # They are told with their lines.
    names, opened = draft.names(), draft.opened()
    if draft.open is not None and draft.open not in names and not draft.wrong:
        draft.open, opened = None, Draft(draft.text).opened()
    before = kept(opened) if opened and draft.form is None else request.form.get("before", "{}")
    if isinstance(opened, StepForm):
        step_form.widened(opened)
    return render_template(
        "workflows/edit.html",
        form=form,
        draft=draft,
        workflow=workflow,
        judged=judged,
        faulty={one["step"] for one in judged["problems"]},
        names=names,
        listed=len(names) <= LISTED,
        opened=opened,
        before=before,
        is_step=isinstance(opened, StepForm),
        too_many=step_form.too_many(steps_of(draft.values or {}).get(draft.open or "")),
        catalogue=Catalogue.current(),
        shown=PROBLEMS,
    )
