"""What comes of calls: done, later, given up; who fails for long is switched off (X14)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from models.agents.agent import Role
from models.base import database
from models.clock import now
from models.notices.notification import Notification, NotificationKind
from models.queues.item import WorkState
from models.queues.outbox import OutboxItem
from models.webhooks import delivery, settling
from models.webhooks.delivery import LEASE, WebhookDelivery
from models.webhooks.endpoint import WebhookEndpoint
from models.webhooks.settling import PAUSES, Outcome, settle
from tests.factories import make_agent, make_delivery, make_endpoint

pytestmark = pytest.mark.usefixtures("database")


def fresh(row):
    return type(row).get_by_id(row.id)


def leased(row: WebhookDelivery) -> WebhookDelivery:
    """As somebody holds it who is calling."""
    WebhookDelivery.update(due_at=now() - timedelta(seconds=1)).where(
        WebhookDelivery.id == row.id
    ).execute()
    [call] = delivery.lease(5, {})
    assert call.id == row.id
    return fresh(row)


def failed(row: WebhookDelivery, code: int | None = 500, **values: object) -> Outcome:
    error = f"it answered {code}"
    return Outcome(row.id, row.endpoint_id, row.attempts, code, "no", error, **values)


def arrived(row: WebhookDelivery) -> Outcome:
    return Outcome(row.id, row.endpoint_id, row.attempts, 204, "", None, 7)


def test_what_arrived_is_done_and_says_how_it_was_answered() -> None:
    row = leased(make_delivery(make_endpoint()))
    settle([arrived(row)])
    row = fresh(row)
    assert (row.state, row.answer_code, row.duration_ms) == (WorkState.DONE, 204, 7)
    assert row.called_at is None
    assert row.done_at is not None
    assert delivery.lease(5, {}) == []


def test_what_failed_is_tried_again_later_and_later() -> None:
    """X14: eight tries over a little more than a day, never two at the same moment."""
    row = make_delivery(make_endpoint())
    for base in PAUSES:
        row = leased(row)
        settle([failed(row)])
        row = fresh(row)
        assert row.state == WorkState.PENDING
        assert base * 0.79 < row.due_at - now() < base * 1.21
    row = leased(row)
    settle([failed(row)])
    assert (fresh(row).state, fresh(row).attempts) == (WorkState.PARKED, 8)
    assert fresh(row).last_error == "it answered 500"
    assert timedelta(days=1) < sum(PAUSES, timedelta()) < timedelta(days=2)


def test_a_busy_receiver_is_left_alone_as_long_as_it_asks_within_reason() -> None:
    assert settling.pause(1, timedelta(seconds=90)) == timedelta(seconds=90)
    assert settling.pause(1, timedelta(days=9)) == settling.LONGEST_WISH
    assert settling.pause(4, timedelta(seconds=1)) > timedelta(hours=1)


def test_a_late_failure_takes_back_nothing_and_a_late_success_counts() -> None:
    """Somebody whose lease ran out comes back after another has tried."""
    row = make_delivery(make_endpoint())
    first, second = leased(row), leased(row)
    settle([failed(first)])
    assert fresh(row).called_at is not None
    settle([failed(second)])
    assert fresh(row).called_at is None
    settle([arrived(first)])
    settle([failed(second)])
    assert fresh(row).state == WorkState.DONE


def test_a_lease_is_nobody_elses_until_it_runs_out() -> None:
    row = make_delivery(make_endpoint())
    [call] = delivery.lease(5, {})
    assert delivery.lease(5, {}) == []
    assert fresh(row).due_at > now() + LEASE - timedelta(seconds=5)
    WebhookDelivery.update(due_at=now() - timedelta(seconds=1)).execute()
    [again] = delivery.lease(5, {})
    assert (again.webhook_id, again.body, again.attempts) == (call.webhook_id, call.body, 2)


def test_each_endpoint_has_its_share_of_the_calls() -> None:
    """One that has thousands waiting takes nobody's place."""
    busy, quiet = make_endpoint(), make_endpoint()
    for _ in range(9):
        make_delivery(busy)
    make_delivery(quiet)
    calls = delivery.lease(5, {busy.id: 3})
    assert [call.endpoint for call in calls] == [busy.id, busy.id, quiet.id]


def test_what_happened_to_a_contact_is_told_one_after_the_other() -> None:
    endpoint, other = make_endpoint(), make_endpoint()
    first, second = (make_delivery(endpoint, contact=7) for _ in range(2))
    others = [make_delivery(endpoint, contact=8), make_delivery(other, contact=7)]
    others += [make_delivery(endpoint) for _ in range(2)]
    assert {call.id for call in delivery.lease(5, {})} == {first.id, *(row.id for row in others)}
    assert delivery.lease(5, {}) == []
    settle([arrived(fresh(first))])
    assert [call.id for call in delivery.lease(5, {})] == [second.id]


def test_but_what_waits_for_its_next_try_holds_up_nothing() -> None:
    endpoint = make_endpoint()
    first = leased(make_delivery(endpoint, contact=7))
    second = make_delivery(endpoint, contact=7)
    assert delivery.lease(5, {}) == []
    settle([failed(first)])
    assert [call.id for call in delivery.lease(5, {})] == [second.id]


def test_what_waits_for_later_is_not_looked_through() -> None:
    """A dead receiver has hundreds of thousands waiting for their next try."""
    database.execute_sql("SET LOCAL enable_seqscan = off")
    plan = database.execute_sql("EXPLAIN " + delivery.TAKE, ("[]", 5, LEASE)).fetchall()
    conditions = [line for (line,) in plan if "Index Cond" in line and "due_at" in line]
    assert conditions
    assert "endpoint_id" in conditions[0]


def test_nothing_is_called_that_is_off_or_seen_by_who_has_left() -> None:
    make_delivery(make_endpoint(active=False))
    make_delivery(make_endpoint(as_agent=make_agent("Ann", active=False)))
    assert delivery.lease(5, {}) == []
    assert delivery.oldest_due(now()) == timedelta()


def test_since_when_an_endpoint_fails_is_known_until_something_arrives() -> None:
    endpoint = make_endpoint()
    settle([failed(leased(make_delivery(endpoint)))])
    since = fresh(endpoint).failing_since
    assert since is not None
    settle([failed(leased(make_delivery(endpoint)))])
    assert fresh(endpoint).failing_since == since
    settle([arrived(leased(make_delivery(endpoint)))])
    assert fresh(endpoint).failing_since is None


@pytest.fixture
def exhausted() -> Callable[..., Outcome]:
    """The last try of a delivery has failed; the endpoint has failed for so long."""

    def make(endpoint: WebhookEndpoint, days: float) -> Outcome:
        WebhookEndpoint.update(failing_since=now() - timedelta(days=days)).execute()
        return failed(leased(make_delivery(endpoint, attempts=len(PAUSES))))

    return make


def test_after_five_days_without_success_the_endpoint_is_switched_off(exhausted) -> None:
    endpoint = make_endpoint()
    settle([exhausted(endpoint, days=5.01)])
    endpoint = fresh(endpoint)
    assert not endpoint.active
    assert endpoint.disabled_at is not None
    assert "5 days" in endpoint.disabled_reason


def test_before_that_or_while_tries_are_left_it_stays_on(exhausted) -> None:
    endpoint = make_endpoint()
    settle([exhausted(endpoint, days=4.9)])
    WebhookEndpoint.update(failing_since=now() - timedelta(days=9)).execute()
    settle([failed(leased(make_delivery(endpoint)))])
    assert fresh(endpoint).active


def test_who_is_gone_is_switched_off_at_once() -> None:
    endpoint = make_endpoint()
    row = leased(make_delivery(endpoint))
    settle([failed(row, 410)])
    assert fresh(row).state == WorkState.PARKED
    assert (fresh(endpoint).active, "410" in fresh(endpoint).disabled_reason) == (False, True)


def test_the_administrators_are_told_once(exhausted) -> None:
    """In the pages and by email, without the secret part of the address."""
    make_agent("Ann", role=Role.ADMIN)
    make_agent("Bob", role=Role.SALES_AGENT)
    make_agent("Cid", role=Role.OWNER, active=False)
    endpoint = make_endpoint("https://a.example/hook?key=hush", description="the ERP")
    outcomes = [exhausted(endpoint, days=6) for _ in range(2)]
    settle(outcomes)
    settle(outcomes)
    told = Notification.select().where(Notification.kind == NotificationKind.WEBHOOK)
    assert [one.agent.name for one in told] == ["Ann"]
    [email] = OutboxItem.select()
    assert "the ERP" in str(email.payload)
    assert "hush" not in str(email.payload)
