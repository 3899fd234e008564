"""What each endpoint is to be told, one row for each event: the log and the queue in one.

What happened to a contact is told one after the other, but a delivery that waits for its next try
holds up nothing: no lanes. Each endpoint has its own share of the calls, so that one that is slow
or dead holds up no other.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

import peewee
from playhouse.fields import EnumField

from models.base import Model, TimeField, database, moment, partial_index
from models.clock import now
from models.queues.item import PENDING, WorkState
from models.webhooks.endpoint import WebhookEndpoint, signing

LEASE = timedelta(seconds=60)
"""How long a call may take, with its name looked up slowly. A row whose lease ran out is called
again, under the same id: the receiver tells by it that it knows the event."""


class WebhookDelivery(Model):
    id = peewee.BigAutoField()
    endpoint = peewee.ForeignKeyField(WebhookEndpoint, on_delete="CASCADE", index=False)
    contact = peewee.BigIntegerField(null=True, column_name="contact_id", index=True)
    """Whom it tells of. No foreign key: a receipt announces what became of a message without
    holding the contact, and must not wait for who does. Who erases contacts calls `forget`."""
    webhook_id = peewee.TextField()
    """What the receiver knows it by, the same in every try."""
    type = peewee.TextField()
    body = peewee.TextField()
    """The JSON that is signed and sent, byte for byte (it is ASCII)."""
    state = EnumField(WorkState, default=WorkState.PENDING, max_length=10)
    attempts = peewee.IntegerField(default=0)
    due_at = TimeField(default=now)
    called_at = TimeField(null=True)
    """When the last call began, as long as its outcome is not known."""
    answer_code = peewee.IntegerField(null=True)
    answer = peewee.TextField(null=True)
    """The beginning of what the receiver answered last."""
    duration_ms = peewee.IntegerField(null=True)
    last_error = peewee.TextField(null=True)
    created_at = moment()
    done_at = TimeField(null=True)
    """When it arrived, or was given up."""

    class Meta:
        indexes = ((("endpoint", "id"), False),)

    @property
    def under_way(self) -> bool:
        """Somebody is calling at this moment, as far as is known."""
        return self.called_at is not None and self.due_at > now()


partial_index(WebhookDelivery, "webhook_delivery_due", "endpoint", "due_at", "id", where=PENDING)
partial_index(
    WebhookDelivery, "webhook_delivery_before", "endpoint", "contact", "id", where=PENDING
)
partial_index(
    WebhookDelivery, "webhook_delivery_failed", "endpoint", "id", where="state = 'parked'"
)
partial_index(
    WebhookDelivery,
    "webhook_delivery_ended",
    "done_at",
    where=WebhookDelivery.done_at.is_null(False),
)

LIVE = """e.active AND NOT EXISTS (
    SELECT 1 FROM agent a WHERE a.id = e.as_agent_id AND NOT a.active)"""
"""SQL on an endpoint ``e``: it is called. One through the eyes of who has left sees nothing."""


class Call(NamedTuple):
    """A delivery that is to be made now, detached from the database."""

    id: int
    endpoint: int
    webhook_id: str
    body: str
    attempts: int
    """With this one."""
    url: str
    secrets: tuple[str, ...]


def new_id() -> str:
    return f"msg_{uuid4().hex}"


def lease(each: int, under_way: Mapping[int, int]) -> list[Call]:
    """Take what is due, for as long as a call may take: up to `each` for every endpoint, less the
    calls to it that are `under_way` here. Commit it before calling."""
    busy = json.dumps([{"id": id, "calls": calls} for id, calls in under_way.items()])
    rows = database.execute_sql(TAKE, (busy, each, LEASE)).fetchall()
    return [Call._make([*row[:6], signing(*row[6:])]) for row in sorted(rows)]


TAKE = f"""
WITH due AS MATERIALIZED (
    SELECT d.id FROM webhook_endpoint e
    LEFT JOIN json_to_recordset(%s::json) AS b(id bigint, calls int) ON b.id = e.id
    CROSS JOIN LATERAL (
        SELECT w.id FROM webhook_delivery w
        WHERE w.endpoint_id = e.id AND w.state = 'pending' AND w.due_at <= statement_timestamp()
          AND NOT EXISTS (SELECT 1 FROM webhook_delivery b WHERE b.endpoint_id = w.endpoint_id
              AND b.contact_id = w.contact_id AND b.state = 'pending' AND b.id < w.id
              AND (b.due_at <= statement_timestamp() OR b.called_at IS NOT NULL))
        ORDER BY w.due_at, w.id LIMIT greatest(%s - coalesce(b.calls, 0), 0)
        FOR UPDATE SKIP LOCKED
    ) d WHERE {LIVE}
)
UPDATE webhook_delivery AS t SET attempts = t.attempts + 1, called_at = clock_timestamp(),
    due_at = clock_timestamp() + %s
FROM due, webhook_endpoint e WHERE t.id = due.id AND e.id = t.endpoint_id
RETURNING t.id, t.endpoint_id, t.webhook_id, t.body, t.attempts, e.url,
    e.secret, e.former_secret, e.former_until
"""
"""By the statement's time: the clock's changes while it runs, and would be compared row by row."""


def oldest_due(moment: datetime) -> timedelta:
    """How long the oldest row that is due has waited for a call."""
    (oldest,) = database.execute_sql(OLDEST, (moment,)).fetchone()
    return moment - oldest if oldest else timedelta()


OLDEST = f"""
SELECT min(w.due_at) FROM webhook_endpoint e, LATERAL (
    SELECT due_at FROM webhook_delivery
    WHERE endpoint_id = e.id AND state = 'pending' AND due_at <= %s ORDER BY due_at, id LIMIT 1
) w WHERE {LIVE}
"""


def forget(contact_ids: list[int]) -> None:
    """Nothing that was or is to be told of these contacts is kept (X19)."""
    WebhookDelivery.delete().where(WebhookDelivery.contact.in_(contact_ids)).execute()
