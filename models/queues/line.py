"""The line of those who wait for a pool, as SQL. Knows no tables' models: whoever reads pools reads
it too."""


def in_line(kind: str, of: str) -> str:
    """The FROM and all behind it of a query for who waits for a pool, ``b``, oldest first: add a
    LIMIT.

    `kind` and `of` are SQL. Written as a range of the index: with plain equality PostgreSQL, which
    expects most rows to be of that pool, may read through all that wait for others.
    """
    return f"""FROM backlog_item b WHERE b.state = 'pending'
    AND (b.pool_kind, b.pool_of, b.id) > ({kind}, {of}, 0)
    AND (b.pool_kind, b.pool_of, b.id) < ({kind}, {of} + 1, 0)
    ORDER BY b.pool_kind, b.pool_of, b.id"""
