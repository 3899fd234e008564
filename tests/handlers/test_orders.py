"""An order on WhatsApp is a purchase and makes a client, and never a fault. I12, C5."""

from typing import Any

import pytest

from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models.contact import Contact, State
from models.contact.event import Event
from models.contact.message import Message
from models.queues.inbox import InboxItem
from models.sales.purchase import Purchase, PurchaseItem
from tests.factories import make_agent, make_rule, set_organisation
from tests.handlers.talking import workflow
from tests.models.acting import told
from tests.models.queries import counted
from tests.story import Customer, parked, receive, settle

pytestmark = pytest.mark.usefixtures("workshop")

COAT = {"product_retailer_id": "COAT-G", "quantity": 1, "item_price": 89.5, "currency": "GBP"}
SCARF = {"product_retailer_id": "SCARF", "quantity": 2, "item_price": 12, "currency": "GBP"}


def order(*products: Any, **rest: Any) -> dict[str, Any]:
    return items.item("order", {"catalog_id": "7001", "product_items": list(products)} | rest)


def test_an_order_becomes_a_purchase() -> None:
    dora = Customer().sends(order(COAT, SCARF, text="gift wrap, please"))
    purchase = Purchase.get()
    message = Message.get()
    assert (purchase.contact_id, purchase.message_id) == (dora.contact.id, message.id)
    assert (str(purchase.total), purchase.currency) == ("113.50", "GBP")
    assert (purchase.bought_at, purchase.agent_id, purchase.note) == (message.sent_at, None, "")
    bought = [
        (one.product, one.name, float(one.quantity), float(one.price))
        for one in PurchaseItem.select().order_by(PurchaseItem.id)
    ]
    assert bought == [("COAT-G", "COAT-G", 1, 89.5), ("SCARF", "SCARF", 2, 12)]


def test_who_orders_is_a_client_by_that_message() -> None:
    dora = Customer().sends(order(COAT))
    assert dora.contact.state is State.CLIENT
    causes = {one.name: one.cause for one in Event.select().order_by(Event.id)}
    wamid = Message.get().wamid
    assert causes["purchase.recorded"] == causes["contact.state_changed"] == f"message:{wamid}"
    names = told(dora.contact)
    assert names.index("purchase.recorded") < names.index("contact.state_changed")
    dora.sends(order(COAT))
    assert told(dora.contact).count("contact.state_changed") == 1


def test_the_rules_are_tried_once_for_message_and_state() -> None:
    clients = [{"field": "state", "op": "is", "value": "CLIENT"}]
    make_rule("Clients", [make_agent()], conditions=clients)
    dora = Customer().sends(order(COAT))
    assert dora.owner == "Ann"
    assert told(dora.contact).count("contact.assigned") == 1


def test_it_is_so_in_the_middle_of_a_workflow_and_after_a_stop() -> None:
    workflow("size", "{on: first_message}")
    dora = Customer().says("Hi").sends(order(COAT))
    assert Purchase.select().count() == 1
    dora.says("STOP").sends(order(COAT))
    assert Purchase.select().count() == 2


def test_the_same_order_delivered_again_is_one_purchase() -> None:
    body = payloads.delivery(Customer().person, order(COAT))
    for _ in range(2):
        receive(body)
    assert (Purchase.select().count(), parked()) == (1, [])


def test_without_a_currency_it_is_the_organisations() -> None:
    set_organisation(currency="USD")
    Customer().sends(order({**COAT, "currency": None}))
    assert Purchase.get().currency == "USD"


def test_prices_come_to_two_places_and_may_be_text_or_nothing_at_all() -> None:
    Customer().sends(order({**COAT, "item_price": "19.995"}, {**SCARF, "item_price": 0}))
    assert str(Purchase.get().total) == "20.00"


@pytest.mark.parametrize(
    "products",
    [
        [],
        [None, "x", 7],
        [{}],
        [{**COAT, "item_price": None}],
        [{**COAT, "item_price": -5}],
        [{**COAT, "item_price": "free"}],
        [{**COAT, "item_price": 1e308}],
        [{**COAT, "item_price": True}, {**COAT, "quantity": 0}],
        [{**COAT, "quantity": None}],
        [{**COAT, "quantity": -1}],
        [{**COAT, "quantity": "many"}],
        [{**COAT, "quantity": 1e-9}],
        [{**COAT, "quantity": 10**9}],
        [{**COAT, "quantity": 999_999_999, "item_price": 999_999_999}] * 100,
        [{**COAT, "currency": "pounds"}],
        [{**COAT, "currency": "£"}],
        [COAT, {**SCARF, "currency": "EUR"}],
        [COAT] * 250,
    ],
)
def test_what_is_not_clear_is_no_purchase_and_a_person_looks(products: list[Any]) -> None:
    dora = Customer().sends(order(*products))
    assert (Purchase.select().count(), parked()) == (0, [])
    assert Message.select().count() == 1
    assert dora.contact.state is State.PROSPECT
    assert dora.contact.flag.startswith("An order of theirs could not be kept as a purchase: ")
    assert "contact.flagged" in told(dora.contact)


@pytest.mark.parametrize("part", [None, [], "x", 7, {"product_items": 5}])
def test_an_order_of_another_shape_is_kept_as_a_message(part: Any) -> None:
    Customer().sends(items.item("order", part))
    assert (Message.select().count(), Purchase.select().count(), parked()) == (1, 0, [])


def test_many_products_are_all_bought() -> None:
    Customer().sends(order(*[COAT] * 120))
    assert PurchaseItem.select().count() == 120


def test_an_order_that_is_taken_back_is_no_purchase_and_the_state_stays() -> None:
    bought = order(COAT)
    dora = Customer().sends(bought).sends(items.revoke(bought["id"]))
    assert (Purchase.select().count(), PurchaseItem.select().count()) == (0, 0)
    assert told(dora.contact)[-2:] == ["message.revoked", "purchase.deleted"]
    assert dora.contact.state is State.CLIENT


def test_also_when_both_come_at_once() -> None:
    one, other = order(COAT), order(SCARF, COAT)
    Customer().sends(one, other, items.revoke(one["id"]))
    assert [str(row.total) for row in Purchase.select()] == ["113.50"]
    assert PurchaseItem.select().count() == 2
    assert parked() == []


def test_other_messages_cost_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    dora = Customer().says("Hi")
    with counted(monkeypatch) as plain:
        dora.says("How are you?")
    assert not [sql for sql in plain if "purchase" in sql]


def test_the_contact_of_an_order_may_be_new_and_many_at_once() -> None:
    for n in range(30):
        person = Customer(name=f"Customer {n}").person
        receive_later(payloads.delivery(person, order(COAT)))
    settle()
    assert Purchase.select().count() == 30
    assert {one.state for one in Contact.select()} == {State.CLIENT}


def receive_later(body: bytes) -> None:
    InboxItem.receive(split(body))
