"""Interactions around today: of the owner and of the sales agent in every standing, notes to
oneself; of an account manager in weeks in which the clocks change. Everybody meets their own
contacts, each once on a day, one after the other."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import time_machine
from flask import Flask

from models.agents.agent import Agent, Role
from models.clock import now
from models.contact import Contact
from tests import factories
from tests.bot.conftest import Api

ZONE = "Europe/Copenhagen"
TODAY = (
    (0, 0, 45, "Meeting", "Offer", "Bring the fabric samples, and the offer for the staff."),
    (1, 60, 30, "Call", "Follow-up", "Five jackets: how much off does he expect?"),
    (2, 120, 45, "Visit", "Presentation", "The window for spring, with the linen."),
    (3, 240, 30, "Video call", "Offer", "Has until tomorrow to say which of the two coats."),
)
"""Whom, in minutes from now; how long, what, why, note."""
LATER = (
    *((4, 1, 9, 30, "Call", "Follow-up", "How many of the guests want suits?"),),
    *((5, 1, 11, 60, "Meeting", "Presentation", "Would like to see how we work."),),
    *((1, 1, 15, 30, "Video call", "After-sales care", ""),),
    *((2, 2, 10, 30, "Call", "Offer", "Wants the price list for the spring."),),
    *((3, 3, 14, 60, "Visit", "Follow-up", ""), (5, 4, 9, 30, "Call", "Follow-up", "")),
    *((0, 6, 11, 45, "Visit", "Presentation", "Summer dresses, for both owners."),),
    *((4, 9, 10, 90, "Meeting", "Offer", "Fitting for the whole party."),),
    *((1, 13, 16, 60, "Visit", "Follow-up", ""),),
)
"""Whom, in days from today, at which hour."""
PAST = (
    *((5, -1, 10, 30, "Call", "Follow-up", "Does the belt fit?"),),
    *((4, -1, 15, 30, "Call", "Offer", "Sends us the names of the guests."),),
    *((3, -2, 11, 45, "Visit", "Presentation", ""),),
    *((2, -4, 9, 30, "Call", "After-sales care", "Her last parcel came late; took the voucher."),),
    *((1, -5, 14, 60, "Meeting", "Offer", "Size L was missing: ask the tailor."),),
    *((3, -8, 16, 30, "Video call", "Follow-up", "Likes the scarf, will tell her choir."),),
    *((4, -9, 10, 45, "Visit", "Presentation", ""),),
)
"""Every other one nobody completed."""


def fill(app: Flask, staff: dict[Role, Agent], contacts: Sequence[Contact]) -> dict[str, int]:
    """By name the ids of one that goes on now, of one that was missed, of one completed.
    `contacts`: the owner's own."""
    api = {role: Api(app.test_client(), factories.make_api_key(staff[role])) for role in staff}
    ids = _around_today(api[Role.OWNER], contacts)
    _a_little(api[Role.SALES_AGENT], staff[Role.SALES_AGENT])
    _where_clocks_change(api[Role.OWNER], api[Role.ACCOUNT_MANAGER], staff[Role.ACCOUNT_MANAGER])
    return ids


def _around_today(api: Api, whom: Sequence[Contact]) -> dict[str, int]:
    quarter = now().replace(minute=now().minute // 15 * 15, second=0, microsecond=0)
    soon = timedelta(minutes=1)
    past = []
    for place, (who, days, hour, *what) in enumerate(PAST):
        told = {"outcome": "Successful", "next_action": "Send an offer"} if place % 2 else {}
        past.append(_plan(api, whom[who], _at(days, hour), *what, **told))
    present = [_plan(api, whom[who], quarter + wait * soon, *what) for who, wait, *what in TODAY]
    for who, days, hour, *what in LATER:
        _plan(api, whom[who], _at(days, hour), *what)
    _note(api, quarter + 180 * soon, "Order new labels\nThe printer closes at six.")
    _note(api, _at(2, 17), "Inventory")
    return {"interaction": present[0], "missed_interaction": past[0], "held_interaction": past[1]}


def _a_little(api: Api, agent: Agent) -> None:
    """One of yesterday that was missed, one of today, one of tomorrow."""
    mine = Contact.select().where(Contact.owner == agent, Contact.closed_at.is_null())
    whom = mine.order_by(Contact.id).get()
    note = "Which colour did you take home?"
    _plan(api, whom, _at(-1, 12), 30, "Call", "Follow-up", "")
    _plan(api, whom, now() + timedelta(minutes=20), 30, "Call", "Follow-up", note)
    _plan(api, whom, _at(1, 12), 45, "Visit", "Offer", "Three blouses to choose from.")


def _at(days: int, hour: int) -> datetime:
    day = now().replace(hour=hour, minute=0, second=0, microsecond=0)
    return day + timedelta(days=days)


def _where_clocks_change(owner: Api, ida: Api, agent: Agent) -> None:
    _done(owner.patch(f"/agents/{agent.id}", json={"timezone": ZONE}))
    for moment in ("2027-03-28T01:30+01:00", "2027-10-31T02:30+02:00", "2027-10-31T02:30+01:00"):
        _note(ida, datetime.fromisoformat(moment), "Set the clocks")


def _plan(
    api: Api,
    contact: Contact,
    begin: datetime,
    minutes: int,
    kind: str,
    purpose: str,
    note: str,
    **told: str,
) -> int:
    """What is past was made in the past."""
    plain = {
        "contact": contact.id,
        "type": kind,
        "purpose": purpose,
        "starts_at": begin.isoformat(),
        "duration": minutes,
        "note": note,
    }
    with time_machine.travel(min(begin + timedelta(hours=1), now()), tick=True):
        made = api.post("/interactions", json=plain | told)
    _done(made)
    return int(made.json["id"])


def _note(api: Api, begin: datetime, text: str) -> None:
    wish = {"kind": "personal", "starts_at": begin.isoformat(), "note": text}
    _done(api.post("/interactions", json=wish))


def _done(response: Any) -> None:
    assert response.status_code < 300, response.get_json()
