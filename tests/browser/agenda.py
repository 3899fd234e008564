"""Interactions around today: of the owner and of the sales agent in every standing, notes to
oneself, several at once; of an account manager in weeks in which the clocks change."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import time_machine
from flask import Flask

from models.agents.agent import Agent, Role
from models.clock import now
from models.contact import Contact, State
from tests import factories
from tests.bot.conftest import Api

TYPES = ("Call", "Meeting", "Visit", "Video call")
ZONE = "Europe/Copenhagen"
NOTES = (
    "Ask how the linen jackets sell. They wanted the price list for the spring.",
    "Bring the samples in navy and sand.",
    "",
    "Says that the last parcel came late: listen first, then offer the voucher.",
)
OPEN = (
    *((0, 1, 30), (0, 2, 45), (0, 2.5, 60), (0, 5, 30), (1, 0, 30), (1, 0.5, 60), (1, 0.5, 30)),
    *((1, 4, 90), (2, -2, 30), (3, 1, 60), (4, 0, 30), (6, 2, 45), (9, -3, 30), (13, 1, 60)),
)
"""In days from today, hours from the present one, minutes."""
PAST = (
    (-1, 0, 30),
    (-1, 0.5, 30),
    (-2, 1, 45),
    (-4, -3, 30),
    (-5, 0, 60),
    (-8, 2, 30),
    (-9, 0, 45),
)
"""Every other one nobody completed."""


def fill(app: Flask, staff: dict[Role, Agent], contacts: list[Contact]) -> dict[str, int]:
    """By name the ids of one that goes on now, of one that was missed, of one completed."""
    clients = list(Contact.select().where(Contact.state == State.CLIENT).order_by(Contact.id))
    whom = [*clients[:4], *contacts[:9]]
    api = {role: Api(app.test_client(), factories.make_api_key(staff[role])) for role in staff}
    ids = _around_today(api[Role.OWNER], whom)
    _around_today(api[Role.SALES_AGENT], whom[::-1])
    _where_clocks_change(api[Role.OWNER], api[Role.ACCOUNT_MANAGER], staff[Role.ACCOUNT_MANAGER])
    return ids


def _around_today(api: Api, whom: list[Contact]) -> dict[str, int]:
    hour = now().replace(minute=0, second=0, microsecond=0)
    quarter = now().replace(minute=now().minute // 15 * 15, second=0, microsecond=0)
    present = _plan(api, whom[0], 0, quarter, 120, purpose="Offer")
    for place, (days, hours, minutes) in enumerate(OPEN):
        begin = hour + timedelta(days=days, hours=hours)
        _plan(api, whom[place % len(whom)], place, begin, minutes)
    past = []
    for place, (days, hours, minutes) in enumerate(PAST):
        begin = hour + timedelta(days=days, hours=hours)
        told = {"outcome": "Successful", "next_action": "Send an offer"} if place % 2 else {}
        past.append(_plan(api, whom[-place - 1], place, begin, minutes, **told))
    note = "Order new labels\nThe printer closes at six."
    _note(api, hour + timedelta(hours=3), note)
    _note(api, hour + timedelta(days=2), "Inventory")
    return {"interaction": present, "missed_interaction": past[0], "held_interaction": past[1]}


def _where_clocks_change(owner: Api, ida: Api, agent: Agent) -> None:
    _done(owner.patch(f"/agents/{agent.id}", json={"timezone": ZONE}))
    for moment in ("2027-03-28T01:30+01:00", "2027-10-31T02:30+02:00", "2027-10-31T02:30+01:00"):
        _note(ida, datetime.fromisoformat(moment), "Set the clocks")


def _plan(
    api: Api, contact: Contact, place: int, begin: datetime, minutes: int, **told: Any
) -> int:
    plain = {
        "contact": contact.id,
        "type": TYPES[place % len(TYPES)],
        "purpose": "Follow-up",
        "starts_at": begin.isoformat(),
        "duration": minutes,
        "note": NOTES[place % len(NOTES)],
    }
    with _before(begin):
        made = api.post("/interactions", json=plain | told)
    _done(made)
    return int(made.json["id"])


def _note(api: Api, begin: datetime, text: str) -> None:
    wish = {"kind": "personal", "starts_at": begin.isoformat(), "note": text}
    _done(api.post("/interactions", json=wish))


@contextmanager
def _before(begin: datetime) -> Iterator[None]:
    """What is past was made in the past."""
    moment = min(begin + timedelta(hours=1), now())
    with time_machine.travel(moment, tick=True):
        yield


def _done(response: Any) -> None:
    assert response.status_code < 300, response.get_json()
