"""Some hundred contacts to whom everything happens that reports tell of, by the verbs that Usher
itself uses: around changes of the clocks, and to the second at midnights."""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine

from models.agents.agent import Agent, Role
from models.assignment import by_hand, deciding
from models.assignment.rule import Ruleset, Trigger
from models.batch import Batch, unit_of_work
from models.contact import Contact, State, creation
from models.settings.source import Source
from models.workflow.tables import Run
from tests.factories import (
    NUMBER,
    make_agent,
    make_interaction,
    make_rule,
    make_status,
    make_team,
    make_workflow,
    set_organisation,
)
from tests.handlers.talking import SIZE

MIDNIGHTS = {
    "Europe/Madrid": date(2026, 3, 29),  # has 23 hours
    "America/Havana": date(2026, 11, 1),  # midnight comes twice
    "Africa/Cairo": date(2026, 4, 24),  # begins at one o'clock
    "Asia/Kathmandu": date(2026, 4, 14),  # is a quarter of an hour away from the others
    "UTC": date(2026, 4, 1),
}
"""A day in each time zone that the tests look through."""
FIRST, LAST = date(2026, 3, 20), date(2026, 11, 10)
LEAST_MOMENTS = 60


def build(seed: int = 1) -> None:
    chance = random.Random(seed)
    set_organisation(fallback=True)
    _people()
    for moment in _moments(chance):
        with time_machine.travel(moment, tick=False), unit_of_work("test", size=10) as batch:
            _live(batch, chance)
    _run(chance)
    _meet(chance)


def _people() -> None:
    ann, bob, cid = (make_agent(name) for name in ("Ann", "Bob", "Cid"))
    make_agent("Max", role=Role.SALES_MANAGER)
    make_agent("Sue", role=Role.SUPPORT)
    make_agent("Idle")
    Source.create(name="Fair")
    make_status("Waiting")
    far = {"field": "trait:city", "op": "is", "value": "City 2"}
    make_rule("Far away", [make_agent("Gone", available=False)], conditions=[far])
    condition = {"field": "trait:city", "op": "set"}
    make_rule("By city", [ann, bob], conditions=[condition])
    created = {
        "trigger": Trigger.WHATSAPP_CONTACT_CREATED,
        "team": make_team("All", [ann, bob, cid]),
    }
    make_rule("Clients", **created, conditions=[{"field": "state", "op": "is", "value": "CLIENT"}])
    Ruleset.publish()


def _moments(chance: random.Random) -> list[datetime]:
    """Any, and those at which a day begins or is about to."""
    start = datetime.combine(FIRST, time(), ZoneInfo("UTC"))
    seconds = int((LAST - FIRST) / timedelta(seconds=1))
    found = {start + timedelta(seconds=chance.randrange(seconds)) for _ in range(LEAST_MOMENTS)}
    for timezone, day in MIDNIGHTS.items():
        for midnight in (day, day + timedelta(days=1)):
            begins = datetime.combine(midnight, time(), ZoneInfo(timezone))
            moment = begins.astimezone(ZoneInfo("UTC"))
            found |= {moment, moment - timedelta(microseconds=1), moment + timedelta(hours=1)}
    return sorted(found)


def _live(batch: Batch, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 5)):
        _come(batch, chance)
    ids = [id for (id,) in Contact.select(Contact.id).order_by(Contact.id).tuples()]
    for contact in batch.load(chance.sample(ids, min(len(ids), 8))):
        _happen(batch, contact, chance)
        deciding.fire(batch, contact)


def _come(batch: Batch, chance: random.Random) -> None:
    sources = [*batch.catalogue.sources.values(), None]
    statuses = [one for one in batch.catalogue.statuses.values() if one.closure]
    contact = creation.create(
        batch,
        source=chance.choice(sources),
        state=chance.choice(list(State)),
        status=chance.choice(statuses) if chance.random() < 0.1 else None,
    )
    contact.number = NUMBER
    contact.created_by_message = chance.random() < 0.7
    if chance.random() < 0.4:
        ad = str(chance.randrange(3))
        contact.origin = {"source_type": "ad", "source_id": ad, "headline": f"Offer {ad}"}
    deciding.fire(batch, contact)


def _happen(batch: Batch, contact: Contact, chance: random.Random) -> None:
    act = chance.randrange(10)
    agents = list(batch.catalogue.agents.values())
    if act < 4:
        contact.set_status(chance.choice(list(batch.catalogue.statuses.values())))
    elif act < 6:
        owner = batch.catalogue.agents.get(contact.owner_id or 0)
        contact.say({"type": "text", "text": "Hello!"}, owner)
    elif act == 6:
        by_hand.assign_by_hand(batch, contact, chance.choice(agents))
    elif act == 7:
        by_hand.release_by_hand(batch, contact)
    elif act == 8:
        contact.set_state(chance.choice(list(State)))
    else:
        contact.set_trait("city", f"City {chance.randrange(3)}")


def _run(chance: random.Random) -> None:
    """Conversations on two versions of a workflow, as the engine leaves them."""
    for colour in ("Which colour?", "What colour?"):
        version = make_workflow(SIZE.replace("Which colour?", colour)).version
        for contact in Contact.select().order_by(Contact.id):
            state = chance.choice(["done", "handed_over", "timed_out", "stopped"])
            trail = {step: _told(chance) for step in ("size", "colour")[: chance.randrange(3)]}
            step = chance.choice([None, *trail])
            Run.create(
                contact=contact,
                version=version,
                state=state,
                step=step,
                trail=trail,
                started_at=contact.created_at,
            )
    make_workflow(SIZE.replace("name: Size", "name: Nobody"), active=False)


def _told(chance: random.Random) -> dict[str, int]:
    words = ("asked", "reasked", "answered", "timed_out")
    return {word: chance.randrange(3) for word in words if chance.random() < 0.7}


def _meet(chance: random.Random) -> None:
    """Interactions at any time of the year, and at midnights; some were completed."""
    agents = list(Agent.select().order_by(Agent.id))
    for contact in Contact.select().order_by(Contact.id):
        outcome = chance.choice(["Successful", None])
        starts_at = contact.created_at + chance.choice([0, 0, 1, 400]) * timedelta(days=1)
        make_interaction(contact, chance.choice(agents), starts_at, outcome=outcome)
    make_interaction(None, agents[0], starts_at, outcome="Successful")
