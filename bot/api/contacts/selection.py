"""`POST /contacts/change`: one change of many contacts at once. C2."""

from datetime import date
from typing import Any

import marshmallow as ma

from bot.api.contacts.change import ContactChangeSchema, meant
from bot.api.contacts.filters import SelectionSchema, selected
from bot.api.operations.jobs import JobSchema, shown
from bot.api.resource import Resource, cause, viewer
from bot.problems import invalid
from models.base import Model
from models.bulk import changing
from models.queues import job
from models.queues.job import JobKind, JobState

contact_selection = Resource("contact_selection", __name__, description="Many contacts at once")


class ManyChangesSchema(ContactChangeSchema):
    """As in PATCH /contacts/{id}, but for what is one contact's own."""

    class Meta:
        exclude = ("name", "phone", "external_id", "email")


class SelectionChangeSchema(SelectionSchema):
    """Give one of `ids` and `filter`, and the `changes`."""

    beside = frozenset({"changes"})

    changes = ma.fields.Nested(
        ManyChangesSchema, required=True, metadata={"description": "Of each of them"}
    )


@contact_selection.post("/contacts/change")
@contact_selection.arguments(SelectionChangeSchema)
@contact_selection.response(200, JobSchema)
@contact_selection.alt_response(202, schema=JobSchema, description="The job goes on: watch it")
def change(asked: dict[str, Any]) -> Any:
    """Change many contacts: each is a change set of its own. Fewer than 500 at once (200);
    of more the job goes on and can be watched (202)."""
    if not asked["changes"]:
        raise invalid("changes", "name at least one field to change")
    ordered = job.order(JobKind.CHANGE, viewer(), cause(), {"changes": _stored(asked["changes"])})
    contacts = selected(asked)
    changing.hold(contacts)
    job.fill(ordered, contacts)
    if ordered.total < changing.PORTION:
        changing.portion(ordered)
        ordered.save()
    return shown(ordered), 200 if ordered.state is JobState.DONE else 202


def _stored(asked: dict[str, Any]) -> dict[str, Any]:
    """The wish as JSON: ids instead of things."""
    wish = meant(asked)
    ids = {field: value.id for field, value in wish.items() if isinstance(value, Model)}
    days = {field: value.isoformat() for field, value in wish.items() if isinstance(value, date)}
    return wish | ids | days
