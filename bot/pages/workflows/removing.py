"""`/workflows/ID/delete`: what goes with a workflow, and who is in the midst of it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from wtforms import BooleanField

from bot.pages import calling
from bot.pages.forms import Form
from bot.pages.settings.lists import obstacle
from bot.pages.site import pages
from models.workflow import removing
from models.workflow.tables import Workflow


class RemovalForm(Form):
    end_running = BooleanField(
        "End it for them",
        description="The bot asks them nothing more; their timeline says why. Colleagues answer "
        "what they write, or the workflow that then begins.",
    )

    def query(self) -> dict[str, str]:
        return {"end_running": "true"} if self.end_running.data else {}


@pages.route("/workflows/<id:id>/delete", methods=["GET", "POST"])
def workflow_delete(id: int) -> Any:
    workflow, form = calling.get(f"/workflows/{id}"), RemovalForm()
    if form.accept(lambda: calling.send("DELETE", f"/workflows/{id}", query=form.query())):
        flash(f"“{workflow['name']}” is deleted.", "success")
        return redirect(url_for("pages.workflows"), 303)
    kept = Workflow.get_by_id(id)
    page = render_template(
        "workflows/delete.html",
        form=form,
        workflow=workflow,
        obstacle=obstacle(lambda: removing.refuse(kept)),
        under_way=removing.under_way(kept),
    )
    return (page, 422) if form.is_submitted() else page
