"""What `/inbox` and `/outbox` share: states, filters, and trying a parked row again."""

from typing import Any

import marshmallow as ma

from bot.api.fields import Moment, Schema, Text, Whole, Word
from bot.api.paging import CursorSchema
from bot.problems import Problem, missing
from models.base import database
from models.ids import BIGGEST_ID
from models.queues import bell
from models.queues.item import WorkItem, WorkState

MOST_RETRIED = 10_000


class WorkSchema(ma.Schema):
    id = ma.fields.Integer()
    kind: ma.fields.Field[Any] = ma.fields.String()
    lane = ma.fields.String(metadata={"description": "Rows of one lane go in order"})
    state = ma.fields.Enum(WorkState, by_value=True)
    attempts = ma.fields.Integer()
    due_at = Moment()
    last_error = ma.fields.String(allow_none=True)
    created_at = Moment()
    done_at = Moment(allow_none=True)


class WorkQuerySchema(CursorSchema):
    state = Word(
        WorkState, metadata={"description": "parked: it needs a person, retry tries again"}
    )
    kind: ma.fields.Field[Any] = Text(40, metadata={"description": "As rows have it"})
    contact = Whole(1, BIGGEST_ID, metadata={"description": "The id of a contact"})


class RetrySchema(Schema):
    kind: ma.fields.Field[Any] = Text(40, metadata={"description": "Only rows of it"})


class RetriedSchema(ma.Schema):
    retried = ma.fields.Integer(metadata={"description": f"At most {MOST_RETRIED} in one call"})
    left = ma.fields.Boolean(metadata={"description": "There are more: call again"})


def query(model: type[WorkItem], asked: dict[str, Any]) -> Any:
    """The rows that are asked for, newest first."""
    rows: Any = model.select().order_by(model.id.desc())
    if "state" in asked:
        rows = rows.where(model.state == WorkState(asked["state"]))
    if "kind" in asked:
        rows = rows.where(model.kind == asked["kind"])
    return rows


def one(model: type[WorkItem], id: int, what: str) -> Any:
    found = model.get_or_none(model.id == id)
    if found is None:
        raise missing(what, id)
    return found


def retry(model: type[WorkItem], id: int, what: str, queue: bell.Queue) -> Any:
    """Try a parked row once more, as soon as this is committed."""
    found = one(model, id, what)
    if not model.retry(id):
        raise Problem(409, f"only what is parked can be tried again; this is {found.state.value}")
    database.after_commit(lambda: bell.ring(queue))
    return one(model, id, what)


def retry_parked(model: type[WorkItem], kind: str | None, queue: bell.Queue) -> dict[str, Any]:
    """Try all that is parked once more, as soon as this is committed."""
    ids = model.retry_parked(kind, MOST_RETRIED)
    database.after_commit(lambda: bell.ring(queue))
    return {"retried": len(ids), "left": len(ids) == MOST_RETRIED}
