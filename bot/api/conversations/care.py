"""`/contacts/{id}/claim`, `/release`, `/hand_on`, `/bot`: who takes care of a contact. X8, W7."""

from typing import Any

from bot.api import lookup
from bot.api.contacts.reach import changed, visible_card
from bot.api.contacts.shape import ContactSchema, of_card
from bot.api.fields import NameOrId, Schema, Text, Truth
from bot.api.resource import Resource, viewer
from bot.problems import Problem, invalid
from models.agents.agent import Agent
from models.agents.visibility import manages
from models.assignment import claiming
from models.contact import note

care = Resource("care", __name__, description="Who takes care of a contact")


class ClaimSchema(Schema):
    agent = NameOrId(
        metadata={"description": "Email or id; whoever the key belongs to, unless given"}
    )


class NothingSchema(Schema):
    """No fields: an empty object, or no body."""


class HandOnSchema(Schema):
    to = NameOrId(required=True, metadata={"description": "Email or id of an agent"})
    note = Text(note.LONGEST, metadata={"description": "For the colleague; kept with the notes"})


class BotSchema(Schema):
    silent = Truth(required=True, metadata={"description": "false: it may speak again"})


@care.post("/contacts/<id:id>/claim")
@care.arguments(ClaimSchema, required=False)
@care.response(200, ContactSchema)
def claim(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Take a contact that nobody has. 409 names who has it, in `owner` and `since`."""
    agent = _claimer(asked.get("agent"))
    with changed(id) as contact:
        claiming.claim(contact.batch, contact, agent, viewer())
    return of_card(visible_card(id))


@care.post("/contacts/<id:id>/release")
@care.arguments(NothingSchema, required=False)
@care.response(200, ContactSchema)
def release(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Nobody takes care of the contact any more; for its owner and for managers."""
    with changed(id) as contact:
        claiming.release(contact.batch, contact, viewer())
    return of_card(visible_card(id))


@care.post("/contacts/<id:id>/hand_on")
@care.arguments(HandOnSchema)
@care.response(200, ContactSchema)
def hand_on(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Give the contact to a colleague, who is told; for its owner and for managers."""
    to = lookup.agent(asked["to"], "to")
    with changed(id) as contact:
        claiming.hand_on(contact.batch, contact, to, viewer())
        if "note" in asked:
            note.write(contact, asked["note"], viewer())
    return of_card(visible_card(id))


@care.post("/contacts/<id:id>/bot")
@care.arguments(BotSchema)
@care.response(200, ContactSchema)
def bot(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Silence the bot for this contact, or let it speak again."""
    with changed(id) as contact:
        if asked["silent"]:
            contact.silence_bot(f"{speaker()} asked for it")
        else:
            contact.wake_bot(f"{speaker()} asked for it")
    return of_card(visible_card(id))


def speaker() -> str:
    """The caller, by name."""
    agent = viewer()
    return str(agent.name) if agent else "a program"


def _claimer(meant: str | int | None) -> Agent:
    if meant is None:
        agent = viewer()
        if agent is None:
            raise invalid("agent", "this key belongs to no agent: name the one who takes it")
        return agent
    named = lookup.agent(meant, "agent")
    if not manages(viewer()) and named != viewer():
        raise Problem(403, "only a sales manager or an administrator claims for somebody else")
    return named
