"""`/operations`: queues, who works on them, alarms with their remedies; retrying many. X17."""

from datetime import timedelta
from typing import Any

from models.clock import now
from models.contact.message import Author, Delivery, Message
from models.queues.inbox import InboxItem
from models.queues.item import WorkState
from models.queues.outbox import OutboxItem, OutboxKind
from tests import factories


def names(api: Any) -> set[str]:
    return {one["name"] for one in api.get("/operations").json["alarms"]}


def test_without_redis_everything_else_is_told(api: Any) -> None:
    found = api.get("/operations").json
    assert found["redis"] is None
    assert found["state"] == "attention"
    assert [one["name"] for one in found["queues"]] == [
        *("inbox", "outbox", "timers", "backlog", "jobs", "webhooks", "search")
    ]
    assert found["database"]["size_bytes"] > 0
    assert {one["workers"] for one in found["queues"]} == {None}
    assert "redis" in names(api)


def test_what_waits_too_long_is_an_alarm_with_a_remedy(api: Any) -> None:
    factories.make_inbox_item(due_at=now() - timedelta(minutes=5))
    found = api.get("/operations").json
    assert found["state"] == "trouble"
    late = next(one for one in found["alarms"] if one["name"] == "inbox_late")
    assert "5 min" in late["what"]
    assert "usher worker inbox" in late["remedy"]
    inbox = found["queues"][0]
    assert (inbox["waiting"], inbox["failed"]) == (1, 0)
    assert inbox["oldest_seconds"] >= 300


def test_what_is_parked_is_an_alarm(api: Any) -> None:
    factories.make_outbox_item(state=WorkState.PARKED)
    assert "outbox_parked" in names(api)


def test_emails_that_wait_for_a_mail_server_are_told(api: Any) -> None:
    assert "mail" not in names(api)
    factories.make_outbox_item()
    assert "mail" in names(api)


def test_all_parked_rows_of_a_kind_are_tried_again(api: Any, rung: list[str]) -> None:
    odd = [factories.make_inbox_item(state=WorkState.PARKED, kind="change") for _ in range(3)]
    kept = factories.make_inbox_item(state=WorkState.PARKED)
    answer = api.post("/inbox/retry", json={"kind": "change"})
    assert answer.json == {"retried": 3, "left": False}
    assert {InboxItem.get_by_id(one.id).state for one in odd} == {WorkState.PENDING}
    assert InboxItem.get_by_id(kept.id).state is WorkState.PARKED
    assert api.post("/inbox/retry", json={}).json["retried"] == 1
    assert api.post("/outbox/retry", json={"kind": "fax"}).status_code == 422


def test_messages_of_what_is_sent_again_wait_anew(api: Any, database: None) -> None:
    dora = factories.make_contact("Dora")
    message = factories.make_message(
        dora, "Hi", author=Author.AGENT, delivery=Delivery.FAILED, error="away"
    )
    factories.make_outbox_item(
        kind=OutboxKind.WHATSAPP, message=message, contact=dora, state=WorkState.PARKED
    )
    assert api.post("/outbox/retry", json={}).json["retried"] == 1
    assert Message.get_by_id(message.id).delivery is Delivery.QUEUED


def test_a_long_list_goes_on_behind_its_cursor(api: Any) -> None:
    items = [factories.make_inbox_item() for _ in range(5)]
    first = api.get("/inbox", page_size=2).json
    assert (first["total"], first["total_exact"]) == (5, True)
    second = api.get("/inbox", page_size=2, after=first["next"]).json
    third = api.get("/inbox", page_size=2, after=second["next"]).json
    found = [one["id"] for page in (first, second, third) for one in page["items"]]
    assert found == [one.id for one in reversed(items)]
    assert third["next"] is None


def test_the_outbox_of_one_contact(api: Any) -> None:
    dora = factories.make_contact("Dora")
    own = factories.make_outbox_item(contact=dora)
    factories.make_outbox_item()
    assert [one["id"] for one in api.get("/outbox", contact=dora.id).json["items"]] == [own.id]
    assert OutboxItem.select().count() == 2
