"""A conversation of this morning, with everything that one can hold: files, a quote, a reaction, a
note, a tag, answers of the bot and of a colleague."""

from datetime import timedelta
from typing import Any

import time_machine
from flask import Flask

from bot.simulator import items
from models.agents.agent import Agent
from models.clock import now
from models.contact import Contact
from models.contact.message import Delivery, Message
from tests import factories
from tests.bot.conftest import Api
from tests.story import Customer

FIRST, SECOND = "wamid.shop.first", "wamid.shop.second"


def lead(app: Flask, agent: Agent) -> Contact:
    """Of `agent`; the 24-hour window is open."""
    nadia = Customer("Nadia Haddad")
    api = Api(app.test_client(), factories.make_api_key(agent))
    _at(50, lambda: nadia.says("Hi, I saw the jackets in your window").taps("Women"))
    _at(48, lambda: nadia.says("250"))
    contact = nadia.contact
    path = f"/contacts/{contact.id}"
    _at(44, lambda: _hand_on(app, contact, agent))
    _at(40, lambda: _say(api, path, FIRST, text="Good morning Nadia! Which one did you like?"))
    _at(38, lambda: nadia.sends(items.media("image", "This one, in blue")))
    _at(37, lambda: nadia.sends(items.media("audio")))
    _at(
        30, lambda: _done(api.post(f"{path}/notes", json={"text": "Wears M. Wedding on Saturday."}))
    )
    _at(28, lambda: _say(api, path, SECOND, text="Lovely choice. I have it in M, for 240 euros."))
    _at(27, lambda: nadia.sends(items.reaction(SECOND, "\N{HEAVY BLACK HEART}")))
    _at(20, lambda: nadia.sends(items.media("document")))
    _at(12, lambda: nadia.sends(items.text("Can you keep it until Friday?", context=_quoting())))
    _at(9, lambda: _done(api.patch(path, json={"add_tags": ["VIP", "Wedding"]})))
    Message.update(delivery=Delivery.READ).where(
        Message.contact == contact, Message.delivery.is_null(False)
    ).execute()
    return nadia.contact


def _hand_on(app: Flask, contact: Contact, agent: Agent) -> None:
    """By whom the rule gave it to, unless it was `agent` already."""
    if contact.owner_id not in (None, agent.id):
        api = Api(app.test_client(), factories.make_api_key(contact.owner))
        _done(api.post(f"/contacts/{contact.id}/hand_on", json={"to": agent.email}))


def _quoting() -> Any:
    return items.answering(SECOND)


def _say(api: Api, path: str, wamid: str, **said: Any) -> None:
    answer = api.post(f"{path}/messages", json=said)
    _done(answer)
    Message.update(wamid=wamid).where(Message.id == answer.json["id"]).execute()


def _at(minutes_ago: int, act: Any) -> None:
    with time_machine.travel(now() - timedelta(minutes=minutes_ago), tick=True):
        act()


def _done(response: Any) -> None:
    assert response.status_code < 300, response.get_json()
