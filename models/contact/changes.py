"""What somebody wants changed of a contact, field by field, as verbs on it in one change set. Who
asks, and how it was written, is known to those who call."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from models.agents.agent import Agent
from models.agents.visibility import sees_all
from models.assignment import claiming, deciding
from models.contact.contact import Contact
from models.contact.facets.consent import Means
from models.contact.identity import rekeying
from models.refusal import Refusal
from models.settings.status import Status
from models.settings.trait import TraitKind, typed

Wish = Mapping[str, Any]
"""By field, what it is to be: things such as statuses and agents, not their names. ``tags`` is the
whole list, ``add_tags`` and ``remove_tags`` a part of it; a trait that is None is cleared."""


class Unsuitable(ValueError):  # noqa: N818  (it is said to a person)
    """Values that cannot be kept: each with its field and the remedy."""

    def __init__(self, complaints: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{field}: {message}" for field, message in complaints))
        self.complaints = complaints


def check(contact: Contact, wish: Wish, by: Agent | None) -> None:
    """Raises Unsuitable or Refusal for what `apply` would not do, changing nothing."""
    complaints = list(_unsuitable(contact, wish.get("traits", {})))
    if complaints:
        raise Unsuitable(complaints)
    check_rights(contact, wish, by)


def check_rights(contact: Contact, wish: Wish, by: Agent | None) -> None:
    """Raises the Refusal of who may not do that."""
    check_sight(contact.batch.catalogue.statuses[contact.status_id], wish, by)
    if wish.keys() - {"owner"}:
        claiming.check_not_a_colleagues(contact.batch, contact, by)
    if "owner" in wish:
        claiming.check_owner(contact.batch, contact, wish["owner"], by)


def check_sight(status: Status, wish: Wish, by: Agent | None) -> None:
    """Raises Refusal where somebody would have, or would have made, a contact that they do not see
    (A6). `status`: where the contact stands."""
    if wish.get("status", status).closure:
        return
    if "status" in wish and not sees_all(by):
        raise Refusal(
            "your role sees closed contacts only: ask a sales manager to open it again", "status"
        )
    owner = wish.get("owner")
    if owner is not None and not sees_all(owner):
        raise Refusal(
            f"{owner.name} would not see this contact: their role sees closed contacts only",
            "owner",
        )


def apply(contact: Contact, wish: Wish, by: Agent | None) -> None:
    """Do all of it. An owner who is named wins over the rules, which otherwise are tried once.

    Raises Unsuitable or Refusal: what was done in memory until then must not be written.
    """
    complaints = list(_unsuitable(contact, wish.get("traits", {})))
    if complaints:
        raise Unsuitable(complaints)
    check_sight(contact.batch.catalogue.statuses[contact.status_id], wish, by)
    carry_out(contact, wish, by)


def carry_out(contact: Contact, wish: Wish, by: Agent | None) -> None:
    """The same for a wish whose values are suitable and which is allowed."""
    for field, verb in VERBS.items():
        if field in wish:
            verb(contact, wish[field])
    for field in rekeying.KEYS:
        if field in wish:
            rekeying.know_by(contact, field, wish[field], by)
    if "owner" in wish:
        claiming.set_owner(contact.batch, contact, wish["owner"], by)
        deciding.pass_over(contact)
    else:
        deciding.fire(contact.batch, contact)


def kind_of(value: Any) -> TraitKind:
    """Of a trait that is defined by its first value."""
    if isinstance(value, bool):
        return TraitKind.BOOLEAN
    return TraitKind.NUMBER if isinstance(value, int | float) else TraitKind.TEXT


def _unsuitable(contact: Contact, traits: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in traits.items():
        if value is None:
            continue
        if ":" in name:
            yield f"traits.{name}", "leave colons out of a trait's name"
            continue
        known = contact.batch.catalogue.trait(name)
        try:
            if known:
                known.typed(value, held=contact.traits.get(known.name))
            else:
                typed(kind_of(value), value)
        except ValueError as error:
            yield f"traits.{name}", str(error)


def _set_traits(contact: Contact, traits: Mapping[str, Any]) -> None:
    for name, value in traits.items():
        if value is None:
            contact.clear_trait(name)
        else:
            contact.set_trait(name, value, kind_of(value))


def _set_tags(contact: Contact, tags: list[str]) -> None:
    wanted = {tag.casefold() for tag in tags}
    for tag in sorted(contact.tags):
        if tag.casefold() not in wanted:
            contact.remove_tag(tag)
    _add_tags(contact, tags)


def _add_tags(contact: Contact, tags: list[str]) -> None:
    for tag in tags:
        contact.add_tag(tag)


def _remove_tags(contact: Contact, tags: list[str]) -> None:
    for tag in tags:
        contact.remove_tag(tag)


def _move_deadline(contact: Contact, deadline: date | str) -> None:
    contact.move_deadline(date.fromisoformat(deadline) if isinstance(deadline, str) else deadline)


def _set_opted_out(contact: Contact, opted_out: bool) -> None:
    contact.opt_out(Means.PERSON) if opted_out else contact.opt_in(Means.PERSON)


VERBS: dict[str, Any] = {
    "name": Contact.rename,
    "email": Contact.set_email,
    "company": Contact.set_company,
    "town": Contact.set_town,
    "postcode": Contact.set_postcode,
    "status": Contact.set_status,
    "source": Contact.set_source,
    "state": Contact.set_state,
    "traits": _set_traits,
    "tags": _set_tags,
    "add_tags": _add_tags,
    "remove_tags": _remove_tags,
    "closure_deadline": _move_deadline,
    "opted_out": _set_opted_out,
}
"""In this order."""
