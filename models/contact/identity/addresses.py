"""Where contacts can be written to. Who is who is decided in directory.py."""

from collections.abc import Iterable

from models.base import database


def addresses_of(contact_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Where contacts can be written to: ``{contact id: {kind: value}}``, of the account that they
    wrote from last, or of all when that has none any more."""
    found: dict[int, dict[str, str]] = {}
    for contact_id, kind, value in database.execute_sql(ADDRESSES, (sorted(contact_ids),)):
        found.setdefault(contact_id, {})[kind] = value
    return found


ADDRESSES = """
SELECT contact_id, kind, value FROM (
    SELECT i.id, i.contact_id, i.kind, i.value,
        i.account IS NOT DISTINCT FROM c.account AS latest,
        bool_or(i.account IS NOT DISTINCT FROM c.account) OVER (PARTITION BY c.id) AS has_latest
    FROM identifier i JOIN contact c ON c.id = i.contact_id
    WHERE c.id = ANY(%s) AND i.active AND i.kind IN ('phone', 'bsuid')
) AS known WHERE latest OR NOT has_latest ORDER BY id
"""
