"""What a search of contacts looks at: for each contact the words that are known of it and said with
it, and some facts that no index of its own row holds, for those would cost every message.

The database notes which contacts have changed; their rows here follow a moment later, by
workers/search.py, or by the search itself while there are few.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import peewee
from playhouse.postgres_ext import TSVectorField

from models import sets
from models.base import Model, TimeField, database, partial_index, read_anew
from models.contact.contact import Contact, IdentifierKind
from models.contact.finding.words import of_number, vector, with_ends, words
from models.contact.message import IN_VAIN, SPEAKS

PORTION = 500
"""Contacts whose rows are renewed in one transaction."""
FEW = 200
"""So many changed contacts a search itself brings up to date before it looks."""
MESSAGES = 300
"""Of so many messages, the newest, the words are kept."""
LONGEST_NAME, LONGEST_MESSAGE = 254, 2000
MOST_WORDS = 6000
PATIENCE = "200ms"
"""How long a search waits for somebody who is renewing rows."""


class ContactSearch(Model):
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", primary_key=True)
    document = TSVectorField(index=False)
    has_phone = peewee.BooleanField()
    unanswered = peewee.BooleanField()
    """They wrote last, and no colleague has written since."""
    updated_at = TimeField()
    last_heard_at = TimeField(null=True)
    last_contacted_at = TimeField(null=True)
    closure_deadline = peewee.DateField(null=True)
    last_message = peewee.BigIntegerField(null=True)
    """The id of the newest message, whoever wrote it: in this order conversations are listed."""

    class Meta:
        indexes = (
            (("updated_at", "contact"), False),
            (("last_heard_at", "contact"), False),
            (("last_contacted_at", "contact"), False),
            (("closure_deadline", "contact"), False),
        )


ContactSearch.add_index(
    peewee.SQL(
        'CREATE INDEX "contact_search_document" ON "contact_search" USING GIN ("document") '
        "WITH (fastupdate = 'off')"
    )
)
for name, only in (("no_phone", "NOT has_phone"), ("unanswered", "unanswered")):
    partial_index(ContactSearch, f"contact_search_{name}", "contact", where=only)
partial_index(
    ContactSearch,
    "contact_search_last_message",
    "last_message",
    where=ContactSearch.last_message.is_null(False),
)


class ContactStale(Model):
    """A contact that has changed since its row in `ContactSearch` was made. Written by triggers;
    a contact may stand here several times."""

    id = peewee.BigAutoField()
    contact_id = peewee.BigIntegerField()


def refresh(limit: int = PORTION) -> int:
    """Renew the rows of the contacts that changed longest ago, one process at a time. Answers how
    many notes of a change are done with."""
    with database.atomic():
        database.execute_sql(ALONE)
        noted = database.execute_sql(TAKE, (limit,)).fetchall()
        ids = sorted({contact for (contact,) in noted})
        rows = [_row(*known) for known in database.execute_sql(KNOWN, {"ids": ids})] if ids else []
        _keep(rows)
    return len(noted)


def _keep(rows: list[dict[str, Any]]) -> None:
    """All at once; where PostgreSQL takes one not, or its contact is gone, the others still."""
    if not rows:
        return
    try:
        with database.atomic():
            database.execute_sql(KEEP, (sets.document(rows),))
    except (peewee.DataError, peewee.IntegrityError, peewee.ProgrammingError):
        if len(rows) > 1:
            middle = len(rows) // 2
            _keep(rows[:middle])
            _keep(rows[middle:])


def freshen() -> None:
    """Bring what has changed a moment ago up to date, if that is quickly done: who has just added
    a contact finds it."""
    if not 0 < _waiting() <= FEW:
        return
    try:
        with database.atomic():
            database.execute_sql(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            refresh(FEW)
            database.execute_sql("SET LOCAL lock_timeout = DEFAULT")
    except (peewee.OperationalError, peewee.IntegrityError):
        pass  # Somebody is at it, or a contact has just gone: what is there has to do.
    read_anew()  # Also what somebody else has brought up to date meanwhile.


def note(contacts: Any) -> None:
    """What is known of these has changed without a change of their own rows. `contacts`: the query
    of their ids."""
    ContactStale.insert_from(contacts, [ContactStale.contact_id]).execute()


def stale() -> Any:
    """The query of the contacts whose rows are not up to date."""
    return ContactStale.select(ContactStale.contact_id)


def _waiting() -> int:
    return int(database.execute_sql(WAITING, (FEW + 1,)).fetchone()[0])


WAITING = "SELECT count(*) FROM (SELECT FROM contact_stale LIMIT %s) few"
ALONE = "SELECT pg_advisory_xact_lock(861507335)"
TAKE = """
DELETE FROM contact_stale WHERE id = ANY(ARRAY(
    SELECT id FROM contact_stale ORDER BY id LIMIT %s
)) RETURNING contact_id
"""
KNOWN = f"""
SELECT contact.id, contact.updated_at, contact.last_heard_at, contact.last_contacted_at,
    contact.closure_deadline,
    ARRAY[contact.name, contact.username, contact.email],
    ARRAY[company.name, contact.town, contact.postcode],
    ARRAY(SELECT value FROM identifier i
          WHERE i.contact_id = contact.id AND i.active AND kind = '{IdentifierKind.PHONE}'),
    ARRAY(SELECT left(value, {LONGEST_NAME}) FROM identifier i
          WHERE i.contact_id = contact.id AND i.active AND kind <> '{IdentifierKind.PHONE}'),
    ARRAY(SELECT tag.name FROM contact_tag t JOIN tag ON tag.id = t.tag_id
          WHERE t.contact_id = contact.id),
    ARRAY(SELECT left(value #>> '{{}}', {LONGEST_MESSAGE}) FROM contact_trait t
          WHERE t.contact_id = contact.id AND jsonb_typeof(value) <> 'boolean'),
    ARRAY(SELECT left(m.text, {LONGEST_MESSAGE}) FROM message m
          WHERE m.contact_id = contact.id AND m.text <> '' AND m.revoked_at IS NULL
          ORDER BY m.id DESC LIMIT {MESSAGES}),
    coalesce((SELECT m.author = 'contact' FROM message m
              WHERE m.contact_id = contact.id AND m.author <> 'bot' AND {SPEAKS}
              AND NOT {IN_VAIN}
              ORDER BY m.id DESC LIMIT 1), false),
    (SELECT max(id) FROM message m WHERE m.contact_id = contact.id)
FROM contact LEFT JOIN company ON company.id = contact.company_id
WHERE contact.id = ANY(%(ids)s)
"""
# Of those who are still there, held in the order of everybody who holds contacts.
KEEP = """
INSERT INTO contact_search (contact_id, document, has_phone, unanswered, updated_at, last_heard_at,
    last_contacted_at, closure_deadline, last_message)
SELECT r.* FROM json_to_recordset(%s::json) AS r(contact bigint, document tsvector,
    has_phone boolean, unanswered boolean, updated_at timestamptz, last_heard_at timestamptz,
    last_contacted_at timestamptz, closure_deadline date, last_message bigint)
JOIN contact ON contact.id = r.contact
ORDER BY r.contact FOR KEY SHARE OF contact
ON CONFLICT (contact_id) DO UPDATE SET document = excluded.document,
    has_phone = excluded.has_phone, unanswered = excluded.unanswered,
    updated_at = excluded.updated_at, last_heard_at = excluded.last_heard_at,
    last_contacted_at = excluded.last_contacted_at,
    closure_deadline = excluded.closure_deadline, last_message = excluded.last_message
"""


def _row(
    contact: int,
    updated_at: Any,
    last_heard_at: Any,
    last_contacted_at: Any,
    closure_deadline: Any,
    called: Sequence[str | None],
    details: Sequence[str | None],
    phones: Sequence[str],
    keys: Sequence[str],
    *told: Any,
) -> dict[str, Any]:
    tags, traits, messages, unanswered, last_message = told
    plain = [*details, *keys, *tags, *traits, *messages]
    return {
        "contact": contact,
        "document": vector(_known_words(called, phones, plain)),
        "has_phone": bool(phones),
        "unanswered": unanswered,
        "updated_at": updated_at,
        "last_heard_at": last_heard_at,
        "last_contacted_at": last_contacted_at,
        "closure_deadline": closure_deadline,
        "last_message": last_message,
    }


def _known_words(
    called: Sequence[str | None], phones: Sequence[str], plain: Sequence[str | None]
) -> set[str]:
    """What names them goes before what was said, where there is too much of it."""
    found = {word for text in called for word in with_ends((text or "")[:LONGEST_NAME])}
    found |= {word for phone in phones for word in of_number(phone)}
    for word in _said(plain):
        if len(found) >= MOST_WORDS:
            break
        found.add(word)
    return found


def _said(plain: Sequence[str | None]) -> Iterator[str]:
    return (word for text in plain if text for word in words(text))
