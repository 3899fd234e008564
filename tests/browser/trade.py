"""What customers of the shop bought and may buy, and what was agreed with one of them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Flask

from models.agents.agent import Agent, Role
from models.clock import local_date, now
from models.contact import Contact
from tests import factories
from tests.bot.conftest import Api
from tests.browser.past import days_ago

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
JACKET, SHIRT = ("Linen jacket, navy", "180.00"), ("Oxford shirt", "64.50")
SCARF, BELT = ("Merino scarf", "39.00"), ("Leather belt", "45.00")
BOUGHT = (
    *((338, ((*JACKET, 1),)), (301, ((*SHIRT, 2), (*BELT, 1))), (262, ((*SHIRT, 1),))),
    *((229, ((*JACKET, 1), (*SCARF, 3))), (171, ((*SCARF, 2),)), (133, ((*SHIRT, 3),))),
    *((104, ((*JACKET, 2), (*BELT, 1))), (73, ((*SHIRT, 1), (*SCARF, 1))), (41, ((*JACKET, 1),))),
    *((12, ((*SHIRT, 2), (*SCARF, 1), (*BELT, 1))),),
)
"""By the best customer, so many days ago: name, price, how many."""
OTHERS = (
    *((14, ((*JACKET, 1),)), (12, ((*SHIRT, 2), (*BELT, 1))), (9, ((*SCARF, 1),))),
    *((6, ((*SHIRT, 1), (*SCARF, 1))), (3, ((*BELT, 2),))),
)
CHANCES = (
    ("Spring collection for the staff", "2400.00", "Offer sent", 18),
    ("Summer dresses", "860.00", "Qualified", 40),
    ("Window display, linen", "1250.00", "Negotiation", -3),
    ("Gift vouchers for Christmas", "500.00", None, None),
    ("Uniforms for the front desk", "3900.00", "New", 75),
    ("Scarves for the choir", "780.00", "Qualified", 9),
)
HELD = (
    (6, "Call", "After-sales care", "Successful", "Is happy with the jacket; asks for it in sand."),
    (25, "Visit", "Presentation", "Successful", "Showed the spring collection to both owners."),
    (52, "Call", "Offer", "Postponed", "Wants to wait for the new budget in March."),
    (80, "Video call", "Follow-up", "No answer", ""),
)
"""So many days ago: type, purpose, outcome, note."""


def fill(app: Flask, staff: dict[Role, Agent], contacts: Sequence[Contact]) -> dict[str, int]:
    """The customer who bought most, an opportunity of theirs, a purchase."""
    api = Api(app.test_client(), factories.make_api_key(staff[Role.OWNER]))
    customer = contacts[0]
    purchase = [_buys(api, customer, *one) for one in BOUGHT][-1]
    for contact, bought in zip(contacts[1:6], OTHERS, strict=True):
        _buys(api, contact, *bought)
    may_buy = [customer, customer, customer, *contacts[1:4]]
    found = [_may_buy(api, *one) for one in zip(may_buy, CHANCES, strict=True)]
    with days_ago(2):
        _done(api.patch(f"/opportunities/{found[-1]}", json={"state": "won"}))
        _done(api.patch(f"/opportunities/{found[-2]}", json={"state": "lost"}))
    for held in HELD:
        _met(api, customer, *held)
    return {"customer": customer.id, "opportunity": found[0], "purchase": purchase}


def _buys(api: Api, contact: Contact, ago: int, items: Any) -> int:
    bought = [{"name": name, "price": price, "quantity": many} for name, price, many in items]
    wish = {"contact": contact.id, "reference": f"L-{3400 - ago}", "items": bought}
    with days_ago(ago):
        return _done(api.post("/purchases", json=wish | {"bought_at": now().isoformat()}))


def _may_buy(api: Api, contact: Contact, chance: Any) -> int:
    name, value, stage, days = chance
    wish = {"contact": contact.id, "name": name, "value": value}
    if stage:
        wish["stage"] = stage
    if days:
        wish["expected_on"] = local_date(now() + days * DAY, "UTC").isoformat()
    with days_ago(8):
        return _done(api.post("/opportunities", json=wish))


def _met(
    api: Api, contact: Contact, ago: int, kind: str, purpose: str, outcome: str, note: str
) -> None:
    told = {"type": kind, "purpose": purpose, "outcome": outcome, "note": note}
    with days_ago(ago):
        begin = (now() - HOUR).isoformat()
        _done(api.post("/interactions", json=told | {"contact": contact.id, "starts_at": begin}))


def _done(answer: Any) -> int:
    assert answer.status_code < 300, answer.get_json()
    return int(answer.get_json()["id"])
