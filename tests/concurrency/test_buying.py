"""Orders and purchases that meet: one purchase for each, one change of state. C5, I12, W2."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

from bot.app import create_app
from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models.assignment import deciding
from models.base import database
from models.batch import unit_of_work
from models.clock import now
from models.contact import Contact, State
from models.contact.event import Event
from models.contact.message import Message
from models.queues.inbox import InboxItem
from models.queues.item import WorkState
from models.sales import recording
from models.sales.purchase import Purchase, PurchaseItem
from models.sales.recording import Bought, Item
from tests.concurrency.apart import apart, somebody_waits
from tests.conftest import make_config
from tests.factories import make_agent, make_api_key, make_contact, make_rule
from tests.processes import eventually
from workers import inbox

__all__ = ["apart"]

Apart = Callable[[Callable[[], object]], Future[None]]
DORA = payloads.Person("GB.1", "Dora", phone=None)


def buy(contact_id: int) -> None:
    with unit_of_work("test") as batch:
        contact = batch.contact(contact_id)
        assert contact
        recording.record(
            contact, Bought([Item("Coat", Decimal(1), Decimal(9))], "EUR", now()), None
        )
        deciding.fire(batch, contact)


def happened(name: str) -> int:
    found: int = Event.select().where(Event.name == name).count()
    return found


def test_two_purchases_at_once_change_the_state_once(committed: str, apart: Apart) -> None:
    with database.connection_context():
        make_rule("All", [make_agent()])
        dora = make_contact(bsuid="GB.1").id
        with database.atomic():
            buy(dora)
            second = apart(lambda: buy(dora))
            eventually(somebody_waits(committed))
        second.result(30)
        assert Contact.get_by_id(dora).state is State.CLIENT
        assert (Purchase.select().count(), PurchaseItem.select().count()) == (2, 2)
        assert (happened("purchase.recorded"), happened("contact.state_changed")) == (2, 1)
        assert happened("contact.assigned") == 1


def test_an_order_and_a_purchase_by_hand_too(committed: str, apart: Apart) -> None:
    with database.connection_context():
        dora = make_contact(bsuid="GB.1").id
        InboxItem.receive(split(payloads.delivery(DORA, items.order("COAT", 9, "EUR"))))
        with database.atomic():
            buy(dora)
            drained = apart(inbox.work_off)
            eventually(somebody_waits(committed))
        drained.result(30)
        assert (Purchase.select().count(), happened("contact.state_changed")) == (2, 1)


def test_the_same_order_handled_twice_at_once_is_one_purchase(committed: str, apart: Apart) -> None:
    """Delivered again after the inbox has forgotten it, while the first one is not committed."""
    body = payloads.delivery(DORA, items.order("COAT", 9, "EUR"))
    with database.connection_context():
        make_contact(bsuid="GB.1")
        with database.atomic():
            InboxItem.receive(split(body))
            inbox.work_off()
            InboxItem.delete().execute()
            again = apart(lambda: (InboxItem.receive(split(body)), inbox.work_off()))
            eventually(somebody_waits(committed))
        again.result(30)
        assert (Purchase.select().count(), Message.select().count()) == (1, 1)
        assert happened("purchase.recorded") == 1
        assert InboxItem.get().state is WorkState.DONE


def test_the_same_request_made_twice_at_once_records_once(committed: str, tmp_path: Path) -> None:
    app = create_app(make_config(tmp_path), lambda queue: None)
    with database.connection_context():
        key, dora = make_api_key(), make_contact().id
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "2027-1"}
    body = {"contact": dora, "items": [{"name": "Coat", "price": "9.00"}]}

    def ask(_: int) -> int:
        answer = app.test_client().post("/api/v1/purchases", json=body, headers=headers)
        return answer.status_code

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(ask, range(4))) <= {201, 409}
    with database.connection_context():
        assert Purchase.select().count() == 1
