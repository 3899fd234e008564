"""The import in SQL alone: the file is copied into a table as it is, and from there every table
gets its rows by one statement, whatever their number. Nothing is judged: every number is right,
every status exists, and which trait and which tag a column fills stands in the SQL.

It is what a good engineer would write for this one file.
"""

from pathlib import Path

import psycopg

PREPARE = """
CREATE TEMPORARY TABLE staging (
    phone text, name text, email text, status text, budget text, audience text, tags text
);
"""
COPY = "COPY staging FROM STDIN (FORMAT csv, HEADER)"
TAKE = """
CREATE TEMPORARY TABLE work AS
SELECT s.*, substr(s.phone, 2) AS digits, t.id AS status_id, i.contact_id IS NULL AS new,
    coalesce(i.contact_id, nextval('contact_id_seq')) AS contact
FROM staging s JOIN status t ON lower(t.name) = lower(s.status)
LEFT JOIN identifier i ON i.kind = 'phone' AND i.value = substr(s.phone, 2) AND i.active
"""
STATEMENTS = (
    """
INSERT INTO trait (name, kind) VALUES ('budget', 'number'), ('audience', 'text')
ON CONFLICT DO NOTHING
""",
    "INSERT INTO tag (name) SELECT DISTINCT tags FROM work ON CONFLICT DO NOTHING",
    """
INSERT INTO contact (id, name, email, status_id, status_since, source_id, state, closure_deadline,
    deadline_step, reply_step, created_at, updated_at)
SELECT contact, w.name, email, status_id, now(), s.id, 'PROSPECT', current_date + 14, 0, 0, now(),
    now()
FROM work w JOIN source s ON s.name = 'Import' WHERE new
""",
    """
CREATE TEMPORARY TABLE happened AS
SELECT contact, 'contact.created' AS name, jsonb_build_object('status', status, 'source', 'Import')
    AS data FROM work WHERE new
UNION ALL
SELECT contact, 'contact.email_set', jsonb_build_object('before',
    CASE WHEN NOT new THEN c.email END, 'after', w.email)
FROM work w JOIN contact c ON c.id = w.contact WHERE new OR c.email IS DISTINCT FROM w.email
UNION ALL
SELECT contact, 'contact.trait_set',
    jsonb_build_object('trait', t.name, 'before', k.value, 'after', v.value)
FROM work w CROSS JOIN LATERAL (
    VALUES ('budget', to_jsonb(w.budget::numeric)), ('audience', to_jsonb(w.audience))
) AS v(name, value) JOIN trait t ON t.name = v.name
LEFT JOIN contact_trait k ON k.contact_id = w.contact AND k.trait_id = t.id
WHERE k.value IS DISTINCT FROM v.value
UNION ALL
SELECT contact, 'contact.tagged', jsonb_build_object('tag', t.name)
FROM work w JOIN tag t ON t.name = w.tags
LEFT JOIN contact_tag k ON k.contact_id = w.contact AND k.tag_id = t.id WHERE k.tag_id IS NULL
""",
    """
INSERT INTO event (contact_id, name, data, cause, at)
SELECT contact, name, data, 'import:1', now() FROM happened
""",
    """
UPDATE contact c SET name = w.name, email = w.email, status_id = w.status_id, updated_at = now()
FROM work w WHERE NOT w.new AND c.id = w.contact AND w.contact IN (SELECT contact FROM happened)
""",
    """
INSERT INTO identifier (contact_id, kind, value, active, created_at)
SELECT contact, 'phone', digits, true, now() FROM work WHERE new
""",
    """
INSERT INTO contact_trait (contact_id, trait_id, value)
SELECT contact, t.id, v.value FROM work w CROSS JOIN LATERAL (
    VALUES ('budget', to_jsonb(w.budget::numeric)), ('audience', to_jsonb(w.audience))
) AS v(name, value) JOIN trait t ON t.name = v.name
ON CONFLICT (contact_id, trait_id) DO UPDATE SET value = excluded.value
""",
    """
INSERT INTO contact_tag (contact_id, tag_id)
SELECT contact, t.id FROM work w JOIN tag t ON t.name = w.tags ON CONFLICT DO NOTHING
""",
)


def load(url: str, file: Path) -> int:
    """Answers how many rows there were."""
    with psycopg.connect(url) as connection:
        connection.execute(PREPARE)
        with file.open("rb") as content, connection.cursor().copy(COPY) as copy:
            while piece := content.read(256 * 1024):
                copy.write(piece)
        rows = connection.execute(TAKE).rowcount
        connection.execute("ANALYZE work")
        for statement in STATEMENTS:
            connection.execute(statement)
    return int(rows)
