"""Trying deliveries again because somebody asks, and giving up those to who is switched off. In
steps that are bounded, each a statement."""

from datetime import datetime

from models.base import database
from models.clock import now
from models.queues import bell
from models.queues.item import WorkState
from models.refusal import Refusal
from models.webhooks import announcing
from models.webhooks.delivery import LIVE, WebhookDelivery, new_id
from models.webhooks.endpoint import WebhookEndpoint
from models.webhooks.event_types import PING

AT_ONCE = 10_000
"""Deliveries that one request replays at most."""
STEP = 1000
"""Rows that one step of a sweep touches at most."""
OFF = "off: the endpoint was switched off before this could be told"


def ping(endpoint: WebhookEndpoint) -> WebhookDelivery:
    """Owe the endpoint an event that tells nothing, whichever it wants."""
    _refuse_if_off(endpoint)
    text = announcing.body(PING, now(), {"endpoint": endpoint.id})
    made = WebhookDelivery.create(endpoint=endpoint, webhook_id=new_id(), type=PING, body=text)
    bell.ring_after_commit(bell.Queue.WEBHOOKS)
    return made


def replay(delivery: WebhookDelivery) -> None:
    """Tell it once more, now, under the same id: with all its tries anew."""
    _refuse_if_off(delivery.endpoint)
    if delivery.under_way:
        raise Refusal("this delivery is being made right now: look again in a moment")
    delivery.state, delivery.attempts, delivery.due_at = WorkState.PENDING, 0, now()
    delivery.done_at = delivery.called_at = delivery.last_error = None
    delivery.answer_code = delivery.answer = delivery.duration_ms = None
    delivery.save()
    bell.ring_after_commit(bell.Queue.WEBHOOKS)


def replay_failed(endpoint: WebhookEndpoint, since: datetime) -> tuple[int, int]:
    """Everything that was given up and was owed since then, the oldest first: how many are tried
    again, and how many are left for the next request."""
    _refuse_if_off(endpoint)
    failed = (
        WebhookDelivery.endpoint == endpoint,
        WebhookDelivery.state == WorkState.PARKED,
        WebhookDelivery.created_at >= since,
    )
    ids = WebhookDelivery.select(WebhookDelivery.id).where(*failed)
    chosen = ids.order_by(WebhookDelivery.id).limit(AT_ONCE).for_update()
    replayed = (
        WebhookDelivery.update(state=WorkState.PENDING, attempts=0, due_at=now(), done_at=None)
        .where(WebhookDelivery.id.in_(chosen))
        .execute()
    )
    bell.ring_after_commit(bell.Queue.WEBHOOKS)
    return replayed, WebhookDelivery.select().where(*failed).count()


def give_up_on_what_is_off() -> int:
    """One step: what waits for endpoints that are switched off is parked, so that nothing goes out
    by surprise when they are switched on again. Answers how many rows were."""
    return int(database.execute_sql(GIVE_UP, (STEP, now(), OFF)).rowcount)


GIVE_UP = f"""
WITH idle AS MATERIALIZED (
    SELECT d.id FROM webhook_endpoint e CROSS JOIN LATERAL (
        SELECT w.id FROM webhook_delivery w
        WHERE w.endpoint_id = e.id AND w.state = 'pending' LIMIT %s FOR UPDATE SKIP LOCKED
    ) d WHERE NOT ({LIVE})
)
UPDATE webhook_delivery AS t SET state = 'parked', called_at = NULL, done_at = %s, last_error = %s
FROM idle WHERE t.id = idle.id
"""


def _refuse_if_off(endpoint: WebhookEndpoint) -> None:
    if not endpoint.active:
        raise Refusal('the endpoint is switched off: PATCH it with {"active": true} first')
