"""What every job does while the database is away: it ends, and says so in one line."""

import pytest
from structlog.testing import capture_logs

from models import base
from workers import backlog, inbox, jobs, outbox, search, timers, webhooks


@pytest.mark.parametrize(
    ("queue", "job"),
    [
        ("inbox", inbox.drain),
        ("outbox", outbox.deliver),
        ("timers", timers.sweep),
        ("backlog", backlog.drain),
        ("jobs", jobs.drain),
        ("webhooks", webhooks.deliver),
        ("search", search.drain),
    ],
)
def test_a_job_ends_quietly_while_the_database_is_away(queue, job) -> None:
    """X9: a traceback for each of them each second would hide what is wrong."""
    base.connect("postgresql://nobody@127.0.0.1:1/nothing")
    with capture_logs() as logs:
        job()
    assert [one["event"] for one in logs] == [f"{queue}.database_away"]
