"""Recording what a contact bought: by hand, by a program, or by an order on WhatsApp. I12, C5.

Whoever buys is a client from then on; a partner stays one. That is a change of the contact like any
other: who records it fires the rules once for all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from models.agents.agent import Agent
from models.contact import Contact, Group, State
from models.contact.holding import hold_behind_contact
from models.contact.message import Message
from models.sales import money
from models.sales.purchase import Purchase, PurchaseItem

if TYPE_CHECKING:
    from models.batch import Batch

MOST_ITEMS = 200
MOST_OF_ONE = Decimal("999999999.999")
MOST_IN_ALL = Decimal("99999999999999.99")


@dataclass(frozen=True, slots=True)
class Item:
    name: str
    quantity: Decimal
    price: Decimal
    """Of one."""
    product: str | None = None


@dataclass(frozen=True, slots=True)
class Bought:
    items: Sequence[Item]
    currency: str
    bought_at: datetime
    reference: str | None = None
    note: str = ""

    @property
    def total(self) -> Decimal:
        """Rounded once, at the end."""
        return money.rounded(sum((one.quantity * one.price for one in self.items), Decimal()))


def record(
    contact: Contact, bought: Bought, by: Agent | None, message_id: int | None = None
) -> int:
    """Keep a purchase of `contact`; it is written with the batch. Answers its id. `by`: who records
    it; None is a program, or the order itself."""
    batch = contact.batch
    id = batch.new(
        Purchase,
        contact=contact.id,
        bought_at=bought.bought_at,
        reference=bought.reference,
        currency=bought.currency,
        total=bought.total,
        message=message_id,
        agent=by.id if by else None,
        note=bought.note,
    )
    for one in bought.items:
        batch.add(
            PurchaseItem,
            purchase=id,
            name=one.name,
            product=one.product,
            quantity=one.quantity,
            price=one.price,
        )
    contact.record(
        "purchase.recorded",
        purchase=id,
        total=money.plain(bought.total),
        currency=bought.currency,
        items=len(bought.items),
        bought_at=bought.bought_at.isoformat(),
    )
    if becomes_client(contact):
        contact.set_state(State.CLIENT)
    return id


def becomes_client(contact: Contact) -> bool:
    """By buying; a partner stays one."""
    return contact.state.group is Group.PROSPECTS


def remove(batch: "Batch", purchase: Purchase) -> None:
    """Delete a purchase that was none. The contact's state stays as it is."""
    held = hold_behind_contact(batch, purchase, "purchase")
    _delete(batch.contacts[held.contact_id], held)


def take_back(contact: Contact, message: Message) -> None:
    """The contact has taken back the order `message`: what it recorded goes, also when this very
    batch did so. The state stays: a person may know better."""
    unwritten = contact.batch.added(Purchase)
    for row in [one for one in unwritten if one["message"] == message.id]:
        unwritten.remove(row)
        items = contact.batch.added(PurchaseItem)
        items[:] = [one for one in items if one["purchase"] != row["id"]]
        _tell_deleted(contact, row["id"], row["total"], row["currency"])
    for purchase in Purchase.select().where(Purchase.message == message.id):
        _delete(contact, purchase)


def _delete(contact: Contact, purchase: Purchase) -> None:
    _tell_deleted(contact, purchase.id, purchase.total, purchase.currency)
    purchase.delete_instance()


def _tell_deleted(contact: Contact, id: int, total: Decimal, currency: str) -> None:
    contact.record("purchase.deleted", purchase=id, total=money.plain(total), currency=currency)
