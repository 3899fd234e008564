"""Imports at the same time, in processes of their own, each of which names owners out of the
other's pool: neither waits for whom waits for it. X3, X12."""

import io
from typing import Any

import psycopg

from bot.importing import ordering
from bot.importing.ordering import Wanted
from bot.sheets.sheet import Asked, opened
from models import base
from models.base import database
from models.contact import Contact
from models.queues.job import Job, JobState
from tests.concurrency.crew import FORKS
from tests.factories import make_agent, make_rule
from workers import jobs

ROUNDS = 12
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def test_imports_that_name_each_others_agents_do_not_lock_each_other_out(committed: str) -> None:
    with database.connection_context():
        for name in ("Ann", "Bob"):
            pool = [make_agent(name, capacity=1000)]
            wanted = {"field": "name", "op": "contains", "value": f"for {name}"}
            make_rule(f"For {name}", pool, conditions=[wanted])
    line = FORKS.Barrier(2)
    sides = [
        FORKS.Process(target=_import, args=(committed, line, *names), daemon=True)
        for names in (("Ann", "Bob"), ("Bob", "Ann"))
    ]
    for one in sides:
        one.start()
    for one in sides:
        one.join(timeout=120)
        assert one.exitcode == 0
    with database.connection_context():
        assert Contact.select().where(Contact.owner.is_null(False)).count() == 4 * ROUNDS
        assert {job.state for job in Job.select()} == {JobState.DONE}
    with psycopg.connect(committed) as connection:
        assert connection.execute(DEADLOCKS).fetchone() == (0,)


def _import(url: str, line: Any, pool: str, named: str) -> None:
    """One row whose owner is of this pool, one with an owner who is named."""
    base.connect(url)
    with database.connection_context():
        for _ in range(ROUNDS):
            rows = f"Dora for {pool},\nEva,{named.lower()}@example.org\n"
            file = io.BytesIO(f"name,owner\n{rows}".encode())
            with database.atomic():
                looked = ordering.looked_at(opened(file, Asked()))
                job = ordering.order(looked, Wanted(), None, "api_key:1")
            line.wait(60)
            while not Job.get_by_id(job.id).ended_at:
                jobs.go_on(job.id)
