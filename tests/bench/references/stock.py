"""Contacts that have been there for long, with all their rows, by one statement for each table."""

from models.base import database
from tests.bench.deliveries import BSUIDS, NUMBER, PHONES, SPREAD

SHAPES = """
CREATE TEMPORARY TABLE person AS
SELECT nextval('contact_id_seq') AS id, n, md5(n::text) AS mark,
    '44' || lpad((n * {spread} %% {phones})::text, 10, '0') AS phone,
    'GB.' || lpad((n * {spread} %% {bsuids})::text, 17, '0') AS bsuid,
    now() - (1 + n %% 300) * interval '1 day' AS at, 1 + n %% 5 AS owner
FROM (SELECT i::numeric AS n FROM generate_series(1, %s) AS i) AS numbers
"""
ROWS = (
    """
INSERT INTO contact (id, name, status_id, status_since, source_id, state, owner_id,
    closure_deadline, number, last_heard_at, created_at, updated_at, deadline_step, reply_step)
SELECT id, 'Dora ' || n, 1 + n %% 3, at, 1, 'PROSPECT', owner, at::date + 14, '{number}',
    at, at, at, 0, 0
FROM person
""",
    """
INSERT INTO identifier (contact_id, kind, value, active, created_at)
SELECT id, 'bsuid', bsuid, true, at FROM person
UNION ALL SELECT id, 'phone', phone, true, at FROM person
""",
    """
INSERT INTO contact_trait (contact_id, trait_id, value)
SELECT id, (SELECT id FROM trait WHERE name = 'budget'), to_jsonb(n %% 5000) FROM person
""",
    """
INSERT INTO message (contact_id, author, number, wamid, type, text, content, delivery, sent_at,
    created_at)
SELECT id, CASE WHEN k %% 2 = 1 THEN 'contact' ELSE 'bot' END, '{number}', 'wamid.' || mark || k,
    'text', 'Something was said, or asked', '{{}}', CASE WHEN k %% 2 = 0 THEN 'read' END, at, at
FROM person, generate_series(1, 4) AS k
""",
    """
INSERT INTO run (contact_id, version_id, state, step, asked, nudges, trail, started_at, ended_at)
SELECT id, 1, 'done', 'budget', 0, 0, '{{}}', at, at FROM person
""",
    """
INSERT INTO event (contact_id, name, data, cause, at)
SELECT id, 'contact.trait_set', '{{"trait": "budget", "before": null, "after": 1500}}'::jsonb,
    'message:wamid.' || mark || k, at
FROM person, generate_series(1, 4) AS k
""",
    """
INSERT INTO assignment (contact_id, agent_id, outcome, trigger, rule_id, ruleset_id, returned,
    facts, cause, created_at)
SELECT id, owner, 'assigned', 'contact_updated', 1, 2, false,
    '{{"traits": {{"budget": 1500}}}}'::jsonb, 'message:wamid.' || mark, at
FROM person
""",
    """
INSERT INTO inbox_item (lane, state, attempts, due_at, created_at, done_at, external_id, kind,
    number, payload)
SELECT '{number}:' || bsuid, 'done', 0, at, at, at, 'm:{number}:wamid.' || mark || k, 'message',
    '{number}', repeat('"a payload"', 40)
FROM person, generate_series(1, 2) AS k
""",
)


def fill(count: int) -> None:
    """Put in persons 1 to `count` of `deliveries`."""
    database.execute_sql("INSERT INTO trait (name, kind) VALUES ('budget', 'number')")
    database.execute_sql(SHAPES.format(spread=SPREAD, phones=PHONES, bsuids=BSUIDS), (count,))
    for statement in ROWS:
        database.execute_sql(statement.format(number=NUMBER))
    database.execute_sql("DROP TABLE person")
