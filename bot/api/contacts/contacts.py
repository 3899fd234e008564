"""`/contacts`: who writes to us. What of a contact can be said is in change.py, which ones
are meant in filters.py."""

from collections.abc import Callable
from typing import Any

from bot.api import versions
from bot.api.contacts.change import (
    ContactChangeSchema,
    ContactUpsertSchema,
    NewContactSchema,
    apply,
    as_problems,
    meant,
)
from bot.api.contacts.filters import ContactQuerySchema, wanted
from bot.api.contacts.reach import changed, visible_card
from bot.api.contacts.shape import ContactSchema, of_card, shown
from bot.api.paging import places, stretch_of, walked_list_of, walked_page
from bot.api.resource import Resource, cause, viewer
from models.contact import Contact, entry
from models.contact.card import cards
from models.contact.finding import browsing

contacts = Resource("contacts", __name__, description="Who writes to us")


@contacts.get("/contacts")
@contacts.arguments(ContactQuerySchema, location="query")
@contacts.response(200, walked_list_of(ContactSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Contacts by all that is known of them; newest first. `next` leads on where this page ends,
    `previous` back to where it began. `total_exact` tells whether `total` is;
    of many it is some seconds old, or an estimate."""
    with places():
        found = browsing.page(wanted(asked), viewer(), stretch_of(asked))
    return walked_page(found, list(shown(found.contacts)), asked)


@contacts.post("/contacts")
@contacts.arguments(NewContactSchema)
@contacts.response(201, ContactSchema)
def create(asked: dict[str, Any]) -> Any:
    """Add a contact. 409 names in `contacts` who has the phone or the external id already."""
    contact = _found_or_made(lambda batch: entry.add(batch, meant(asked), viewer()))
    return _answer(contact.id, 201)


@contacts.put("/contacts")
@contacts.arguments(ContactUpsertSchema)
@contacts.response(200, ContactSchema)
@contacts.alt_response(201, schema=ContactSchema, description="The contact is new")
def put(asked: dict[str, Any]) -> Any:
    """Change the contact that `phone` or `external_id` leads to, or add it. What is not named
    stays. 409 names in `contacts` the two that they lead to."""
    contact, new = _found_or_made(lambda batch: entry.put(batch, meant(asked), viewer(), _check))
    return _answer(contact.id, 201 if new else 200)


@contacts.get("/contacts/<id:id>")
@contacts.response(200, ContactSchema)
def show(id: int) -> dict[str, Any]:
    """One contact."""
    return of_card(visible_card(id))


@contacts.patch("/contacts/<id:id>")
@contacts.arguments(ContactChangeSchema)
@contacts.response(200, ContactSchema)
def change(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Change what is named, as one change set: rules are tried once, after all of it (R7)."""
    with changed(id) as contact:
        apply(contact, asked)
    return of_card(visible_card(id))


def _check(found: Contact | None) -> None:
    """That the contact is still as the caller saw it, if they say how."""
    if versions.asked():
        shown = ContactSchema().dump(of_card(cards([found])[0])) if found else None
        versions.check_against(versions.tag_of(shown) if shown else None)


def _found_or_made(work: Callable[[Any], Any]) -> Any:
    with as_problems():
        return entry.found_or_made(cause(), work)


def _answer(id: int, status: int) -> Any:
    card = of_card(visible_card(id))
    return card, status, {"ETag": f'"{versions.tag_of(ContactSchema().dump(card))}"'}
