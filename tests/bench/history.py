"""Two years of contacts with everything that happened to them, by one statement for each table: the
same verbs would have written the same rows."""

from models.agents.agent import Role
from models.base import database
from models.settings.source import Source
from models.settings.status import Status
from tests.bench import worlds
from tests.bench.deliveries import NUMBER
from tests.factories import make_agent

SOURCES = ("Website", "Fair", "Referral", "Newsletter")
AGENTS = 20
DAYS = 730
PATHS = "{1,1 2,1 2,1 2 3,1 2 3,1 2 3 4,1 2 3 5,1 2 4,1 5,1 6}"
"""The ways through the six statuses, by their number; each is gone by a tenth of the contacts."""

PEOPLE = """
CREATE TEMPORARY TABLE person AS
SELECT nextval('contact_id_seq') AS id, n, path[array_length(path, 1)] AS last, path,
    array_length(path, 1) AS steps, at, at + (n * 37 %% 7200) * interval '1 second' AS reply_at,
    (n * 53 %% 400 + 1) * interval '1 hour' AS stay, 1 + n * 31 %% {sources} AS source,
    (SELECT min(id) FROM agent WHERE role = 'sales_agent') + n * 7 %% {agents} AS owner,
    (ARRAY['PROSPECT', 'PROSPECT', 'CLIENT', 'PARTNER', 'OTHER'])[1 + n %% 5] AS state
FROM (
    SELECT n, string_to_array(('{paths}'::text[])[1 + n * 17 %% 10], ' ')::bigint[] AS path,
        now() - ({days} * (1 - n / %(count)s::float8)) * interval '1 day' AS at
    FROM generate_series(1, %(count)s) AS n
) AS numbers
"""
ROWS = (
    """
INSERT INTO contact (id, name, status_id, status_since, passed, source_id, state, owner_id,
    closure_deadline, closed_at, closer_id, number, last_heard_at, origin, created_at, updated_at,
    deadline_step, reply_step)
SELECT id, 'Dora ' || n, last, at + (steps - 1) * stay,
    CASE WHEN steps > 1 THEN to_jsonb(path[1:steps - 1]) END, source, state, owner, at::date + 14,
    CASE WHEN last > 3 THEN at + (steps - 1) * stay END, CASE WHEN last > 3 THEN owner END,
    '{number}', at, CASE WHEN n %% 10 = 0 THEN jsonb_build_object('source_type', 'ad', 'source_id',
        (n %% 500)::text, 'headline', 'Offer ' || n %% 500) END, at, at, 0, 0
FROM person ORDER BY n
""",
    """
INSERT INTO event (contact_id, name, data, cause, at)
SELECT person.id, told.name, told.data, 'message:wamid.' || n, told.at
FROM person, LATERAL (
    SELECT 'contact.created' AS name, person.at, jsonb_build_object('status',
        (SELECT name FROM status WHERE id = path[1]), 'source', 'WhatsApp') AS data
    UNION ALL SELECT 'contact.assigned', person.at, '{{"agent": "Ann", "by_hand": false}}'::jsonb
    UNION ALL SELECT 'contact.trait_set', person.at, '{{"trait": "budget", "after": 5}}'::jsonb
    UNION ALL SELECT 'contact.status_changed', person.at + (k - 1) * stay, jsonb_build_object(
        'before', (SELECT name FROM status WHERE id = path[k - 1]),
        'after', (SELECT name FROM status WHERE id = path[k]))
    FROM generate_series(2, steps) AS k
) AS told
ORDER BY n
""",
    """
INSERT INTO assignment (contact_id, agent_id, outcome, trigger, rule_id, ruleset_id, facts, pool,
    cause, replied_at, in_time, created_at, returned)
SELECT id, owner, 'assigned', CASE n %% 10 WHEN 8 THEN 'fallback' WHEN 9 THEN 'manual'
    ELSE 'contact_updated' END, CASE WHEN n %% 10 < 8 THEN (SELECT min(id) FROM rule) + n %% 5 END,
    1, '{{"traits": {{"budget": 1500}}}}'::jsonb, '{{"kind": "rule", "of": 1}}'::jsonb,
    'message:wamid.' || n, CASE WHEN n %% 4 > 0 THEN reply_at END,
    CASE WHEN n %% 4 > 0 THEN reply_at <= at + interval '1 hour' END, at, false
FROM person ORDER BY n
""",
    """
INSERT INTO run (contact_id, version_id, state, step, asked, nudges, trail, started_at, ended_at)
SELECT id, 1, (ARRAY['done', 'done', 'handed_over', 'timed_out', 'stopped'])[1 + n %% 5], 'budget',
    0, 0, jsonb_build_object('budget', jsonb_build_object('asked', 1 + n %% 3, 'answered', n %% 2)),
    at, at
FROM person ORDER BY n
""",
)


def fill(count: int) -> None:
    """An organisation with some agents, sources and rules, and `count` contacts."""
    for n in range(AGENTS):
        make_agent(f"Agent{n}", role=Role.SALES_AGENT)
    for name in SOURCES:
        Source.create(name=name)
    worlds.choosing(5)
    assert [one.id for one in Status.select().order_by(Status.position)] == [1, 2, 3, 4, 5, 6]
    shape = {"sources": 4 + len(SOURCES), "agents": AGENTS, "paths": PATHS, "days": DAYS}
    database.execute_sql(PEOPLE.format(**shape), {"count": count})
    for statement in ROWS:
        database.execute_sql(statement.format(number=NUMBER), ())
    database.execute_sql("DROP TABLE person")
    database.execute_sql("VACUUM ANALYZE contact, event, assignment, run")
