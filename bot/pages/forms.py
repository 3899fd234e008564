"""Forms on pages: what was typed goes to the API as JSON, and what the API has against it is shown
beside the field, with everything that was typed kept. Laid out by templates/forms.html."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from werkzeug.wrappers import Response
from wtforms import Field, HiddenField, SelectField

from bot.pages import calling
from bot.pages.calling import Refused
from bot.problems import Problem

NOT_IN_THE_BODY = {"csrf_token", "version"}
"""Fields of every form that are no part of what the API is sent."""

CHANGED = (
    "Somebody else changed this meanwhile, so it was not saved. What you typed is still here: open "
    "the page anew in another window to see what it is now."
)
COMPARE = (
    "Somebody else changed this meanwhile, so it was not saved. What you typed is still here. "
    "Beside it is said where something else stands now: save again to put yours in its place."
)

HIDDEN = "HiddenField"
"""The type of what one does not type into."""

Shown = str | tuple[str, int]


def shown(template: str, form: "Form", **facts: Any) -> Shown:
    """A page with a form; 422 when it is shown again because something was wrong."""
    html = render_template(template, form=form, **facts)
    return (html, 422) if form.is_submitted() else html


def begin_at(form: "Form", *names: str) -> None:
    """Of the fields of these names one types first into that which is wrong, else into the
    first."""
    open_ones = [form[name] for name in names if name in form and form[name].type != HIDDEN]
    wrong = [field for field in open_ones if field.errors]
    for chosen in [*wrong, *open_ones][:1]:
        chosen.render_kw = {**(chosen.render_kw or {}), "autofocus": True}


def done(sentence: str, to: str, look: str = "success") -> Response:
    """On to the next page, which says what happened."""
    flash(sentence, look)
    return redirect(to, 303)


def tried(work: Callable[[], Any], sentence: str) -> None:
    """Do what one press asks for; the next page says that it was done, or why it was not."""
    try:
        work()
    except Refused as problem:
        flash(str(problem.description), "warning")
    else:
        flash(sentence, "success")


class Form(FlaskForm):
    """Fields are named as in the API: so their problems find them."""

    class Meta(FlaskForm.Meta):
        files: tuple[str, ...] = ()
        """Fields that take a file: one that is sent in the place of a text is nothing."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            found = super().wrap_formdata(form, formdata)
            if not isinstance(found, CombinedMultiDict):
                return found
            sent = [one for one in request.files.items(multi=True) if one[0] in self.files]
            return CombinedMultiDict((MultiDict(sent), request.form))

    not_done = "This was not saved"
    """What is said above the form when something is wrong with a field of it."""
    version = HiddenField()
    """The ETag of what the form was filled from: two who edit the same cannot overwrite each
    other unseen."""
    answer: Any = None
    """What the call answered that took it."""

    def body(self) -> dict[str, Any]:
        """What the form sends, as JSON."""
        return {
            name: field.data for name, field in self._fields.items() if name not in NOT_IN_THE_BODY
        }

    def accept(self, work: Callable[[], Any]) -> bool:
        """Whether this is a submitted form, fit to be sent, and `work` sent it. When it is not,
        the fields say why."""
        if not self.validate_on_submit():
            return False
        try:
            self.answer = work()
        except Refused as problem:
            self.refuse(problem)
            return False
        return True

    def save(self, method: str, path: str, body: dict[str, Any] | None = None) -> bool:
        """`accept` for what is one call."""
        return self.accept(
            lambda: calling.send(
                method,
                path,
                self.body() if body is None else body,
                version=self.version.data or None,
            )
        )

    def refuse(self, problem: Problem) -> None:
        """Say beside each field what is wrong with it, above all what belongs to none."""
        beside = [(self._named(one.field), _to_people(one.message)) for one in problem.errors]
        for field, message in beside:
            if field is not None:
                field.errors = [*field.errors, message]
        above = [
            f"{one.field}: {one.message}"
            for one, (field, _) in zip(problem.errors, beside, strict=True)
            if field is None
        ]
        if problem.code == HTTPStatus.PRECONDITION_FAILED:
            above.append(self._compared())
        elif not problem.errors:
            above.append(str(problem.description))
        self.form_errors += above

    def _compared(self) -> str:
        """Say beside each field what it is now, which is what the form was filled from this time.
        Who saves once more has seen that."""
        if not self.version.object_data:
            return CHANGED
        self.version.data = self.version.object_data
        for name, field in self._fields.items():
            now = _worded(field, field.object_data)
            if name not in NOT_IN_THE_BODY and now and now != _worded(field, field.data):
                field.errors = [*field.errors, f"Now it is: {now}"]
        return COMPARE

    def _named(self, path: str) -> Field | None:
        """The field that shows what the API calls `conditions.0.value`, or what holds it."""
        parts = path.split(".")
        for length in range(len(parts), 0, -1):
            found = self._fields.get("-".join(parts[:length]))
            if found is not None:
                return found
        return None


def _to_people(message: str) -> str:
    """At a form one cannot leave a value out, as a program can: the field is empty."""
    return "fill this in" if message.startswith("must not be null") else message


def _worded(field: Field, value: Any) -> str:
    """A value as people read it; nothing for what is no single value."""
    if isinstance(value, list | tuple):
        return ", ".join(_worded(field, one) for one in value)
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, SelectField) and field.choices:
        titles = {str(choice[0]): str(choice[1]) for choice in field.iter_choices()}
        return titles.get(str(value), str(value))
    return str(value)[:300]
