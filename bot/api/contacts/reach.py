"""Which contact a call may see, and which it may change, in one unit of work. How one is shown is
in shape.py."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot import admission
from bot.access.row import Reach
from bot.api import versions
from bot.api.resource import cause, viewer
from bot.moved import contact_missing
from bot.problems import invalid
from models.agents.visibility import visible
from models.assignment import claiming
from models.batch import unit_of_work
from models.contact import Contact
from models.contact.card import Card, cards


def visible_card(id: int, field: str | None = None) -> Card:
    """The contact that is meant, if the caller may see it. `field`: where the request named it."""
    query = Contact.select().where(Contact.id == id)
    contact = (query.for_update() if versions.asked() else query).first()
    if contact is None or not visible(viewer(), contact):
        raise (
            invalid(field, f"there is no contact {id}") if field else contact_missing(id, viewer())
        )
    return cards([contact])[0]


@contextmanager
def changed(id: int) -> Iterator[Contact]:
    """The contact, locked, if the caller may reach it; what is done to it is one unit of work."""
    with unit_of_work(cause()) as batch:
        contact = batch.contact(id)
        if contact is None or not visible(viewer(), contact):
            raise contact_missing(id, viewer())
        row = admission.row()
        if row is not None and row.reach is Reach.ACT:
            claiming.check_not_a_colleagues(batch, contact, viewer())
        yield contact
