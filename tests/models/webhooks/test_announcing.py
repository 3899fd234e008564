"""Endpoints are owed what happens, with it and as they may see it (X13, X14, M5)."""

from datetime import datetime

import pytest

from models.agents.agent import Role
from models.base import database
from models.batch import unit_of_work
from models.catalogue import Catalogue
from models.contact import Contact, State
from models.contact.message import Delivery
from models.queues import bell
from models.settings import pipeline
from models.settings.status import Status
from models.webhooks.delivery import WebhookDelivery
from models.webhooks.endpoint import WebhookEndpoint
from tests.factories import (
    find,
    heard,
    make_agent,
    make_automation,
    make_contact,
    make_endpoint,
    make_rule,
    make_trait,
    make_workflow,
)
from tests.handlers.receiving import receipt, sent
from tests.models.acting import changing
from tests.models.queries import counted
from tests.models.webhooks.announced import owed, types
from tests.story import Customer, receive
from workers import outbox, settling
from workers.errand import Errand

pytestmark = pytest.mark.usefixtures("workshop")

QUESTION = """
name: Budget
start: {on: first_message}
steps:
  budget: {ask: "How much?", kind: number, set: budget, next: thanks}
  thanks: {say: "Thank you!"}
"""


@pytest.fixture
def dora(workshop: None) -> Contact:
    return make_contact("Dora", **heard())


def test_a_whole_conversation_is_told_in_its_order() -> None:
    make_workflow(QUESTION)
    make_rule("All", [make_agent("Ann")])
    endpoint = make_endpoint()
    Customer().says("Hi").says("1500")
    assert types(endpoint) == [
        *("contact.created", "workflow.started", "message.received"),
        *("contact.trait_set", "workflow.finished", "contact.assigned", "message.received"),
    ]
    [set_] = owed(endpoint, "contact.trait_set")
    assert set_["data"]["details"] == {"trait": "budget", "before": None, "after": 1500}
    assert set_["data"]["cause"].startswith("message:wamid.")
    assert datetime.fromisoformat(set_["timestamp"]).tzinfo is not None


def test_the_contact_is_shown_as_it_is_after_the_whole_change_set() -> None:
    """The card of each event knows the owner that the last one brought."""
    make_workflow(QUESTION)
    make_rule("All", [make_agent("Ann")])
    make_endpoint()
    dora = Customer().says("Hi").says("1500")
    [told] = owed(None, "contact.trait_set")
    card = told["data"]["contact"]
    assert (card["name"], card["phone"], card["traits"]) == ("Dora", dora.phone, {"budget": 1500})
    assert card["owner"]["email"] == "ann@example.org"


def test_without_an_endpoint_nothing_is_asked_and_nothing_kept(dora: Contact, monkeypatch) -> None:
    make_endpoint(active=False)
    Catalogue.current()
    with counted(monkeypatch) as asked, changing(dora) as loaded:
        loaded.set_state(State.CLIENT)
    assert [sql for sql in asked if "webhook" in sql or '"identifier"' in sql] == []
    assert WebhookDelivery.select().count() == 0


def test_what_nobody_wants_costs_no_query_either(dora: Contact, monkeypatch) -> None:
    make_endpoint(events=["contact.closed"])
    with counted(monkeypatch) as asked, changing(dora) as loaded:
        loaded.set_trait("size", "M")
    assert [sql for sql in asked if "webhook_delivery" in sql or '"identifier"' in sql] == []


def test_many_contacts_at_once_cost_as_many_queries_as_one(monkeypatch) -> None:
    make_endpoint()
    make_endpoint()
    make_trait("size")
    Catalogue.current()
    costs = []
    for size in (1, 5):
        contacts = [make_contact().id for _ in range(size)]
        with counted(monkeypatch) as asked, unit_of_work("test") as batch:
            for one in batch.load(contacts):
                one.set_trait("size", "M")
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert WebhookDelivery.select().count() == 12


def test_an_endpoint_is_told_of_what_it_wants(dora: Contact) -> None:
    some, all_ = make_endpoint(events=["contact.tagged"]), make_endpoint()
    with changing(dora) as loaded:
        loaded.add_tag("VIP")
        loaded.set_trait("size", "M")
    assert types(some) == ["contact.tagged"]
    assert types(all_) == ["contact.tagged", "contact.trait_set"]
    ids = [row.webhook_id for row in WebhookDelivery.select()]
    assert len(set(ids)) == 3


def test_what_is_taken_back_was_never_owed(dora: Contact) -> None:
    make_endpoint()
    with database.atomic() as savepoint:
        with changing(dora) as loaded:
            loaded.add_tag("VIP")
        savepoint.rollback()
    assert owed() == []


def test_the_bell_is_rung_when_something_is_owed(dora: Contact, monkeypatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr("models.queues.bell.ring_after_commit", rung.append)
    with changing(dora) as loaded:
        loaded.add_tag("VIP")
    assert bell.Queue.WEBHOOKS not in rung
    make_endpoint()
    with changing(dora) as loaded:
        loaded.remove_tag("VIP")
    assert bell.Queue.WEBHOOKS in rung


def test_through_the_eyes_of_support_only_closed_contacts_are_seen(dora: Contact) -> None:
    """X13, A6: at each moment what that role sees then; what is reopened is seen no more."""
    sam = make_agent("Sam", role=Role.SUPPORT)
    seeing, all_ = make_endpoint(as_agent=sam), make_endpoint()
    for status in ("Interested", "Lost", "New Lead"):
        with changing(dora) as loaded:
            loaded.set_status(find(Status, status))
    assert types(seeing) == ["contact.status_changed", "contact.closed"]
    assert [one["data"]["contact"]["status"]["name"] for one in owed(seeing)] == ["Lost"] * 2
    assert len(types(all_)) == 5


def test_messages_of_a_contact_that_may_not_be_seen_are_not_told() -> None:
    """X13."""
    seeing = make_endpoint(as_agent=make_agent("Sam", role=Role.SUPPORT))
    Customer().says("Hi")
    receive(receipt(sent().wamid, "delivered"))
    assert types(seeing) == []


def test_an_endpoint_that_goes_meanwhile_is_left_out(dora: Contact) -> None:
    """Somebody deletes it after the catalogue was read: the change is kept all the same."""
    gone, kept = make_endpoint(), make_endpoint()
    with changing(dora) as loaded:
        loaded.add_tag("VIP")
        WebhookEndpoint.delete().where(WebhookEndpoint.id == gone.id).execute()
    assert types() == types(kept) == ["contact.tagged"]


# Messages of ours.


def test_each_step_of_a_message_is_told_once() -> None:
    endpoint = make_endpoint(events=["message.sent", "message.delivered", "message.read"])
    message = sent()
    for status in ("delivered", "delivered", "sent", "read"):
        receive(receipt(message.wamid, status))
    assert types(endpoint) == ["message.delivered", "message.read"]
    [told] = owed(endpoint, "message.read")
    assert (told["data"]["message"]["id"], told["data"]["message"]["delivery"]) == (
        message.id,
        "read",
    )
    assert told["data"]["contact"]["id"] == message.contact_id


def test_a_failure_says_why() -> None:
    endpoint = make_endpoint()
    receive(receipt(sent().wamid, "failed"))
    [told] = owed(endpoint, "message.failed")
    assert told["data"]["message"]["error"]


def test_a_receipt_that_was_faster_than_our_own_call_tells_both_steps() -> None:
    endpoint = make_endpoint()
    message = sent()
    message.delivery = Delivery.QUEUED
    message.save()
    receive(receipt(message.wamid, "delivered"))
    assert types(endpoint) == ["message.sent", "message.delivered"]


def test_what_whatsapp_took_or_refused_is_told(dora: Contact) -> None:
    endpoint = make_endpoint()
    with changing(dora) as loaded:
        loaded.say({"type": "text", "text": "one"})
        loaded.say({"type": "text", "text": "two"})
    for result in ("wamid.1", ValueError("no")):
        [errand] = outbox.lease(1)
        _settle(errand, result)
    assert types(endpoint) == ["message.sent", "message.failed"]
    assert owed(endpoint)[0]["data"]["message"]["wamid"] == "wamid.1"


def _settle(errand: Errand, result: str | ValueError) -> None:
    from bot.outcomes import Refused

    settling.settle(errand, result if isinstance(result, str) else Refused("x", str(result)))


# What no batch writes, and what automations say.


def test_contacts_of_a_status_that_starts_or_stops_to_close_are_told_of(dora: Contact) -> None:
    make_contact("Dan")
    endpoint = make_endpoint()
    interested = find(Status, "Interested")
    with changing(dora) as loaded:
        loaded.set_status(interested)
    pipeline.set_closure(interested, True)
    pipeline.set_closure(find(Status, "Interested"), False)
    assert types(endpoint) == ["contact.status_changed", "contact.closed", "contact.reopened"]
    [closed] = owed(endpoint, "contact.closed")
    assert closed["data"]["details"] == {"status": "Interested"}
    assert closed["data"]["contact"]["closed_at"] is not None


def test_an_automation_tells_the_endpoint_that_it_names(dora: Contact) -> None:
    """M5: whatever that endpoint wants by itself; once, if it wants it anyway."""
    named, other = make_endpoint(events=["contact.created"]), make_endpoint(events=["ping"])
    both = make_endpoint()
    make_automation("Interested", {"webhook": named.id}, {"webhook": both.id})
    with changing(dora) as loaded:
        loaded.set_status(find(Status, "Interested"))
    assert types(named) == ["status.entered"]
    assert types(both) == ["contact.status_changed", "status.entered"]
    assert types(other) == []
    assert owed(named)[0]["data"]["details"]["status"] == "Interested"


def test_an_automation_tells_nobody_who_may_not_see_the_contact(dora: Contact) -> None:
    """X13."""
    named = make_endpoint(as_agent=make_agent("Sam", role=Role.SUPPORT))
    make_automation("Interested", {"webhook": named.id})
    with changing(dora) as loaded:
        loaded.set_status(find(Status, "Interested"))
    assert owed() == []
