"""Everything in the request, by hand, in one SQL statement: contact, round-robin owner, message.

What a good engineer writes in an afternoon: no event, no trace, no notice, no order, no rule.
"""

import hmac
import json
import os
import threading

import psycopg
from flask import Flask, request

from tests.bench.deliveries import PATH, SECRET

TABLES = """
CREATE TABLE IF NOT EXISTS person (
    id bigserial PRIMARY KEY, phone text NOT NULL UNIQUE, name text NOT NULL, owner bigint NOT NULL,
    heard_at timestamptz NOT NULL DEFAULT now(), created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS said (
    id bigserial PRIMARY KEY, wamid text NOT NULL UNIQUE, text text NOT NULL,
    person bigint NOT NULL REFERENCES person, at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS said_person ON said (person, id);
CREATE SEQUENCE IF NOT EXISTS turn;
"""
STATEMENT = """
WITH p AS (
    INSERT INTO person (phone, name, owner) VALUES (%s, %s, 1 + nextval('turn') %% 5)
    ON CONFLICT (phone) DO UPDATE SET heard_at = now() RETURNING id
)
INSERT INTO said (wamid, text, person, at) SELECT %s, %s, id, to_timestamp(%s) FROM p
ON CONFLICT (wamid) DO NOTHING
"""

app = Flask(__name__)
_connections = threading.local()


def prepare(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(TABLES)


def count(url: str) -> int:
    with psycopg.connect(url) as connection:
        [stored] = connection.execute("SELECT count(*) FROM said").fetchone() or [0]
    return int(stored)


@app.post(PATH)
def receive() -> tuple[str, int]:
    body = request.get_data()
    expected = "sha256=" + hmac.digest(SECRET.encode(), body, "sha256").hex()
    if not hmac.compare_digest(request.headers.get("X-Hub-Signature-256", ""), expected):
        return "forbidden", 403
    for entry in json.loads(body)["entry"]:
        for change in entry["changes"]:
            _store(change["value"])
    return "OK", 200


def _store(value: dict) -> None:
    names = {one["wa_id"]: one["profile"]["name"] for one in value["contacts"]}
    for message in value["messages"]:
        phone, text = message["from"], message["text"]["body"]
        moment = int(message["timestamp"])
        _connection().execute(STATEMENT, (phone, names[phone], message["id"], text, moment))


def _connection() -> psycopg.Connection:
    """Each thread keeps its own: cheaper than any pool."""
    if not hasattr(_connections, "kept"):
        url = os.environ["DATABASE_URL"]
        _connections.kept = psycopg.connect(url, autocommit=True, prepare_threshold=3)
    return _connections.kept
