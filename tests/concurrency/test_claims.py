"""Shows 3: a thousand races for one contact, of two agents and of a rule against an agent: one
winner each time, one row of history, and the loser is told who has it (X8, R1)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from bot.app import create_app
from models import base
from models.agents.agent import Agent
from models.assignment import claiming, deciding
from models.assignment.assignment import Assignment
from models.base import database
from models.batch import unit_of_work
from models.catalogue import Catalogue
from models.contact import Contact
from models.contact.event import Event
from models.refusal import Refusal
from tests.concurrency.crew import FORKS
from tests.conftest import make_config
from tests.factories import make_agent, make_api_key, make_contact, make_rule

RACES = 1000

Told = dict[int, str | None]
"""Of each contact, who had it already; None: it was won."""


@pytest.fixture
def contacts(committed: str) -> list[int]:
    """Nobody owns them. Ann and Bob claim; the rule gives every one to Cid."""
    with database.connection_context():
        make_agent("Ann")
        make_agent("Bob")
        make_rule("Wanted", [make_agent("Cid")])
        return [make_contact().id for _ in range(RACES)]


def test_a_thousand_races_have_one_winner_each(committed: str, contacts: list[int]) -> None:
    """Two processes, started against each other anew for each contact."""
    ann, other = _race(committed, contacts)
    with database.connection_context():
        owners = dict(Contact.select(Contact.id, Agent.name).join(Agent, on=Contact.owner).tuples())
        given = [(row.contact_id, row.agent.name) for row in Assignment.select()]
        told = Event.select().where(Event.name == "contact.assigned")
        recorded = [(row.contact_id, row.data["agent"]) for row in told]
    assert sorted(given) == sorted(recorded) == sorted(owners.items())
    assert len(owners) == RACES
    for id, winner in owners.items():
        assert {ann[id], other[id]} == {None, winner}, "one won, the other was told who has it"
        assert (ann[id] is None) == (winner == "Ann")
    # Both sides must have won some, or it was no race.
    assert min(Counter(name == "Ann" for name in owners.values()).values()) > RACES / 100


def test_over_the_api_too(committed: str, tmp_path: Path) -> None:
    """Two requests at once, each in its own transaction: 200 for one, 409 for the other."""
    app = create_app(make_config(tmp_path), lambda queue: None)
    with database.connection_context():
        keys = [make_api_key(make_agent(name)) for name in ("Ann", "Bob")]
        contacts = [make_contact().id for _ in range(50)]

    def claim(order: tuple[str, int]) -> TestResponse:
        key, id = order
        headers = {"Authorization": f"Bearer {key}"}
        return app.test_client().post(f"/api/v1/contacts/{id}/claim", headers=headers)

    with ThreadPoolExecutor(2) as both:
        for id in contacts:
            won, lost = sorted(
                both.map(claim, [(key, id) for key in keys]), key=lambda one: one.status_code
            )
            assert (won.status_code, lost.status_code) == (200, 409)
            assert lost.json["owner"]["name"] == won.json["owner"]["name"]
            assert lost.json["since"] is not None
    with database.connection_context():
        assert Assignment.select().count() == len(contacts)


def _race(url: str, contacts: list[int]) -> tuple[Told, Told]:
    """What Ann was told, and what Bob (of every other contact) or the rule (of the rest)."""
    line, answers = FORKS.Barrier(2), FORKS.Queue()
    sides = [
        FORKS.Process(target=_run, args=(url, side, contacts, line, answers), daemon=True)
        for side in ("Ann", "other")
    ]
    for side in sides:
        side.start()
    told = dict(answers.get(timeout=300) for _ in sides)
    for side in sides:
        side.join(timeout=30)
    return told["Ann"], told["other"]


def _run(url: str, side: str, contacts: list[int], line: Any, answers: Any) -> None:
    base.connect(url)
    told: Told = {}
    with database.connection_context():
        for place, id in enumerate(contacts):
            by_rule = side == "other" and place % 2 == 1
            line.wait(120)
            told[id] = _by_rule(id) if by_rule else _claim(id, "Ann" if side == "Ann" else "Bob")
    answers.put((side, told))


def _claim(id: int, name: str) -> str | None:
    agent = Catalogue.current().agent(f"{name}@example.org")
    assert agent is not None
    try:
        with unit_of_work("test") as batch:
            contact = batch.contact(id)
            assert contact is not None
            claiming.claim(batch, contact, agent, agent)
    except Refusal as refusal:
        return str(refusal.facts["owner"]["name"])
    return None


def _by_rule(id: int) -> str | None:
    """A change that fires the rule. It takes the contact, or finds an owner."""
    with unit_of_work("test") as batch:
        contact = batch.contact(id)
        assert contact is not None
        had = contact.owner.name if contact.owner else None
        contact.set_email(f"{id}@example.org")
        deciding.fire(batch, contact)
    return had
