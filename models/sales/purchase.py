"""A purchase: what a contact bought, when and for how much, recorded by hand, by a program, or by
an order on WhatsApp. I12, C5."""

import peewee

from models.agents.agent import Agent
from models.base import Model, moment, partial_index
from models.contact import Contact
from models.contact.message import Message


class Purchase(Model):
    id = peewee.BigAutoField()
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", index=False)
    bought_at = moment()
    reference = peewee.TextField(null=True)
    """The number of the order or invoice."""
    currency = peewee.TextField(constraints=[peewee.Check("currency ~ '^[A-Z]{3}$'")])
    """ISO 4217."""
    total = peewee.DecimalField(16, 2, auto_round=True, constraints=[peewee.Check("total >= 0")])
    """Of all items together."""
    message = peewee.ForeignKeyField(
        Message, on_delete="SET NULL", null=True, index=False, backref="purchases"
    )
    """The order on WhatsApp that it came by."""
    agent = peewee.ForeignKeyField(Agent, on_delete="SET NULL", null=True, index=False)
    """Who recorded it; None: a program, or the order."""
    note = peewee.TextField(default="")
    created_at = moment()

    class Meta:
        indexes = ((("contact", "bought_at"), False), (("total", "id"), False))


partial_index(
    Purchase,
    "purchase_message_unique",
    "message",
    where=Purchase.message.is_null(False),
    unique=True,
)


# By time, with what they come to.
Purchase.add_index(
    peewee.SQL(
        'CREATE INDEX "purchase_bought_at" ON "purchase" ("bought_at", "id") '
        'INCLUDE ("currency", "total")'
    )
)


class PurchaseItem(Model):
    id = peewee.BigAutoField()
    purchase = peewee.ForeignKeyField(Purchase, on_delete="CASCADE", backref="items")
    name = peewee.TextField()
    product = peewee.TextField(null=True)
    """The key of the product in the catalogue that it was ordered from."""
    quantity = peewee.DecimalField(12, 3, constraints=[peewee.Check("quantity > 0")])
    price = peewee.DecimalField(14, 2, auto_round=True, constraints=[peewee.Check("price >= 0")])
    """Of one, in the purchase's currency."""
