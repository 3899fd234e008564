"""Who is who: finding, creating and re-identifying contacts by phone and business-scoped id (W2,
X6).

A contact has many identifiers and an identifier leads to one contact: a unique index decides races.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from models.contact import Contact, Identifier, IdentifierKind
from models.contact.numbers import variants
from models.incoming import Sender
from models.source import WHATSAPP

if TYPE_CHECKING:
    from models.batch import Batch

Key = tuple[IdentifierKind, str]


class Directory:
    """The identifiers that a batch has to do with: which are known, and to whom they lead."""

    def __init__(self, batch: "Batch", senders: Iterable[Sender]) -> None:
        self._batch = batch
        self._known: dict[Key, int] = {}
        self._of: dict[int, set[Key]] = {}
        keys = {key for sender in senders for key in lookup_keys(sender)}
        self._read(keys)
        batch.load(self._known.values())

    def find(self, sender: Sender) -> Contact | None:
        """The contact that `sender` is, by business-scoped id, else by phone."""
        contact_id = self._by_bsuid(sender) or self._by_phone(sender)
        return self._batch.contacts.get(contact_id) if contact_id else None

    def admit(self, sender: Sender) -> Contact:
        """The contact that `sender` is, created when nobody is known by these identifiers."""
        contact = self.find(sender)
        if contact is None:
            contact = self._create(sender)
        self.learn(contact, sender)
        return contact

    def learn(self, contact: Contact, sender: Sender) -> None:
        """Keep identifiers of `sender` that were not known, and fresher names for show.

        What a payload leaves out is never taken away: a phone can be hidden later.
        """
        for key in own_keys(sender):
            if self._known.get(key) != contact.id and not self._has_other_phone(contact, key):
                self._add(contact, key)
        if sender.name and not contact.name:
            contact.name = sender.name
        if sender.username and sender.username != contact.username:
            contact.username = sender.username

    def move(self, contact: Contact, before: Sender, after: Sender) -> None:
        """The person has new identifiers; the old ones become aliases that lead nowhere."""
        for key in own_keys(before):
            if self._known.get(key) == contact.id:
                self._retire(contact, key)
        if after.phone:
            self._retire_all(contact, IdentifierKind.PHONE)
        for key in own_keys(after):
            self._take_over(contact, key)

    def _by_bsuid(self, sender: Sender) -> int | None:
        for kind, value in _ids(sender):
            if (kind, value) in self._known:
                return self._known[kind, value]
        return None

    def _by_phone(self, sender: Sender) -> int | None:
        """By phone only where it contradicts nothing: another id behind the same phone is another
        person."""
        for phone in variants(sender.phone) if sender.phone else ():
            contact_id = self._known.get((IdentifierKind.PHONE, phone))
            if contact_id is None:
                continue
            if sender.bsuid and self._kinds(contact_id, IdentifierKind.BSUID):
                self._recycled(contact_id, phone)
                return None
            return contact_id
        return None

    def _recycled(self, contact_id: int, phone: str) -> None:
        """A phone that came back with another id: the number changed hands, or its owner was not
        announced."""
        contact = self._batch.contacts[contact_id]
        self._retire(contact, (IdentifierKind.PHONE, phone))
        contact.flag = "Their phone number now writes under another WhatsApp identity"
        contact.record("contact.flagged", reason=contact.flag)

    def _create(self, sender: Sender) -> Contact:
        catalogue = self._batch.catalogue
        status = catalogue.default_status
        source = catalogue.source(WHATSAPP)
        contact = Contact(
            id=self._batch.next_id(Contact),
            name=sender.name or "",
            username=sender.username,
            status=status.id,
            source=source.id if source else None,
            created_at=self._batch.now,
            updated_at=self._batch.now,
            status_since=self._batch.now,
        )
        self._batch.create(contact)
        contact.start_cycle()
        contact.created_by_message = True
        contact.record(
            "contact.created", status=status.name, source=source.name if source else None
        )
        return contact

    def _has_other_phone(self, contact: Contact, key: Key) -> bool:
        """A written variant of the phone that is already known is not a second phone."""
        kind, value = key
        known = {value for _, value in self._kinds(contact.id, IdentifierKind.PHONE)}
        return kind is IdentifierKind.PHONE and bool(known & set(variants(value)))

    def _take_over(self, contact: Contact, key: Key) -> None:
        holder = self._known.get(key)
        if holder is not None and holder != contact.id:
            self._retire(self._batch.contacts[holder], key)
        if holder != contact.id:
            self._add(contact, key)

    def _add(self, contact: Contact, key: Key) -> None:
        holder = self._known.get(key)
        if holder is not None:
            return
        kind, value = key
        self._batch.add(Identifier, contact=contact.id, kind=kind, value=value)
        self._known[key] = contact.id
        self._of.setdefault(contact.id, set()).add(key)
        if not contact.created_by_message:
            contact.record("contact.identifier_added", kind=kind.value)

    def _retire(self, contact: Contact, key: Key) -> None:
        kind, value = key
        Identifier.update(active=False).where(
            Identifier.kind == kind, Identifier.value == value, Identifier.active
        ).execute()
        self._known.pop(key, None)
        self._of.get(contact.id, set()).discard(key)
        contact.record("contact.identifier_retired", kind=kind.value)

    def _retire_all(self, contact: Contact, kind: IdentifierKind) -> None:
        for key in self._kinds(contact.id, kind):
            self._retire(contact, key)

    def _kinds(self, contact_id: int, kind: IdentifierKind) -> list[Key]:
        return sorted(key for key in self._of.get(contact_id, ()) if key[0] is kind)

    def _read(self, keys: set[Key]) -> None:
        """Which of `keys` are known, and every other identifier of those contacts."""
        if not keys:
            return
        theirs = Identifier.alias()
        found = (
            Identifier.select(Identifier.contact)
            .where(
                Identifier.value.in_(sorted({value for _, value in keys})),
                Identifier.active,
            )
            .distinct()
        )
        rows = theirs.select(theirs.contact, theirs.kind, theirs.value).where(
            theirs.contact.in_(found), theirs.active
        )
        for contact_id, kind, value in rows.tuples():
            self._known[kind, value] = contact_id
            self._of.setdefault(contact_id, set()).add((kind, value))


def own_keys(sender: Sender) -> list[Key]:
    """The identifiers that came along, as they came."""
    phone = [(IdentifierKind.PHONE, sender.phone)] if sender.phone else []
    return [*_ids(sender), *phone]


def lookup_keys(sender: Sender) -> list[Key]:
    """The identifiers to look for: with the ways in which the same phone may be written."""
    phones = variants(sender.phone) if sender.phone else ()
    return [*_ids(sender), *((IdentifierKind.PHONE, phone) for phone in phones)]


def _ids(sender: Sender) -> list[Key]:
    ids = [
        (IdentifierKind.BSUID, sender.bsuid),
        (IdentifierKind.PARENT_BSUID, sender.parent_bsuid),
    ]
    return [(kind, value) for kind, value in ids if value]


def identifiers_of(contact_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """The active identifiers of contacts: ``{contact id: {kind: value}}``, the newest of each
    kind."""
    rows = (
        Identifier.select(Identifier.contact, Identifier.kind, Identifier.value)
        .where(Identifier.contact.in_(list(contact_ids)), Identifier.active)
        .order_by(Identifier.id)
        .tuples()
    )
    found: dict[int, dict[str, str]] = {}
    for contact_id, kind, value in rows:
        found.setdefault(contact_id, {})[kind.value] = value
    return found
