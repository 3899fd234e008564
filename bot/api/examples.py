"""A right body for each call that takes one, as the OpenAPI document shows it. They are of the demo
shop, and tests/bot/api/test_examples.py sends each of them to it."""

from typing import Any

WORKFLOW = """name: Shoe size
start: {on: keyword, words: [shoes]}
steps:
  size: {ask: "Which size do you wear, {name}?", kind: number, set: shoe size, next: thanks}
  thanks: {say: "Thank you! A colleague writes to you shortly."}
"""
TEMPLATE = {"name": "winter_sale", "language": "en", "parameters": ["{name}", "20 %"]}
DORA = {"name": "Dora Quist", "phone": "+34 600 000 001", "traits": {"audience": "Women"}}

EXAMPLES: dict[str, Any] = {
    "settings.change": {"default_status": "New Lead", "closure_days": 14, "fallback": True},
    "statuses.create": {"name": "Fitting booked", "color": "#20c997"},
    "statuses.change": {"name": "Very interested", "color": "#6610f2"},
    "sources.create": {"name": "Spring fair"},
    "sources.change": {"name": "Shop window"},
    "tags.create": {"name": "VIP Customer"},
    "tags.change": {"name": "Regular"},
    "traits.create": {"name": "shoe size", "kind": "number"},
    "traits.change": {"name": "department"},
    "agents.create": {"name": "Tom Weber", "email": "tom@example.com", "role": "sales_agent"},
    "agents.change": {"available": False},
    "leave.create": {"first_day": "2027-08-02", "last_day": "2027-08-13", "reason": "Summer"},
    "teams.create": {"name": "Shoes", "members": ["bob@example.com", "lea@example.com"]},
    "teams.change": {"members": ["bob@example.com", "cid@example.com", "lea@example.com"]},
    "api_keys.create": {"name": "Web shop", "scopes": ["read", "write"]},
    "rules.create": {
        "name": "Large budgets",
        "trigger": "contact_updated",
        "conditions": [{"field": "trait:budget", "op": "gte", "value": 5000}],
        "agents": ["ann@example.com"],
    },
    "rules.change": {"active": False},
    "statuses.order": {
        "statuses": ["New Lead", "Negotiation", "Interested", "Converted", "Lost", "Invalid"]
    },
    "rules.order": {"rules": [2, 1, 3]},
    "preview.ask": {"facts": {"traits": {"audience": "Men", "budget": 1500}}},
    "workflow_check.judge": {"definition": WORKFLOW},
    "rehearsal.recent": {
        "days": 30,
        "rule": {
            "trigger": "contact_updated",
            "conditions": [{"field": "trait:budget", "op": "gte", "value": 5000}],
            "agents": ["ann@example.com"],
        },
    },
    "workflows.create": {"definition": WORKFLOW, "active": True},
    "workflows.replace": {"definition": WORKFLOW},
    "workflows.switch": {"active": False},
    "options.create": {"kind": "type", "name": "Shop visit"},
    "options.change": {"name": "Visit at the shop"},
    "options.order": {
        "kind": "stage",
        "options": ["New", "Qualified", "Negotiation", "Offer sent"],
    },
    "automations.create": {
        "status": "Converted",
        "actions": [{"state": "CLIENT"}, {"tag": "Won"}, {"notify": "owner"}],
    },
    "automations.change": {"active": False},
    "contacts.create": DORA | {"status": "Interested", "tags": ["Newsletter"]},
    "contacts.put": DORA | {"external_id": "shop-1042", "email": "dora@example.com"},
    "contacts.change": {"status": "Interested", "owner": "mia@example.com", "tags": ["VIP"]},
    "companies.create": {"name": "Linden Shoes Ltd"},
    "companies.change": {"name": "Linden Shoes SL"},
    "views.create": {
        "name": "Large budgets",
        "query": "status=New+Lead&trait.budget.gte=1000&sort=-created_at",
        "shared": True,
    },
    "views.change": {"name": "Budgets from 1000"},
    "contact_selection.change": {
        "filter": {"source": "WhatsApp", "status": "New Lead"},
        "changes": {"state": "PARTNER", "add_tags": ["Checked"]},
    },
    "contact_merge.preview": {"with": 2},
    "contact_merge.merge": {"with": 2, "keep": {"name": "other", "tags": "both"}},
    "contact_import.guess": {"contacts": [DORA]},
    "kept_files.keep": {"contacts": [DORA]},
    "kept_files.take": {"mapping": {"name": "name", "phone": "phone"}, "dry_run": True},
    "contact_import.start": {"contacts": [DORA], "key": "phone", "tags": ["Fair 2027"]},
    "conversations.send": {"text": "Hello Dora, your coat has arrived."},
    "care.claim": {"agent": "mia@example.com"},
    "care.release": {},
    "care.hand_on": {"to": "lea@example.com", "note": "She asks for a blue one."},
    "care.bot": {"silent": True},
    "interactions.create": {
        "contact": 1,
        "type": "Call",
        "purpose": "Follow-up",
        "starts_at": "2027-03-01T10:00:00+01:00",
        "duration": 30,
        "note": "Ask whether the coat fits.",
    },
    "interactions.change": {"starts_at": "2027-03-02T15:30:00+01:00"},
    "interactions.complete": {
        "outcome": "Successful",
        "next_action": "Send an offer",
        "follow_up": {"starts_at": "2027-03-09T10:00:00+01:00"},
    },
    "generation.generate": {
        "group": "prospects",
        "day": "2027-03-01",
        "start": "09:00",
        "count": 8,
        "duration": 30,
        "gap": 10,
        "type": "Call",
        "contacted_within": 30,
        "assignee": "mia@example.com",
        "dry_run": True,
    },
    "posts.add": {"text": "She asked for you by name."},
    "opportunities.create": {
        "contact": 1,
        "name": "Spring order",
        "value": "1500.00",
        "stage": "Offer sent",
        "expected_on": "2027-03-15",
    },
    "opportunities.change": {"state": "won", "value": "1800.00"},
    "purchases.create": {
        "contact": 1,
        "reference": "2027-0117",
        "currency": "EUR",
        "items": [{"name": "Coat", "product": "COAT-G", "quantity": 1, "price": "89.50"}],
    },
    "notes.add": {"text": "Prefers to be called in the evening."},
    "campaigns.create": {
        "name": "Winter sale",
        "filter": {"state": "CLIENT"},
        "template": TEMPLATE,
        "defaults": {"name": "friend"},
    },
    "campaigns.preview": {"filter": {"tag": "Newsletter"}, "template": TEMPLATE},
    "inbox.retry_parked": {"kind": "message"},
    "outbox.retry_parked": {"kind": "whatsapp"},
    "webhooks.create": {
        "url": "https://shop.example.com/usher",
        "events": ["contact.created", "contact.assigned"],
    },
    "webhooks.change": {"events": ["contact.status_changed"]},
    "webhook_deliveries.replay_failed": {"since": "2026-11-26T08:00:00+01:00"},
}
