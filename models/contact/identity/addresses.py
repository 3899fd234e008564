"""What contacts are known by, and where they can be written to; many at once. Who is who is decided
in directory.py."""

from collections.abc import Iterable

from models.base import database

Known = dict[int, dict[str, str]]
"""``{contact id: {kind: value}}``"""


def identifiers_of(contact_ids: Iterable[int]) -> Known:
    """The active identifiers of contacts, the newest of each kind; those of the account that they
    wrote from last go first."""
    return _by_kind(IDENTIFIERS, contact_ids)


def addresses_of(contact_ids: Iterable[int]) -> Known:
    """Where contacts can be written to, of the account that they wrote from last, or of all when
    that has none any more."""
    return _by_kind(ADDRESSES, contact_ids)


def _by_kind(sql: str, contact_ids: Iterable[int]) -> Known:
    found: Known = {}
    for contact_id, kind, value in database.execute_sql(sql, (sorted(contact_ids),)):
        found.setdefault(contact_id, {})[kind] = value
    return found


IDENTIFIERS = """
SELECT i.contact_id, i.kind, i.value FROM identifier i JOIN contact c ON c.id = i.contact_id
WHERE i.contact_id = ANY(%s) AND i.active
ORDER BY i.account IS NOT DISTINCT FROM c.account, i.id
"""
ADDRESSES = """
SELECT contact_id, kind, value FROM (
    SELECT i.id, i.contact_id, i.kind, i.value,
        i.account IS NOT DISTINCT FROM c.account AS latest,
        bool_or(i.account IS NOT DISTINCT FROM c.account) OVER (PARTITION BY c.id) AS has_latest
    FROM identifier i JOIN contact c ON c.id = i.contact_id
    WHERE c.id = ANY(%s) AND i.active AND i.kind IN ('phone', 'bsuid')
) AS known WHERE latest OR NOT has_latest ORDER BY id
"""
