"""Every type of event that endpoints can be told of, with an example of its details: the list that
the API checks and docs/webhooks.md explains."""

from typing import Any

Details = dict[str, Any]

PING = "ping"
"""Tells nothing: an administrator tries the way there."""

EVENT_TYPES: dict[str, Details] = {
    "contact.created": {"status": "New Lead", "source": "WhatsApp"},
    "contact.renamed": {"before": "", "after": "Dora Lind"},
    "contact.email_set": {"before": None, "after": "dora@example.org"},
    "contact.detail_set": {"field": "town", "before": None, "after": "Leeds"},
    "contact.trait_set": {"trait": "budget", "before": None, "after": 1500},
    "contact.trait_cleared": {"trait": "budget", "before": 1500},
    "contact.tracked": {"event": "Order Placed", "traits": {"amount": 200}},
    "contact.tagged": {"tag": "VIP Customer"},
    "contact.untagged": {"tag": "VIP Customer"},
    "contact.status_changed": {"before": "New Lead", "after": "Interested"},
    "contact.state_changed": {"before": "PROSPECT", "after": "CLIENT"},
    "contact.source_changed": {"before": "WhatsApp", "after": "Website"},
    "contact.deadline_moved": {"before": "2026-01-15", "after": "2026-01-22"},
    "contact.closed": {"status": "Converted"},
    "contact.reopened": {"status": "Interested", "deadline": "2026-02-12"},
    "contact.assigned": {"agent": "Ann", "agent_id": 4, "by_hand": False},
    "contact.released": {"agent": "Ann", "agent_id": 4},
    "contact.unplaced": {"reason": "everybody of the pool is away"},
    "contact.person_wanted": {"words": "agent"},
    "contact.opted_out": {"by": "word"},
    "contact.opted_in": {"by": "word"},
    "contact.identifier_added": {"kind": "phone"},
    "contact.identifier_retired": {"kind": "phone"},
    "contact.erased": {},
    "contact.merged": {"other": 12, "called": "Dora", "chosen": []},
    "status.entered": {"status": "Converted", "automation": 2},
    "bot.silenced": {"reason": "Ann wrote"},
    "bot.returned": {"reason": "Ann asked for it"},
    "workflow.started": {"workflow": "Fashion lead", "version": 3},
    "workflow.finished": {"workflow": "Fashion lead"},
    "workflow.timed_out": {"workflow": "Fashion lead"},
    "workflow.stopped": {"workflow": "Fashion lead"},
    "workflow.taken_over": {"workflow": "Fashion lead", "reason": "Ann wrote"},
    "workflow.handed_over": {"reason": "the answer fitted nothing"},
    "campaign.sent": {"campaign": "Spring offer", "id": 5},
    "campaign.taken_back": {"campaign": "Spring offer", "id": 5},
    "interaction.planned": {
        "interaction": 8,
        "type": "Call",
        "agent": "Ann",
        "starts_at": "2026-02-03T09:00:00+00:00",
    },
    "interaction.completed": {
        "interaction": 8,
        "type": "Call",
        "agent": "Ann",
        "starts_at": "2026-02-03T09:00:00+00:00",
        "outcome": "Successful",
    },
    "interaction.deleted": {
        "interaction": 8,
        "type": "Call",
        "agent": "Ann",
        "starts_at": "2026-02-03T09:00:00+00:00",
    },
    "message.received": {},
    "message.sent": {},
    "message.delivered": {},
    "message.read": {},
    "message.played": {},
    "message.failed": {},
    "message.edited": {"message": 41, "before": "Helo", "after": "Hello"},
    "message.revoked": {"message": 41, "before": "Hello"},
    "message.withheld": {"reason": "the 24-hour window is closed"},
    PING: {},
}
