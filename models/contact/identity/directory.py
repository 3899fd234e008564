"""Who is who: finding, creating and re-identifying contacts by phone and business-scoped id (W2,
X6).

A contact has many identifiers and an identifier leads to one contact: a unique index decides races.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from models import sets
from models.base import database
from models.contact.contact import Contact, Identifier, IdentifierKind
from models.contact.creation import create
from models.contact.identity.keys import Key, ids, lookup_keys, own_keys, spellings
from models.incoming import Sender
from models.settings.source import WHATSAPP

if TYPE_CHECKING:
    from models.batch import Batch


class Directory:
    """The identifiers that a batch has to do with: which are known, and to whom they lead."""

    def __init__(self, batch: "Batch", senders: Iterable[Sender], also: Iterable[int] = ()) -> None:
        """The contacts of `senders` are locked, and in one go those of the ids `also`."""
        self._batch = batch
        self._known: dict[Key, int] = {}
        self._of: dict[int, set[Key]] = {}
        self._account: dict[Key, int | None] = {}
        """Which of a contact's WhatsApp accounts each belongs to."""
        self._unwritten: dict[Key, dict[str, Any]] = {}
        """The rows of identifiers that this batch adds."""
        self._meet({key for sender in senders for key in lookup_keys(sender)}, also)

    def find(self, sender: Sender) -> Contact | None:
        """The contact that `sender` is, by business-scoped id, else by phone."""
        contact_id = self._by_id(sender) or self._by_phone(sender)
        return self._batch.contacts.get(contact_id) if contact_id else None

    def admit(self, sender: Sender) -> Contact:
        """The contact that `sender` is, created when nobody is known by these identifiers."""
        contact = self.find(sender)
        if contact is None:
            contact = self._create(sender)
        self.learn(contact, sender)
        return contact

    def holders(self, sender: Sender) -> list[Contact]:
        """Every contact that one of these identifiers leads to: more than one, when they speak of
        different people."""
        led = {self._known[key] for key in lookup_keys(sender) if key in self._known}
        return [self._batch.contacts[id] for id in sorted(led)]

    def led_nowhere(self, sender: Sender) -> list[Key]:
        """Those of its identifiers that nobody is known by."""
        return [key for key in own_keys(sender) if not self._held(key)]

    def learn(self, contact: Contact, sender: Sender) -> None:
        """Keep identifiers of `sender` that were not known, and fresher names for show.

        What a payload leaves out is never taken away: a phone can be hidden later.
        """
        account = self._account_of(contact, sender)
        for key in own_keys(sender):
            for held in self._held(key):
                if self._known[held] != contact.id:
                    self._contest(contact, held)
                elif self._account[held] != account:
                    self._join(held, account)
            if not self._held(key):
                self._add(contact, key, account)
        if sender.name and not contact.name:
            contact.name = sender.name
        if sender.username and sender.username != contact.username:
            contact.username = sender.username

    def answer_to(self, contact: Contact, sender: Sender) -> None:
        """From now on answers go to the account that `sender` wrote from."""
        account = self._account_of(contact, sender)
        if contact.account != account:
            contact.account = account

    def move(self, contact: Contact, before: Sender, after: Sender) -> None:
        """The person has new identifiers; the old ones become aliases that lead nowhere.

        WhatsApp renews every id with the number, so what `after` does not name is old as well.
        """
        account, wanted = self._account_of(contact, before), own_keys(after)
        for key in sorted(self._of.get(contact.id, set()) - set(wanted)):
            if key[0] is not IdentifierKind.EXTERNAL and self._account[key] == account:
                self._retire(contact, key)
        for key in wanted:
            self._take_over(contact, key, account)

    def _account_of(self, contact: Contact, sender: Sender) -> int | None:
        """Which of the contact's WhatsApp accounts this is, see `Identifier.account`; the latest,
        as long as it is not known."""
        for key in own_keys(sender):
            for held in self._held(key):
                if self._known[held] == contact.id and key[0] is not IdentifierKind.EXTERNAL:
                    return self._account[held]
        return contact.account

    def _by_id(self, sender: Sender) -> int | None:
        return next((self._known[key] for key in ids(sender) if key in self._known), None)

    def _by_phone(self, sender: Sender) -> int | None:
        """By phone only where it contradicts nothing: another id behind the same phone is another
        person."""
        if not sender.phone:
            return None
        for key in spellings((IdentifierKind.PHONE, sender.phone)):
            contact_id = self._known.get(key)
            if contact_id and not (sender.bsuid and self._has_id_beside(key)):
                return contact_id
        return None

    def _create(self, sender: Sender) -> Contact:
        contact = create(
            self._batch, name=sender.name or "", source=self._batch.catalogue.source(WHATSAPP)
        )
        contact.username = sender.username
        contact.created_by_message = True
        return contact

    def _contest(self, contact: Contact, key: Key) -> None:
        """`contact` comes with `key`, which leads to somebody else: a number that writes under
        another id has changed hands; whether two contacts are one person is for a person to say."""
        holder = self._batch.contacts[self._known[key]]
        if key[0] is IdentifierKind.PHONE and self._has_id(contact.id, holder.id):
            self._retire(holder, key)
            _flag(holder, "Their phone number now writes under another WhatsApp identity")
        else:
            _flag(contact, same_person(holder.id))
            _flag(holder, same_person(contact.id))

    def _take_over(self, contact: Contact, key: Key, account: int | None) -> None:
        holder_id = self._known.get(key)
        if holder_id == contact.id:
            return
        if holder_id is not None:
            holder = self._batch.contacts[holder_id]
            self._retire(holder, key)
            _flag(holder, f"What they were known by went to contact {contact.id}, who changed it")
        self._add(contact, key, account)

    def _held(self, key: Key) -> list[Key]:
        """The spellings of `key` that lead to anybody."""
        return [one for one in spellings(key) if one in self._known]

    def _add(self, contact: Contact, key: Key, account: int | None) -> None:
        kind, value = key
        row = self._batch.add(
            Identifier, contact=contact.id, kind=kind, value=value, account=account
        )
        self._unwritten[key] = row
        self._known[key], self._account[key] = contact.id, account
        self._of.setdefault(contact.id, set()).add(key)
        if not contact.made_now:
            contact.record("contact.identifier_added", kind=kind.value)

    def _retire(self, contact: Contact, key: Key) -> None:
        row = self._unwritten.pop(key, None)
        if row is not None:
            row["active"] = False
        else:
            _set(key, active=False)
        del self._known[key]
        self._of[contact.id].discard(key)
        contact.record("contact.identifier_retired", kind=key[0].value)

    def _join(self, key: Key, account: int | None) -> None:
        """It came along with those of another account of theirs: there is one account only."""
        if key[0] is IdentifierKind.EXTERNAL:
            return
        self._account[key] = account
        row = self._unwritten.get(key)
        if row is not None:
            row["account"] = account
        else:
            _set(key, account=account)

    def _has_id_beside(self, phone: Key) -> bool:
        """Whether a business-scoped id is known of the account of this phone."""
        account = self._account[phone]
        return any(
            kind is IdentifierKind.BSUID and self._account[kind, value] == account
            for kind, value in self._of[self._known[phone]]
        )

    def _has_id(self, *contact_ids: int) -> bool:
        """Whether each of them is known by a business-scoped id."""
        kinds = [{kind for kind, _ in self._of.get(one, ())} for one in contact_ids]
        return all(IdentifierKind.BSUID in known for known in kinds)

    def _meet(self, keys: set[Key], also: Iterable[int]) -> None:
        """Load the contacts whom `keys` lead to, in one go with `also`. While we waited for its
        lock one may have been merged into another, or erased: the keys lead elsewhere then."""
        self._read(keys)
        self._batch.load([*self._known.values(), *also])
        while len(self._batch.load(self._known.values())) < len(set(self._known.values())):
            self._known.clear()
            self._of.clear()
            self._read(keys)

    def _read(self, keys: set[Key]) -> None:
        """Which of `keys` are known, and every other identifier of those contacts."""
        if not keys:
            return
        rows = database.execute_sql(KNOWN, (sets.listed(sorted({value for _, value in keys})),))
        for contact_id, name, value, account in rows.fetchall():
            key = (IdentifierKind(name), value)
            self._known[key], self._account[key] = contact_id, account
            self._of.setdefault(contact_id, set()).add(key)


KNOWN = f"""
SELECT contact_id, kind, value, account FROM identifier WHERE active AND contact_id IN (
    SELECT contact_id FROM identifier WHERE active AND value = ANY({sets.array("text")})
)
"""


def same_person(id: int) -> str:
    """The flag of who is probably contact `id` too: merging them takes it away."""
    return f"Probably the same person as contact {id}"


def _set(key: Key, **values: Any) -> None:
    """Of the stored identifier that leads to somebody."""
    kind, value = key
    one = (Identifier.kind == kind) & (Identifier.value == value) & Identifier.active
    Identifier.update(**values).where(one).execute()


def _flag(contact: Contact, reason: str) -> None:
    """Ask a person to look, once for each reason."""
    if contact.flag != reason:
        contact.flag = reason
        contact.record("contact.flagged", reason=reason)
