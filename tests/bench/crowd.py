"""A large organisation in set-based SQL: contacts as they might stand after two years, with
identifiers, tags, traits and a message of most of them."""

from models.base import database

FIRST = (
    *("Dora", "Ann", "Bob", "Carla", "Émile", "Fatima", "Gustavo", "Hanna", "Igor", "João"),
    *("Karin", "Luis", "Maria", "Nadia", "Omar", "Petra", "Quentin", "Rosa", "Sofia", "Tomás"),
    *("Ursula", "Vera", "Walid", "Xenia", "Yusuf", "Zoë", "Amira", "Bruno", "Chiara", "Diego"),
)
LAST = (
    *("Silva", "Müller", "García", "Rossi", "Khan", "Nguyen", "Smith", "Dubois", "Novák", "Eze"),
    *("Kowalski", "Okafor", "Haddad", "Lindqvist", "Moreau", "Santos", "Fischer", "Romero"),
    *("Bianchi", "Ali", "Tran", "Jones", "Petit", "Svoboda", "Nasser", "Berg", "Laurent", "Costa"),
)
OPENINGS = (
    *(
        "Hello, about the",
        "Good morning, I saw your",
        "What does it cost, the",
        "Do you deliver the",
    ),
    *("Is it still available, the", "Please call me for a", "I would like to return my"),
)
THINGS = ("jacket", "shoes", "coat", "dress", "shirt", "trousers", "hat", "boots")

SETTINGS = """
INSERT INTO agent (name, email, role, active, available, weight, created_at)
SELECT 'Agent ' || n, 'agent' || n || '@example.org', 'sales_agent', true, true, 1, now()
FROM generate_series(1, 50) AS n;
INSERT INTO tag (name) SELECT 'Tag ' || n FROM generate_series(1, 40) AS n;
INSERT INTO company (name, created_at) SELECT 'Company ' || n, now()
FROM generate_series(1, 500) AS n;
INSERT INTO trait (name, kind)
VALUES ('budget', 'number'), ('audience', 'choice'), ('city', 'text');
"""
# Four in ten are new, one in twenty each is in the last statuses; seven in ten have an owner.
CONTACTS = """
INSERT INTO contact (name, email, company_id, town, postcode, status_id, status_since, source_id,
    state, owner_id, closure_deadline, closed_at, number, last_heard_at, opted_out_at,
    deadline_step, reply_step, created_at, updated_at)
SELECT (%(first)s::text[])[1 + n %% 30] || ' ' || (%(last)s::text[])[1 + n / 30 %% 28]
        || CASE WHEN n %% 3 = 0 THEN ' ' || n ELSE '' END,
    CASE WHEN n %% 2 = 0 THEN 'c' || n || '@mail' || n %% 100 || '.example' END,
    CASE WHEN n %% 10 = 0 THEN (SELECT min(id) FROM company) + n / 10 %% 500 END,
    CASE WHEN n %% 10 = 0 THEN 'Town ' || n / 10 %% 400 END,
    CASE WHEN n %% 10 = 0 THEN 'P' || lpad((n %% 9973)::text, 4, '0') END,
    status.id, made + interval '1 hour', (SELECT min(id) FROM source) + n / 7 %% 4,
    CASE WHEN status.closure AND n %% 2 = 0 THEN 'CLIENT' WHEN n %% 50 = 0 THEN 'PARTNER'
        WHEN n %% 9999 = 0 THEN 'OTHER' ELSE 'PROSPECT' END,
    CASE WHEN n / 3 %% 10 < 7 THEN (SELECT min(id) FROM agent) + n * 7919::bigint %% 50 END,
    (made + interval '14 days')::date, CASE WHEN status.closure THEN made + interval '5 days' END,
    '100000000000001',
    CASE WHEN n %% 5 <> 0 THEN made + n %% 43200 * interval '1 minute' END,
    CASE WHEN n %% 200 = 0 THEN made END, 0, 0, made, made + n %% 86400 * interval '1 minute'
FROM (SELECT n, now() - (%(count)s - n) * interval '1 minute' AS made,
        (ARRAY[1, 2, 1, 3, 1, 2, 1, 4, 1, 2, 1, 5, 1, 2, 3, 4, 1, 6, 5, 3])[1 + n %% 20] AS place
    FROM generate_series(1, %(count)s) AS n) AS one
JOIN (SELECT id, closure, row_number() OVER (ORDER BY position) AS place FROM status) AS status
    USING (place)
ORDER BY n
"""
KNOWLEDGE = """
INSERT INTO identifier (contact_id, kind, value, active, created_at)
SELECT id, 'phone', '346' || lpad((id * 7919 %% 100000000)::text, 8, '0'), true, created_at
FROM contact WHERE id %% 20 <> 0
UNION ALL
SELECT id, 'bsuid', 'ES.' || id, true, created_at FROM contact WHERE id %% 5 <> 0;
INSERT INTO contact_tag (contact_id, tag_id)
SELECT id, (SELECT min(id) FROM tag) + (40 * (id %% 997 / 997.0) ^ 3)::int %% 40
FROM contact WHERE id %% 5 < 2;
INSERT INTO contact_trait (contact_id, trait_id, value)
SELECT contact.id, trait.id, CASE trait.name
    WHEN 'budget' THEN to_jsonb(contact.id * 31 %% 5000)
    WHEN 'audience' THEN to_jsonb((ARRAY['Men', 'Women', 'Children'])[1 + contact.id %% 3])
    ELSE to_jsonb('City ' || contact.id %% 997) END
FROM contact CROSS JOIN trait WHERE contact.id %% 5 < 3;
INSERT INTO message (contact_id, author, number, wamid, type, text, content, sent_at, created_at)
SELECT id, 'contact', '100000000000001', 'wamid.' || id, 'text', (%(openings)s::text[])[1 + id %% 7]
    || ' ' || (%(things)s::text[])[1 + id / 7 %% 8] || ' order' || id %% 50000, '{}', created_at,
    created_at
FROM contact WHERE id %% 5 <> 0;
"""


def fill(count: int) -> None:
    """`count` contacts, the oldest first; what a search looks at is not made yet."""
    for statement in SETTINGS.split(";\n"):
        if statement.strip():
            database.execute_sql(statement)
    values = {"count": count, "first": list(FIRST), "last": list(LAST)}
    database.execute_sql(CONTACTS, values)
    for statement in KNOWLEDGE.split(";\n"):
        if statement.strip():
            database.execute_sql(statement, {"openings": list(OPENINGS), "things": list(THINGS)})
