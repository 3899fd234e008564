"""`/contacts`: who writes to us. What a PATCH does is in contact_change.py, which ones are meant in
contact_filter.py."""

from typing import Any

from bot.api.contact_change import ContactChangeSchema, apply
from bot.api.contact_filter import ContactQuerySchema, wanted
from bot.api.contact_shape import ContactSchema, changed, of_card, shown, visible_card
from bot.api.paging import list_of, page_of
from bot.api.resource import Resource, viewer
from models.contact.listing import listed

contacts = Resource("contacts", __name__, description="Who writes to us")


@contacts.get("/contacts")
@contacts.arguments(ContactQuerySchema, location="query")
@contacts.response(200, list_of(ContactSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Contacts by status, source, state, owner, tag, traits, words and time; newest first."""
    return page_of(listed(wanted(asked), viewer()), asked, shown)


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
