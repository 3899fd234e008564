"""The rows of a file become contacts, a few hundred in one transaction: found by their key and
changed, or made. A2, A4, M7, R7, C2, X12.

Each row is a change set of its own, as if somebody had sent it by the API; the WhatsApp trigger and
the fallback are not for them (R6, R9).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import structlog

from models.agents.agent import Agent
from models.agents.visibility import visible
from models.base import AWAY, database
from models.batch import Batch, unit_of_work
from models.bulk import ending, trial
from models.bulk.cells import shown
from models.bulk.columns import Column
from models.bulk.import_order import Existing, ImportOrder, Key
from models.bulk.rows import Given, Reader
from models.bulk.trial import Brought
from models.contact import Contact, IdentifierKind, changes, company, entry
from models.contact.identity import keys
from models.contact.identity.directory import Directory
from models.contact.merge.merged import heirs_of
from models.incoming import Sender
from models.queues.job import Job, JobRow, JobState
from models.refusal import Refusal
from models.settings.source import IMPORT
from models.settings.trait import TraitKind
from models.workflow.answers import EMAIL

log = structlog.get_logger(__name__)

PORTION = 1000
"""Rows that are done in one transaction."""
LONGEST_NAME, LONGEST_EMAIL = 200, 254
LAST_ATTEMPT = 3
"""From then on a row is tried alone, and refused when it fails."""
FAULT = "a fault of ours, written to the log: try this row again after an update"
Outcome = tuple[Counter[str], Counter[str], list[Brought]]
"""How many rows had which end; of how many contacts each agent is to be told; and, for a dry run,
which identifiers were new."""
LEFT = "exists already: left as it is"


def portion(job: Job) -> None:
    """Do the next rows; after a failure fewer and fewer, so that one bad row stands alone in the
    end, and the others are done."""
    order = ImportOrder.of_json(job.order)
    if order.dry_run and job.position == 0:
        trial.forget(job)
    rows = job.next_rows(PORTION >> (4 * job.attempts) or 1)
    brought: list[Brought] = []
    try:
        tally, told, brought = _tried(job, order, rows)
    except Exception as error:
        if isinstance(error, (*AWAY, Refusal)) or job.attempts < LAST_ATTEMPT:
            raise
        log.exception("import.bad_row", job=job.id, row=rows[0].number)
        rows[0].refuse(FAULT)
        tally, told = Counter({"refused": 1}), Counter()
    job.settle(rows, keeping=order.dry_run)
    job.count(tally, told)
    if order.dry_run:
        trial.note(job, brought)
    if job.state is not JobState.PENDING:
        ending.tell(job)


def _tried(job: Job, order: ImportOrder, rows: Sequence[JobRow]) -> Outcome:
    """All of it or nothing; in a dry run nothing."""
    with database.atomic() as work:
        tally, told, brought = _carry_out(job, order, rows)
        if order.dry_run:
            work.rollback()
            told.clear()
    return tally, told, brought


def _carry_out(job: Job, order: ImportOrder, rows: Sequence[JobRow]) -> Outcome:
    tally: Counter[str] = Counter()
    with unit_of_work(job.cause, size=max(len(rows), 1)) as batch:
        told: Counter[str] = Counter()
        batch.told_later = told
        reader = Reader(order, batch.catalogue)
        given = [reader.read(row.data) for row in rows]
        before = trial.earlier(job, given, reader.read) if order.dry_run else []
        all_of = [*(one for _, one in before), *given]
        work = _Work(batch, order, job.agent, [one for one in all_of if not one.complaints])
        work.define(reader.columns)
        for row, one in before:
            work.do(row, one)
        work.brought.clear()
        for row, one in zip(rows, given, strict=True):
            tally[work.do(row, one)] += 1
    return tally, told, work.brought


class _Work:
    """One portion: who is known of those whom its rows mean."""

    def __init__(
        self, batch: Batch, order: ImportOrder, by: Agent | None, given: Sequence[Given]
    ) -> None:
        self._batch, self._order, self._by, self._given = batch, order, by, given
        senders = [one.sender for one in given]
        entry.hold(_several(senders))
        ids = [one.usher_id for one in given if one.usher_id is not None]
        heirs = heirs_of(ids)
        for one in given:
            one.usher_id = heirs.get(one.usher_id or 0, one.usher_id)
        self.brought: list[Brought] = []
        """For a dry run: which row was the first to bring which identifiers."""
        self._directory = Directory(batch, senders, also=[heirs.get(id, id) for id in ids])

    def define(self, columns: Iterable[Column]) -> None:
        """New traits, tags and companies, once for all rows that name them."""
        traits = {name for one in self._given for name in one.wish.get("traits", ())}
        for column in columns:
            if column.trait in traits:
                self._batch.trait(column.trait, column.kind or TraitKind.TEXT)
        self._batch.define_tags(tag for one in self._given for tag in one.wish.get("add_tags", ()))
        employed = [one.wish for one in self._given if "company" in one.wish]
        companies = company.named({wish["company"] for wish in employed}) if employed else {}
        for wish in employed:
            wish["company"] = companies[wish["company"]]

    def do(self, row: JobRow, given: Given) -> str:
        """What has become of the row, in a word."""
        held = [] if given.complaints else self._held(given)
        reason = given.reason or self._reason_against(given, held)
        if reason is not None:
            row.refuse(reason)
            return "refused"
        if self._order.dry_run and not (held and self._order.existing is Existing.SKIP):
            self.brought.append((row.number, self._directory.led_nowhere(given.sender)))
        contact = held[0] if held else self._made(given)
        # In a dry run nobody is there to be pointed at.
        row.finish(None if self._order.dry_run and self._batch.made(contact) else contact.id)
        if not held:
            return "created"
        if self._order.existing is Existing.SKIP:
            row.reason = LEFT
            return "skipped"
        self._change(contact, given)
        return "updated"

    def _held(self, given: Given) -> list[Contact]:
        """Every contact that the row leads to."""
        held = self._directory.holders(given.sender)
        named = self._batch.contacts.get(given.usher_id or 0)
        return held if named is None or named in held else [named, *held]

    def _reason_against(self, given: Given, held: list[Contact]) -> str | None:
        """Asked before anything is changed: of a row all is done, or nothing."""
        if given.usher_id is not None and given.usher_id not in self._batch.contacts:
            return f"there is no contact {given.usher_id}: leave usher_id empty for a new one"
        if len(held) > 1:
            who = " and ".join(map(self._called, held))
            return f"it leads to {who}: correct what identifies it, or make them one contact"
        if not held:
            return (
                _reason_against_values(given.wish, Contact())
                or self._reason_against_traits(given.wish, {})
                or self._reason_unseen(given.wish)
            )
        if self._order.key is Key.NONE and given.usher_id is None:
            return f"{self._called(held[0])} has this already: import with a key to change them"
        if self._order.existing is Existing.SKIP:
            return None
        return (
            _reason_against_values(given.wish, held[0])
            or self._reason_against_traits(given.wish, held[0].traits)
            or self._reason_against_change(held[0], given.wish)
        )

    def _called(self, contact: Contact) -> str:
        """In a dry run nobody will have the number of who is made."""
        made = self._order.dry_run and self._batch.made(contact)
        return "an earlier row" if made else f"contact {contact.id}"

    def _reason_against_traits(self, wish: dict[str, Any], held: dict[str, Any]) -> str | None:
        """What is no choice of its trait: only what is `held` may stay."""
        for name, value in wish.get("traits", {}).items():
            trait = self._batch.catalogue.trait(name)
            try:
                if trait is not None and trait.choices:
                    trait.typed(value, held.get(trait.name))
            except ValueError as error:
                return f"{name} “{shown(value)}”: {error}"
        return None

    def _reason_unseen(self, wish: dict[str, Any]) -> str | None:
        try:
            changes.check_sight(self._batch.catalogue.default_status, wish, self._by)
        except Refusal as refusal:
            return refusal.message
        return None

    def _reason_against_change(self, contact: Contact, wish: dict[str, Any]) -> str | None:
        if not visible(self._by, contact):
            return "a contact that your role does not see has this: ask a sales manager"
        try:
            changes.check_rights(contact, wish, self._by)
        except Refusal as refusal:
            return refusal.message
        return None

    def _made(self, given: Given) -> Contact:
        return entry.made(self._batch, self._directory, given.sender, given.wish, self._by, IMPORT)

    def _change(self, contact: Contact, given: Given) -> None:
        """A phone or an id that is new to them leads to them too."""
        wish = given.wish
        if _same(wish.get("name"), contact.name):
            wish = {name: value for name, value in wish.items() if name != "name"}
        self._directory.learn(contact, given.sender)
        changes.carry_out(contact, wish, self._by)


def _reason_against_values(wish: dict[str, Any], contact: Contact) -> str | None:
    """What is there already may stay, however it came there."""
    name, email, owner = (wish.get(field) for field in ("name", "email", "owner"))
    if name and len(name) > LONGEST_NAME and not _same(name, contact.name):
        return f"its name is too long: give at most {LONGEST_NAME} characters"
    if email and email != contact.email and not _is_email(email):
        return f"email “{shown(email)}”: write it like ann@example.org"
    if owner and not owner.active and owner.id != contact.owner_id:
        return f"{owner.name} is not active any more: choose another agent"
    return None


def _same(wanted: str | None, name: str) -> bool:
    """But for the spaces around it."""
    return wanted is not None and wanted == name.strip()


def _is_email(text: str) -> bool:
    return len(text) <= LONGEST_EMAIL and EMAIL.fullmatch(text) is not None


def _several(senders: Iterable[Sender]) -> Iterator[keys.Key]:
    """The numbers that are written in several ways: of the others the index lets one in."""
    phones = ((IdentifierKind.PHONE, one.phone) for one in senders if one.phone)
    return (key for key in phones if len(keys.spellings(key)) > 1)
