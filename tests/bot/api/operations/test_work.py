"""Inbox and outbox: what waits, what failed and why, and trying it again. X17."""

from typing import Any

import pytest

from models.agents.agent import Role
from models.contact.message import Author, Delivery, Message
from models.queues.item import WorkState
from models.queues.outbox import OutboxItem, OutboxKind
from tests import factories


def test_the_list_of_what_arrived_shows_no_payloads(api: Any) -> None:
    item = factories.make_inbox_item(payload='{"item": {"text": {"body": "secret"}}}')
    answer = api.get("/inbox")
    assert answer.json["items"][0]["external_id"] == item.external_id
    assert "secret" not in answer.text
    one = api.get(f"/inbox/{item.id}").json
    assert one["payload"] == {"item": {"text": {"body": "secret"}}}


@pytest.mark.parametrize("payload", ["no json", '{"a": "\\ud800\\u0000"}', "[" * 5000])
def test_any_payload_can_be_looked_at(api: Any, payload: str) -> None:
    item = factories.make_inbox_item(payload=payload)
    assert api.get(f"/inbox/{item.id}").status_code == 200


def test_rows_are_filtered(api: Any) -> None:
    parked = factories.make_inbox_item(state=WorkState.PARKED, kind="unreadable")
    factories.make_inbox_item(kind="status")
    for query in ({"state": "parked"}, {"kind": "unreadable"}):
        assert [one["id"] for one in api.get("/inbox", **query).json["items"]] == [parked.id]
    assert api.get("/inbox", state="lost").status_code == 422
    assert api.get("/outbox", kind="fax").status_code == 422


def test_what_was_parked_is_tried_again(api: Any, database: None) -> None:
    item = factories.make_inbox_item(state=WorkState.PARKED, last_error="boom")
    answer = api.post(f"/inbox/{item.id}/retry")
    assert (answer.status_code, answer.json["state"]) == (200, "pending")
    again = api.post(f"/inbox/{item.id}/retry")
    assert again.status_code == 409
    assert "pending" in again.json["detail"]
    assert api.post("/inbox/999999/retry").status_code == 404


def test_a_failed_message_waits_to_be_sent_again(api: Any) -> None:
    """Its ticks start anew with the second try."""
    dora = factories.make_contact()
    message = factories.make_message(
        dora, author=Author.BOT, delivery=Delivery.FAILED, error="131026"
    )
    item = factories.make_outbox_item(
        kind=OutboxKind.WHATSAPP,
        payload=message.content,
        message=message,
        contact=dora.id,
        state=WorkState.PARKED,
    )
    assert api.post(f"/outbox/{item.id}/retry").json["state"] == "pending"
    message = Message.get_by_id(message.id)
    assert (message.delivery, message.error) == (Delivery.QUEUED, None)


def test_what_is_to_be_sent_is_shown(api: Any) -> None:
    dora = factories.make_contact()
    factories.make_outbox_item(contact=dora.id)
    text = {"type": "text", "text": "Hi"}
    factories.make_outbox_item(kind=OutboxKind.WHATSAPP, payload=text, recipient="34600111222")
    whatsapp, email = api.get("/outbox").json["items"]
    assert (whatsapp["content"], whatsapp["email"]) == (text, None)
    assert whatsapp["recipient"] == "34600111222"
    assert email["contact"] == {"id": dora.id, "name": "Dora"}
    assert email["email"]["to"] == "ann@example.org"
    assert email["email"]["subject"] == "Dora is yours"
    assert "budget: 1500" in email["email"]["text"]
    assert "http://usher.test/contacts/1" in email["email"]["text"]
    assert api.get(f"/outbox/{whatsapp['id']}").json == whatsapp


def test_only_administrators_look_into_deliveries(api_as: Any) -> None:
    """X13."""
    for role in (Role.SUPPORT, Role.SALES_AGENT, Role.OPERATIONS):
        other = api_as(factories.make_agent(f"Eve{role.value}", role=role))
        for path in ("/inbox", "/outbox"):
            assert other.get(path).status_code == 403
    admin = api_as(factories.make_agent("Ann", role=Role.ADMIN))
    assert admin.get("/inbox").status_code == 200


def test_many_rows_cost_as_many_queries_as_one(api: Any, queries: list[str]) -> None:
    api.get("/settings")
    counts = []
    for _ in range(2):
        for _ in range(5):
            factories.make_outbox_item(contact=factories.make_contact().id)
        queries.clear()
        api.get("/outbox")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert OutboxItem.select().count() == 10
