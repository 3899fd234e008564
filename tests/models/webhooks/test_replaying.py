"""Asking for deliveries again; clearing away what is old or can no longer be told (X14)."""

from datetime import timedelta

import pytest

from models import retention
from models.clock import now
from models.queues.item import WorkState
from models.refusal import Refusal
from models.webhooks import delivery, replaying
from models.webhooks.delivery import WebhookDelivery
from tests.factories import make_agent, make_delivery, make_endpoint

pytestmark = pytest.mark.usefixtures("database")


def fresh(row):
    return type(row).get_by_id(row.id)


def test_what_arrived_can_be_told_again_under_the_same_id() -> None:
    row = make_delivery(make_endpoint(), state=WorkState.DONE, attempts=3, done_at=now())
    replaying.replay(row)
    [call] = delivery.lease(5, {})
    assert (call.webhook_id, call.body, call.attempts) == (row.webhook_id, row.body, 1)
    assert fresh(row).done_at is None


def test_what_waits_for_its_next_try_can_be_told_now() -> None:
    replaying.replay(make_delivery(make_endpoint(), due_at=now() + timedelta(hours=5)))
    assert len(delivery.lease(5, {})) == 1


def test_what_is_being_told_is_not_told_again() -> None:
    row = make_delivery(make_endpoint())
    delivery.lease(5, {})
    with pytest.raises(Refusal, match="right now"):
        replaying.replay(fresh(row))


def test_nothing_is_told_to_an_endpoint_that_is_off() -> None:
    endpoint = make_endpoint(active=False)
    row = make_delivery(endpoint, state=WorkState.PARKED)
    for ask in (
        lambda: replaying.replay(row),
        lambda: replaying.ping(endpoint),
        lambda: replaying.replay_failed(endpoint, now()),
    ):
        with pytest.raises(Refusal, match="active"):
            ask()


def test_everything_that_failed_since_a_moment_is_told_again(monkeypatch) -> None:
    """The oldest first, in bounded steps."""
    endpoint, other = make_endpoint(), make_endpoint()
    past = {"state": WorkState.PARKED, "attempts": 8, "done_at": now()}
    make_delivery(endpoint, **past, created_at=now() - timedelta(days=2))
    rows = [make_delivery(endpoint, **past) for _ in range(3)]
    make_delivery(endpoint, state=WorkState.DONE)
    make_delivery(other, **past)
    monkeypatch.setattr(replaying, "AT_ONCE", 2)
    since = now() - timedelta(days=1)
    assert replaying.replay_failed(endpoint, since) == (2, 1)
    assert [call.id for call in delivery.lease(5, {})] == [rows[0].id, rows[1].id]
    assert replaying.replay_failed(endpoint, since) == (1, 0)


def test_what_ended_a_month_ago_is_cleared_away_in_steps(monkeypatch) -> None:
    """X19: arrived or given up; what still waits stays."""
    monkeypatch.setattr(retention, "STEP", 2)
    endpoint = make_endpoint()
    long_ago = now() - timedelta(days=31)
    for state in (WorkState.DONE, WorkState.PARKED, WorkState.DONE):
        make_delivery(endpoint, state=state, done_at=long_ago)
    kept = [
        make_delivery(endpoint, state=WorkState.DONE, done_at=now() - timedelta(days=29)),
        make_delivery(endpoint, created_at=long_ago),
    ]
    assert dict(retention.overdue(now()))["webhooks"] > timedelta(hours=23)
    assert [retention.clear_away(now()) for _ in range(3)] == [2, 1, 0]
    assert list(WebhookDelivery.select().order_by(WebhookDelivery.id)) == kept


def test_what_waits_for_an_endpoint_that_is_off_is_given_up_and_can_be_replayed(
    monkeypatch,
) -> None:
    monkeypatch.setattr(replaying, "STEP", 2)
    off, gone = make_endpoint(), make_endpoint(as_agent=make_agent("Ann", active=False))
    rows = [make_delivery(off) for _ in range(3)] + [make_delivery(gone)]
    kept = make_delivery(make_endpoint())
    off.switch(on=False)
    assert sum(replaying.give_up_on_what_is_off() for _ in range(3)) == 4
    assert replaying.give_up_on_what_is_off() == 0
    assert {fresh(row).state for row in rows} == {WorkState.PARKED}
    assert "off" in fresh(rows[0]).last_error
    assert fresh(kept).state == WorkState.PENDING
    off.switch(on=True)
    assert replaying.replay_failed(off, now() - timedelta(hours=1)) == (3, 0)


def test_nothing_is_kept_of_who_is_erased() -> None:
    """X19."""
    endpoint = make_endpoint()
    make_delivery(endpoint, contact=7)
    kept = make_delivery(endpoint, contact=8)
    delivery.forget([7])
    assert list(WebhookDelivery.select()) == [kept]
