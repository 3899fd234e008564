"""What endpoints are owed, as the receiver reads it."""

import json
from typing import Any

from models.webhooks.delivery import WebhookDelivery
from models.webhooks.endpoint import WebhookEndpoint


def owed(endpoint: WebhookEndpoint | None = None, *types: str) -> list[dict[str, Any]]:
    """Oldest first: all of it, or what is owed to `endpoint` and of one of `types`."""
    rows = WebhookDelivery.select().order_by(WebhookDelivery.id)
    if endpoint is not None:
        rows = rows.where(WebhookDelivery.endpoint == endpoint)
    bodies = [json.loads(row.body) for row in rows]
    return [body for body in bodies if not types or body["type"] in types]


def types(endpoint: WebhookEndpoint | None = None) -> list[str]:
    return [body["type"] for body in owed(endpoint)]
