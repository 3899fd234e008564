"""`/workflows/ID/try`: a conversation with a version, or with a draft, by the engine that runs it
and in memory only. What was said so far travels in the form, signed."""

from datetime import date
from typing import Any

from flask import current_app, render_template, request
from itsdangerous import BadSignature, URLSafeSerializer

from bot.pages import calling
from bot.pages.forms import Form
from bot.pages.site import pages
from bot.pages.workflows import ways
from bot.pages.workflows.versions import source_of
from bot.problems import Problem
from models.catalogue import Catalogue
from models.clock import local_date, now
from models.conditions.facts import Facts
from models.workflow import language
from models.workflow.definition import Definition
from models.workflow.language import DefinitionError
from models.workflow.limits import TEXT_LIMIT
from models.workflow.outcome import HandOver
from models.workflow.rehearsal import Deed, Rehearsal, Turn, choices

TURNS = 60
SHOWN = 25
"""Turns that the page shows: the latest."""
SOMEWHERE = "40.4168,-3.7038"


@pages.route("/workflows/<id:id>/try", methods=["GET", "POST"])
def workflow_try(id: int) -> str:
    """The current version, or the one that `number` names, or the draft that the form brings."""
    found = calling.get(f"/workflows/{id}")
    number = request.values.get("number", found["version"], type=int)
    draft = request.form.get("definition")
    source = source_of(found, number) if draft is None else draft
    return _page(source, draft, workflow=found, number=number)


@pages.post("/workflows/draft/try")
def workflow_draft_try() -> str:
    """Of a workflow that is not saved yet."""
    draft = request.form.get("definition", "")
    return _page(draft, draft, workflow=None, number=0)


def _page(source: str, draft: str | None, **about: Any) -> str:
    try:
        definition = language.parse(source)
    except DefinitionError as error:
        return render_template(
            "workflows/try.html", form=Form(), draft=draft, problems=error.problems, **about
        )
    started, turns = _turns()
    rehearsal = Rehearsal(definition, _facts(), started).play(turns)
    return render_template(
        "workflows/try.html",
        form=Form(),
        draft=draft,
        problems=[],
        definition=definition,
        rehearsal=rehearsal,
        shown=rehearsal.exchanges[-SHOWN:],
        kept=_signer().dumps([started.isoformat(), [[one.deed, one.words] for one in turns]]),
        full=len(turns) >= TURNS,
        opening=_opening(definition),
        choices=choices,
        told=_told,
        silence=ways.length(definition.timeout.after),
        name=_name(),
        **about,
    )


def _turns() -> tuple[date, list[Turn]]:
    """What was said before, and now."""
    today = local_date(now(), Catalogue.current().organisation.timezone)
    kept = request.form.get("kept")
    if request.method != "POST" or not kept or "again" in request.form:
        return today, []
    try:
        started, said = _signer().loads(kept)
    except BadSignature:
        raise Problem(400, "this conversation was not begun here: begin it again") from None
    turns = [Turn(Deed(deed), words) for deed, words in said]
    return date.fromisoformat(started), [*turns, *_new()][:TURNS]


def _new() -> list[Turn]:
    for deed in (Deed.TAP, Deed.SILENCE, Deed.PLACE):
        if deed.value in request.form:
            words = SOMEWHERE if deed is Deed.PLACE else request.form[deed.value]
            return [Turn(deed, words[:TEXT_LIMIT])]
    said = request.form.get(Deed.SAY.value, "").strip()[:TEXT_LIMIT]
    return [Turn(Deed.SAY, said)] if said else []


def _facts() -> Facts:
    return Facts(name=_name() or None, status=Catalogue.current().default_status.name)


def _name() -> str:
    return request.form.get("name", "Dora").replace("\0", "").strip()[:100]


def _opening(definition: Definition) -> str:
    """What a customer may begin with."""
    return definition.start.words[0] if definition.start.words else "Hi"


def _told(effect: Any) -> str:
    if isinstance(effect, HandOver):
        return f"a person takes over: {effect.reason}"
    return ways.effect(effect)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="workflow rehearsal")
