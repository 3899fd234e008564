"""The second step: what each column means, and what is to be done with the rows."""

from http import HTTPStatus
from typing import Any

from flask import redirect, render_template, request, url_for
from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice

from bot.door import upload
from bot.pages import calling
from bot.pages.choices import STATES
from bot.pages.fields import MaybeText
from bot.pages.forms import Form
from bot.pages.imports.targets import groups, said, targets
from bot.pages.site import pages
from models.bulk.cells import DateOrder
from models.catalogue import Catalogue
from models.ids import id_in

NUMBERS = ("status", "source", "owner")
"""What is chosen by id."""
WIDTH = 40
"""Characters of a cell that are shown."""
MOST_LISTS = 20
"""Columns that have a list of all meanings each; of more all share one list of suggestions."""


class PlanForm(Form):
    """Whether a choice is one is judged by the API."""

    key = SelectField(
        "Contacts that are there already are known by",
        validate_choice=False,
        choices=[
            SelectChoice("", "phone, else external id, as far as there is a column"),
            SelectChoice("phone", "their phone"),
            SelectChoice("external_id", "their external id"),
            SelectChoice("none", "nothing: every row is a new contact"),
        ],
    )
    existing = RadioField(
        "And they are",
        validate_choice=False,
        choices=[
            SelectChoice("update", "changed to what the file says"),
            SelectChoice("skip", "left as they are"),
        ],
        default="update",
    )
    status = SelectField("Status", validate_choice=False)
    source = SelectField("Source", validate_choice=False)
    state = SelectField("State", validate_choice=False)
    owner = SelectField("Owner", validate_choice=False)
    tags = MaybeText("Tags for all of them", description="By comma.")
    country = MaybeText(
        "Country of numbers without country code", description="Two letters, such as ES."
    )
    date_format = SelectField(
        "Days such as 03/04/2027 are",
        validate_choice=False,
        choices=[SelectChoice("", "found out"), *(SelectChoice(one, one) for one in DateOrder)],
    )

    def offer(self) -> None:
        catalogue = Catalogue.current()
        agents = [one for one in catalogue.agents.values() if one.active]
        self.status.choices = _named(str(catalogue.default_status.name), catalogue.statuses)
        self.source.choices = _named("Import", catalogue.sources)
        self.state.choices = [SelectChoice("", "Prospect"), *STATES]
        people = {one.id: one for one in agents}
        self.owner.choices = _named("nobody, or as the rules say", people)

    def fill(self, chosen: dict[str, Any]) -> None:
        for name in ("key", "existing", *NUMBERS, "state", "country", "date_format"):
            if chosen.get(name) is not None:
                self[name].data = str(chosen[name])
        self.tags.data = ", ".join(str(one) for one in chosen.get("tags", []))

    def plan(self) -> dict[str, Any]:
        """What the call takes; what is empty is not said."""
        given = {name: value for name, value in self.body().items() if value}
        for name in NUMBERS:
            if name in given and id_in(given[name]):
                given[name] = id_in(given[name])
        if "tags" in given:
            given["tags"] = [one.strip() for one in given["tags"].split(",") if one.strip()]
        return given


@pages.route(f"{upload.PAGE}/<id:id>", methods=["GET", "POST"])
def map_import(id: int) -> Any:
    kept = calling.get(f"{upload.KEPT}/{id}")
    form = PlanForm()
    form.offer()
    columns = targets(kept, request.form)
    if request.method == "GET":
        form.fill(kept["chosen"])
    body = {**form.plan(), "mapping": said(columns), "dry_run": True}
    if form.save("POST", f"{upload.KEPT}/{id}", body):
        return redirect(url_for("pages.import_trial", id=id), 303)
    page = render_template(
        "imports/map.html",
        kept=kept,
        form=form,
        columns=columns,
        groups=groups(),
        width=WIDTH,
        short=len(columns) > MOST_LISTS,
    )
    wrong = form.form_errors or form.errors
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


def _named(empty: str, rows: dict[int, Any]) -> list[SelectChoice]:
    """Without a choice it is what `empty` says."""
    named = sorted(rows.values(), key=lambda one: str(one.name).casefold())
    return [
        SelectChoice("", f"({empty})"),
        *(SelectChoice(str(r.id), str(r.name)) for r in named),
    ]
