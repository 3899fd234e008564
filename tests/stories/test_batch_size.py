"""Whatever people do, it comes out the same handled one by one or all in one batch (W2)."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models.base import database
from models.contact import Contact, ContactTag, ContactTrait, Identifier
from models.contact.event import Event
from models.contact.message import Message
from models.queues.inbox import InboxItem
from models.workflow.tables import Run, Workflow
from tests.factories import make_agent, make_rule, make_workflow
from tests.story import parked, settle

pytestmark = pytest.mark.usefixtures("workshop")

SHOP = """
name: Shop
start: {on: keyword, words: [offer]}
steps:
  size: {ask: "Size?", choices: [S, M], set: size, tag: Asked, retries: 1, next: budget}
  budget:
    ask: "Budget?"
    kind: number
    set: budget
    next: [{when: {trait: budget, op: gt, value: 99}, go: rich}, {go: bye}]
  rich: {tag: Rich, status: Interested, next: bye}
  bye: {say: "Thanks, {name}"}
"""
HELLO = "{name: Hello, steps: {hello: {say: 'Hello {name}', state: PARTNER}}}"

PEOPLE = 3
ACTS = ["offer", "M", "S", "150", "50", "what?", "tap", "react", "photo", "edit", "revoke", "move",
        "hide", "show", "swap"]  # fmt: skip


@dataclass
class Actor:
    """Does the acts of one person and remembers what they need."""

    number: int
    moves: int = 0
    hidden: bool = False
    wamids: list[str] = field(default_factory=list)

    @property
    def person(self) -> payloads.Person:
        phone = None if self.hidden else f"44770090{self.number}{self.moves:03}"
        return payloads.Person(f"GB.{self.number}{self.moves:03}", f"P{self.number}", phone)

    def act(self, act: str, version: int, stranger: "Actor") -> bytes | None:
        match act:
            case "tap":
                return self._send(items.button_reply(f"{version}/size/2", "M"))
            case "react":
                return self._send(items.reaction("wamid.ours", "👍"))
            case "photo":
                return self._send(items.media("image"))
            case "edit" if self.wamids:
                return self._send(items.edit(self.wamids[-1], "edited"))
            case "revoke" if self.wamids:
                return self._send(items.revoke(self.wamids[0]))
            case "move":
                return self._move()
            case "hide" | "show":
                self.hidden = act == "hide"
                return None
            case "swap":
                return self._send_from(stranger)
            case "edit" | "revoke":
                return None
        message = items.text(act)
        self.wamids.append(message["id"])
        return self._send(message)

    def _send(self, message: dict[str, Any]) -> bytes:
        return payloads.delivery(self.person, message)

    def _send_from(self, other: "Actor") -> bytes:
        """With the phone of somebody else, which was given up."""
        mine, theirs = self.person, other.person
        person = payloads.Person(mine.bsuid, mine.name, theirs.phone or mine.phone)
        return payloads.delivery(person, items.text("new phone"))

    def _move(self) -> bytes:
        before = self.person
        self.moves += 1
        after = self.person
        if before.phone and after.phone:
            change = items.number_changed("P", before.phone, after.phone, before.bsuid, after.bsuid)
        else:
            change = items.user_id_changed(before.bsuid, after.bsuid)
        return payloads.delivery(before, change)


def deliveries(acts: list[tuple[int, str]], version: int) -> list[bytes]:
    actors = [Actor(number) for number in range(PEOPLE)]
    posted = [actors[who].act(act, version, actors[(who + 1) % PEOPLE]) for who, act in acts]
    return [body for body in posted if body is not None]


def outcome(bodies: list[bytes], at_once: bool) -> dict[str, Any]:
    """What everything looks like afterwards, without ids and times; and it never was."""
    with database.atomic() as savepoint:
        for body in bodies:
            InboxItem.receive(split(body))
            if not at_once:
                settle()
        settle()
        assert parked() == []
        found = _everything()
        savepoint.rollback()
    return found


def _everything() -> dict[str, Any]:
    place = {row.id: n for n, row in enumerate(Contact.select().order_by(Contact.id))}
    contacts = Contact.select().order_by(Contact.id)
    messages = Message.select().order_by(Message.contact, Message.id)
    return {
        "contacts": [
            (one.name, one.status.name, one.state, one.owner_id, bool(one.silenced_at),
             re.sub(r"\d+", "N", one.flag or "")) for one in contacts
        ],
        "known": sorted(
            (place[one.contact_id], one.kind, one.value, one.active) for one in Identifier.select()
        ),
        "messages": [
            (place[one.contact_id], one.author, one.type, one.text, bool(one.edited_at),
             bool(one.revoked_at)) for one in messages
        ],
        "traits": sorted(
            (place[one.contact_id], one.trait.name, str(one.value)) for one in ContactTrait.select()
        ),
        "tags": sorted((place[one.contact_id], one.tag.name) for one in ContactTag.select()),
        "runs": [
            (place[one.contact_id], one.step, one.asked, one.state)
            for one in Run.select().order_by(Run.contact, Run.id)
        ],
        "events": [
            (place[one.contact_id], one.name)
            for one in Event.select().order_by(Event.contact, Event.id)
            # The owner is known at the end of a batch, so it is told behind the rest of it.
            if one.name != "contact.assigned"
        ],
    }  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.sampled_from(ACTS)), max_size=18))
def test_one_by_one_or_all_in_one_batch(acts: list[tuple[int, str]]) -> None:
    with database.atomic() as world:
        make_workflow(HELLO)
        make_workflow(SHOP)
        make_rule("Rich", [make_agent("Ann")], conditions=[
            {"field": "tag", "op": "is", "value": "Rich"}
        ])  # fmt: skip
        version = Workflow.get(Workflow.name == "Shop").version_id
        bodies = deliveries(acts, version)
        assert outcome(bodies, at_once=True) == outcome(bodies, at_once=False)
        world.rollback()
