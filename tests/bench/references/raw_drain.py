"""The drain in SQL alone: from the same inbox rows the same rows into the same tables, a batch in a
transaction, every table by one statement. No decision is made: the workflow's two texts, the
rule and its team are written into the statements.

It is what a good engineer would write for this one workflow, and what no setting can change.
"""

import psycopg

BATCH = 250
"""As many as Usher takes at once."""

TEMPORARY = """
CREATE TEMPORARY TABLE work (
    item bigint, contact bigint, heard bigint, said bigint, run bigint, turn bigint,
    agent bigint, assignment bigint, notification bigint, number text, wamid text, bsuid text,
    phone text, name text, text text, sent_at timestamptz, facts jsonb, counts jsonb, letter jsonb
) ON COMMIT DELETE ROWS
"""

CLAIMED = f"""
    SELECT id, number, payload::jsonb AS p FROM inbox_item
    WHERE state = 'pending' AND due_at <= now() ORDER BY id LIMIT {BATCH} FOR UPDATE SKIP LOCKED
"""
READ = """
    i.id AS item, i.number, p#>>'{item,id}' AS wamid, p#>>'{item,from_user_id}' AS bsuid,
    p#>>'{item,from}' AS phone, p#>>'{contact,profile,name}' AS name,
    p#>>'{item,text,body}' AS text, to_timestamp((p#>>'{item,timestamp}')::bigint) AS sent_at
"""

FIRST_CLAIM = f"""
WITH i AS MATERIALIZED ({CLAIMED}), r AS (SELECT {READ} FROM i)
INSERT INTO work (item, number, wamid, bsuid, phone, name, text, sent_at, contact, heard, said, run)
SELECT r.*, nextval('contact_id_seq'), nextval('message_id_seq'), nextval('message_id_seq'),
    nextval('run_id_seq')
FROM r LEFT JOIN identifier k ON k.kind = 'bsuid' AND k.value = r.bsuid AND k.active
WHERE k.id IS NULL
"""
FIRST = (
    """
INSERT INTO contact (id, name, status_id, status_since, source_id, state, closure_deadline,
    number, last_heard_at, deadline_step, reply_step, created_at, updated_at)
SELECT contact, w.name, 1, now(), 1, 'PROSPECT', current_date + 14, number, sent_at, 0, 0, now(),
    now()
FROM work w
""",
    """
INSERT INTO identifier (contact_id, kind, value, active, created_at)
SELECT contact, 'bsuid', bsuid, true, now() FROM work
UNION ALL SELECT contact, 'phone', phone, true, now() FROM work
""",
    """
INSERT INTO message (id, contact_id, author, number, wamid, type, text, content, delivery, sent_at,
    created_at)
SELECT heard, contact, 'contact', number, wamid, 'text', text, '{}', NULL, sent_at, now() FROM work
UNION ALL
SELECT said, contact, 'bot', number, NULL, 'text', 'What''s your preferred budget range?',
    jsonb_build_object('type', 'text', 'text', 'What''s your preferred budget range?',
        'read', wamid), 'queued', now(), now() FROM work
""",
    """
INSERT INTO run (id, contact_id, version_id, state, step, asked, nudges, trail, due_at, started_at)
SELECT run, contact, 1, 'running', 'budget', 0, 0, '{"budget": {"asked": 1}}',
    now() + interval '24 hours', now() FROM work
""",
    """
INSERT INTO event (contact_id, name, data, cause, at)
SELECT contact, 'contact.created', '{"status": "New Lead", "source": "WhatsApp"}'::jsonb,
    'message:' || wamid, now() FROM work
UNION ALL SELECT contact, 'workflow.started', '{"workflow": "Budget", "version": 1}'::jsonb,
    'message:' || wamid, now() FROM work
""",
    """
INSERT INTO outbox_item (lane, state, attempts, due_at, created_at, kind, payload, message_id,
    number, contact_id, priority)
SELECT 'contact:' || contact, 'pending', 0, now(), now(), 'whatsapp', content, said, w.number,
    contact, 0
FROM work w JOIN message m ON m.id = w.said
""",
)

LOCK_POOL = "SELECT turn FROM pool WHERE kind = 'team' AND of = 1 FOR UPDATE"
ANSWER_CLAIM = f"""
WITH i AS MATERIALIZED ({CLAIMED}), r AS (SELECT {READ} FROM i),
seats AS (
    SELECT array_agg(t.agent_id ORDER BY coalesce(m.turns, 0), t.agent_id) AS agents,
        jsonb_object_agg(t.agent_id, coalesce(m.turns, 0)) AS counts
    FROM team_member t LEFT JOIN pool_member m ON m.agent_id = t.agent_id WHERE t.team_id = 1
)
INSERT INTO work (item, number, wamid, bsuid, phone, name, text, sent_at, contact, turn, agent,
    heard, said, assignment, notification, facts, counts)
SELECT r.item, r.number, r.wamid, r.bsuid, r.phone, r.name, r.text, r.sent_at, k.contact_id,
    row_number() OVER (ORDER BY r.item),
    s.agents[1 + (row_number() OVER (ORDER BY r.item) - 1) % cardinality(s.agents)],
    nextval('message_id_seq'), nextval('message_id_seq'), nextval('assignment_id_seq'),
    nextval('notification_id_seq'),
    jsonb_build_object('name', c.name, 'tags', '[]'::jsonb, 'email', c.email, 'state', c.state,
        'source', 'WhatsApp', 'status', 'New Lead', 'traits',
        jsonb_build_object('budget', r.text::numeric)), s.counts
FROM r CROSS JOIN seats s
JOIN identifier k ON k.kind = 'bsuid' AND k.value = r.bsuid AND k.active
JOIN contact c ON c.id = k.contact_id AND c.owner_id IS NULL
JOIN run ON run.contact_id = c.id AND run.state = 'running'
"""
ANSWER = (
    """
UPDATE work w SET letter = jsonb_build_object('to', a.email, 'link', '/contacts/' || w.contact,
    'facts', jsonb_build_array(jsonb_build_array('budget', w.text)), 'subject',
    w.name || ' is yours', 'paragraphs',
    jsonb_build_array('Hello ' || a.name || ',', w.name || ' was assigned to you.'))
FROM agent a WHERE a.id = w.agent
""",
    """
UPDATE contact c SET owner_id = w.agent, last_heard_at = greatest(c.last_heard_at, w.sent_at),
    updated_at = now()
FROM work w WHERE c.id = w.contact
""",
    """
INSERT INTO contact_trait (contact_id, trait_id, value)
SELECT contact, 1, to_jsonb(text::numeric) FROM work
ON CONFLICT (contact_id, trait_id) DO UPDATE SET value = excluded.value
""",
    """
UPDATE run r SET state = 'done', due_at = NULL, ended_at = now(),
    trail = '{"budget": {"asked": 1, "answered": 1}}' FROM work w
WHERE r.contact_id = w.contact AND r.state = 'running'
""",
    """
INSERT INTO message (id, contact_id, author, number, wamid, type, text, content, delivery, sent_at,
    created_at)
SELECT heard, contact, 'contact', number, wamid, 'text', text, '{}', NULL, sent_at, now() FROM work
UNION ALL
SELECT said, contact, 'bot', number, NULL, 'text', 'Thank you! A colleague writes to you shortly.',
    jsonb_build_object('type', 'text', 'text', 'Thank you! A colleague writes to you shortly.',
        'read', wamid), 'queued', now(), now() FROM work
""",
    """
INSERT INTO assignment (id, contact_id, agent_id, outcome, trigger, rule_id, ruleset_id, facts,
    pool, returned, cause, created_at)
SELECT assignment, contact, agent, 'assigned', 'contact_updated', 1, 2, facts,
    jsonb_build_object('kind', 'team', 'of', 1, 'counts', counts, 'skipped', '{}'::jsonb), false,
    'message:' || wamid, now() FROM work
""",
    """
INSERT INTO notification (id, agent_id, kind, key, contact_id, payload, created_at)
SELECT notification, agent, 'assigned', 'assignment:' || assignment, contact, letter, now()
FROM work
""",
    """
INSERT INTO outbox_item (lane, state, attempts, due_at, created_at, kind, payload, message_id,
    notification_id, number, contact_id, priority)
SELECT 'contact:' || contact, 'pending', 0, now(), now(), 'whatsapp', content, said, NULL, w.number,
    contact, 0
FROM work w JOIN message m ON m.id = w.said
UNION ALL SELECT 'agent:' || agent || ':email', 'pending', 0, now(), now(), 'email', letter, NULL,
    notification, NULL, contact, 0 FROM work
""",
    """
INSERT INTO event (contact_id, name, data, cause, at)
SELECT contact, 'contact.trait_set', jsonb_build_object('trait', 'budget', 'before', NULL, 'after',
    text::numeric), 'message:' || wamid, now() FROM work
UNION ALL SELECT contact, 'workflow.finished', '{"workflow": "Budget"}'::jsonb,
    'message:' || wamid, now() FROM work
UNION ALL SELECT contact, 'contact.assigned', jsonb_build_object('agent', a.name, 'agent_id', a.id,
    'by_hand', false), 'message:' || wamid, now() FROM work JOIN agent a ON a.id = agent
""",
    """
INSERT INTO pool_member (pool_id, agent_id, turns, load, last_turn, seen)
SELECT p.id, agent, count(*), count(*) * 2520, p.turn + max(w.turn), p.turn + max(w.turn)
FROM work w, pool p WHERE p.kind = 'team' AND p.of = 1 GROUP BY p.id, agent
ON CONFLICT (pool_id, agent_id) DO UPDATE SET turns = pool_member.turns + excluded.turns,
    load = pool_member.load + excluded.load, last_turn = excluded.last_turn, seen = excluded.seen
""",
    "UPDATE pool SET turn = turn + (SELECT count(*) FROM work) WHERE kind = 'team' AND of = 1",
)
DONE = """
UPDATE inbox_item i SET state = 'done', done_at = now(), last_error = NULL FROM work w
WHERE i.id = w.item
"""


def firsts(url: str) -> int:
    """Drain an inbox that holds first messages. Answers how many there were."""
    return _drain(url, (), (FIRST_CLAIM, *FIRST, DONE))


def answers(url: str) -> int:
    """Drain an inbox that holds answers to the question."""
    return _drain(url, (LOCK_POOL,), (ANSWER_CLAIM, *ANSWER, DONE))


def prepare(url: str) -> None:
    """What Usher makes by itself when it first needs it: the trait and the pool."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("INSERT INTO trait (name, kind) VALUES ('budget', 'number')")
        connection.execute("INSERT INTO pool (kind, of, turn, level) VALUES ('team', 1, 0, 0)")


def _drain(url: str, before: tuple[str, ...], statements: tuple[str, ...]) -> int:
    total = 0
    with psycopg.connect(url, autocommit=True, prepare_threshold=3) as connection:
        connection.execute(TEMPORARY)
        while True:
            with connection.transaction():
                for statement in before:
                    connection.execute(statement)
                done = [connection.execute(statement).rowcount for statement in statements][-1]
            if not done:
                return total
            total += done
