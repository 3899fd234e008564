"""Who does not get a campaign, and why not: asked in sets, of a whole selection when it is ordered
and of each portion once more when its turn comes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import peewee

from models import sets
from models.campaigns.campaign import Campaign, CampaignRecipient, RecipientState
from models.campaigns.wording import NAME, placeholders
from models.catalogue import Catalogue
from models.clock import now
from models.conditions.comparing import fold
from models.contact import Contact, ContactTrait, Identifier, IdentifierKind
from models.contact.facets.conversation import WINDOW
from models.contact.message import Author, Delivery, Message

OPTED_OUT, UNREACHABLE, WINDOW_CLOSED, GOT_OTHER, CONTACTED, NO_VALUE, GONE, STOPPED = (
    *("opted_out", "unreachable", "window_closed", "got_other", "contacted"),
    *("no_value", "gone", "stopped"),
)
REASONS = {
    OPTED_OUT: "they have opted out of automatic messages",
    UNREACHABLE: "neither a phone number nor a WhatsApp id is known of them",
    WINDOW_CLOSED: "they have not written within 24 hours: only a template reaches them",
    GOT_OTHER: "they got a campaign whose contacts this one leaves out",
    CONTACTED: "somebody wrote to them too short a while ago",
    NO_VALUE: "nothing is known of them for {{{about}}}: give a default",
    GONE: "whoever ordered it may not see them any more",
    STOPPED: "the campaign was stopped before their turn",
}
"""In the order in which the first that holds is said."""


def sentence(reason: str | None) -> str | None:
    word, _, about = (reason or "").partition(":")
    return REASONS[word].format(about=about) if word in REASONS else None


def judged(campaign: Campaign, contacts: Any) -> Any:
    """The query of `contacts` (a condition), each with the reason why not; NULL: they get it."""
    reasons = [(holds, peewee.Value(reason)) for reason, holds in _reasons(campaign)]
    return Contact.select(Contact.id, peewee.Case(None, reasons)).where(contacts)


def reasons(campaign: Campaign, contacts: list[int]) -> dict[int, str | None]:
    """As it is now, for contacts that the caller has locked."""
    return dict(judged(campaign, sets.among(Contact.id, contacts)).tuples())


def _reasons(campaign: Campaign) -> Iterator[tuple[str, Any]]:
    yield OPTED_OUT, Contact.opted_out_at.is_null(False)
    yield UNREACHABLE, ~_reachable()
    if campaign.text:
        heard = Contact.last_heard_at
        yield WINDOW_CLOSED, heard.is_null() | (heard <= now() - WINDOW)
    if campaign.others:
        yield GOT_OTHER, _got(campaign.others)
    if campaign.days:
        yield CONTACTED, _written_to_within(campaign.days)
    given = {fold(name) for name in campaign.defaults}
    for _, name in placeholders(campaign.content):
        if fold(name) not in given:
            yield f"{NO_VALUE}:{name}", ~_has_value(name)


def _reachable() -> Any:
    kinds = [IdentifierKind.PHONE, IdentifierKind.BSUID]
    ways = Identifier.select(peewee.SQL("1")).where(
        Identifier.contact == Contact.id, Identifier.active, Identifier.kind.in_(kinds)
    )
    return peewee.fn.EXISTS(ways)


def _got(campaigns: list[int]) -> Any:
    rows = CampaignRecipient.select(peewee.SQL("1")).where(
        CampaignRecipient.contact == Contact.id,
        CampaignRecipient.campaign.in_(campaigns),
        CampaignRecipient.state == RecipientState.OWED,
    )
    return peewee.fn.EXISTS(rows)


def _written_to_within(days: int) -> Any:
    written = Message.select(peewee.SQL("1")).where(
        Message.contact == Contact.id,
        Message.author != Author.CONTACT,
        Message.delivery != Delivery.FAILED,
        Message.created_at > now() - timedelta(days=days),
    )
    return peewee.fn.EXISTS(written)


def _has_value(name: str) -> Any:
    """A trait of this name; for ``{name}`` the profile's name too."""
    trait = Catalogue.current().trait(name)
    values = ContactTrait.select(peewee.SQL("1")).where(
        ContactTrait.contact == Contact.id, ContactTrait.trait == (trait.id if trait else 0)
    )
    there = peewee.fn.EXISTS(values)
    return there | (peewee.fn.TRIM(Contact.name) != "") if fold(name) == NAME else there
