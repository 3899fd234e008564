"""The stage of the twelve conversations: a transcript's acts are played by customers, agents and
time, and what Usher does about each is written down between them.

An act is a line that begins with somebody's name, or tells that time passes. Every other line is
what follows from it: what the phone shows, and after ``>`` what the timeline and the mail say.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from bot.simulator import items, payloads
from models.agents.agent import Agent
from models.base import database
from models.contact import timeline
from models.contact.event import Event
from models.contact.message import Author
from models.queues.outbox import OutboxItem, OutboxKind
from tests.bot.whatsapp.graph import Graph
from tests.factories import make_api_key
from tests.story import Customer, receive
from workers import context, outbox, settling, timers
from workers.errand import run

PICTURES = {"a picture": "image", "a voice message": "audio", "a sticker": "sticker"}


class Stage:
    def __init__(self, graph: Graph, client: FlaskClient) -> None:
        self._graph = graph
        self._client = client
        self._customers = {
            "Dora": Customer(name="Dora", phone="447700900101"),
            "Yuki": Customer(name="Yuki", phone=None, username="yuki.tan"),
        }
        self._seen = {Event: 0, OutboxItem: 0}
        self._shown = 0
        """How many calls to Meta are written down already."""
        self._said: dict[str, str] = {}
        """The wamid of what each customer wrote last."""

    def play(self, transcript: str) -> str:
        """The transcript as it really went."""
        lines: list[str] = []
        for line in transcript.splitlines():
            if not line or line.startswith("#"):
                lines.append(line)
            elif not line.startswith((" ", ">")):
                lines.append(line)
                self._act(line)
                lines += self._consequences()
        return "\n".join(lines) + "\n"

    def _act(self, line: str) -> None:
        for pattern, act in ACTS.items():
            match = re.fullmatch(pattern, line)
            if match:
                act(self, *match.groups())
                return
        raise AssertionError(f"nobody knows how to play {line!r}")

    def _speak(self, name: str, text: str) -> None:
        if name in self._customers:
            self._send(name, items.text(text))
        else:
            self._call(name, "post", "/messages", text=text)

    def _send(self, name: str, *messages: dict[str, Any]) -> None:
        self._said[name] = messages[-1]["id"]
        self._customers[name].sends(*messages)

    def _speak_twice(self, name: str, one: str, other: str) -> None:
        self._send(name, items.text(one), items.text(other))

    def _tap(self, name: str, title: str) -> None:
        self._customers[name].taps(title)

    def _show(self, name: str, what: str, caption: str | None) -> None:
        self._send(name, items.media(PICTURES[what], caption))

    def _edit(self, name: str, text: str) -> None:
        self._customers[name].sends(items.edit(self._said[name], text))

    def _move(self, name: str, phone: str) -> None:
        """Another number, which renews WhatsApp's id as well."""
        customer, before = self._customers[name], self._customers[name].person
        customer.bsuid, customer.phone = "GB.00000000000009999", phone
        change = items.number_changed(name, before.phone, phone, before.bsuid, customer.bsuid)
        receive(payloads.delivery(before, change))

    def _change(self, name: str, field: str, value: str) -> None:
        self._call(name, "patch", "", **{field: value})

    def _pass(self, hours: str) -> None:
        """What was, is so much longer ago; then the sweep comes along."""
        ago = timedelta(hours=int(hours))
        database.execute_sql("UPDATE run SET due_at = due_at - %s", (ago,))
        database.execute_sql("UPDATE contact SET last_heard_at = last_heard_at - %s", (ago,))
        timers.time_out_runs()

    def _call(self, agent: str, method: str, path: str, **asked: str) -> None:
        """An agent's program calls the API about the customer of this story."""
        [customer] = [one for name, one in self._customers.items() if name in self._said]
        key = make_api_key(Agent.get(Agent.name == agent))
        answer = self._client.open(
            f"/api/v1/contacts/{customer.contact.id}{path}",
            method=method.upper(),
            json=asked,
            headers={"Authorization": f"Bearer {key}"},
        )
        assert answer.status_code < 300, answer.text

    def _consequences(self) -> Iterator[str]:
        self._deliver()
        for body in self._graph.bodies[self._shown :]:
            if body.get("status") != "read":
                yield f"  {_author(body)}: {_on_the_phone(body)}"
        self._shown = len(self._graph.bodies)
        for event in self._new(Event):
            yield f"> {timeline.sentence(event)}"
        for item in self._new(OutboxItem):
            if item.kind is OutboxKind.EMAIL:
                yield f"> Email to {item.payload['to']}: {item.payload['subject']}"

    def _deliver(self) -> None:
        """Without the pauses that WhatsApp asks for."""
        while True:
            database.execute_sql("DELETE FROM pace")
            database.execute_sql("UPDATE outbox_item SET due_at = now() WHERE state = 'pending'")
            errands = [one for one in outbox.lease(50) if one.kind is OutboxKind.WHATSAPP]
            if not errands:
                return
            for errand in errands:
                settling.settle(errand, run(errand, context.config()))

    def _new(self, model: Any) -> list[Any]:
        rows = list(model.select().where(model.id > self._seen[model]).order_by(model.id))
        self._seen[model] = rows[-1].id if rows else self._seen[model]
        return rows


ACTS: dict[str, Callable[..., None]] = {
    r"(\w+) taps (.+)": Stage._tap,
    r"(\w+) at once: (.+) \| (.+)": Stage._speak_twice,
    r"(\w+) sends (a [\w ]+?)(?:: (.+))?": Stage._show,
    r"(\w+) edits it: (.+)": Stage._edit,
    r"(\w+) moves to the number \+(\d+)": Stage._move,
    r"(\w+) sets (\w+) to (.+)": Stage._change,
    r"(\d+) hours pass": Stage._pass,
    r"(\w+): (.+)": Stage._speak,
}


def _author(body: dict[str, Any]) -> str:
    """Who wrote it, by our mark on it."""
    mark = body["biz_opaque_callback_data"].removeprefix("outbox:")
    message = OutboxItem.get_by_id(int(mark)).message
    return "On the phone" if message.author is Author.AGENT else "Usher"


def _on_the_phone(body: dict[str, Any]) -> str:
    """What the customer's phone shows."""
    if body["type"] == "text":
        return _line(body["text"]["body"])
    interactive = body["interactive"]
    action, words = interactive["action"], _line(interactive["body"]["text"])
    titles = [one["reply"]["title"] for one in action.get("buttons", [])]
    titles += [row["title"] for part in action.get("sections", []) for row in part["rows"]]
    return " ".join([words, *(f"[{title}]" for title in titles)])


def _line(text: str) -> str:
    return " / ".join(text.split("\n\n"))
