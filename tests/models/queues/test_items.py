"""Rows that are work: whose turn it is, by the database's clock (W5)."""

from datetime import timedelta

import pytest
import time_machine

from models.clock import now
from models.queues.inbox import InboxItem, Received
from models.queues.item import WorkState
from tests.factories import make_inbox_item

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_worker_whose_clock_is_wrong_works_all_the_same(minutes: int) -> None:
    """Machines' clocks differ: what counts is the clock that they share."""
    InboxItem.insert(
        external_id="x", lane="dora", kind="message", number="", payload="{}"
    ).execute()
    with time_machine.travel(now() + timedelta(minutes=minutes)):
        assert [one.external_id for one in InboxItem.claim(10, 10)] == ["x"]


def test_what_stands_behind_a_row_that_waits_waits_too() -> None:
    """Order within a lane goes before speed; other lanes go on."""
    later = now() + timedelta(minutes=1)
    make_inbox_item(lane="dora", external_id="waits", due_at=later)
    make_inbox_item(lane="dora", external_id="behind")
    make_inbox_item(lane="dan", external_id="free")
    assert [one.external_id for one in InboxItem.claim(10, 10)] == ["free"]


def test_a_lane_is_taken_up_to_the_first_row_that_waits() -> None:
    later = now() + timedelta(minutes=1)
    make_inbox_item(lane="dora", external_id="first")
    make_inbox_item(lane="dora", external_id="waits", due_at=later)
    make_inbox_item(lane="dora", external_id="behind")
    assert [one.external_id for one in InboxItem.claim(10, 10)] == ["first"]


def test_a_parked_row_holds_nobody_up_and_goes_again_when_a_person_says_so() -> None:
    parked = make_inbox_item(lane="dora", external_id="bad", state=WorkState.PARKED)
    make_inbox_item(lane="dora", external_id="behind")
    assert [one.external_id for one in InboxItem.claim(10, 10)] == ["behind"]
    assert InboxItem.retry(parked.id)
    assert [one.external_id for one in InboxItem.claim(10, 10)] == ["bad", "behind"]


def test_no_more_of_one_lane_than_a_batch_should_hold() -> None:
    for _ in range(5):
        make_inbox_item(lane="flood")
    make_inbox_item(lane="dan")
    claimed = [one.lane for one in InboxItem.claim(10, 2)]
    assert sorted(claimed) == ["dan", "flood", "flood"]


def test_deliveries_are_stored_lane_by_lane_and_each_in_the_order_of_arrival() -> None:
    """Two statements with the same rows in another order would wait for each other for ever."""
    arrived = [("1", "bob"), ("2", "alice"), ("3", "bob"), ("4", "alice")]
    items = [Received(name, lane, "message", "", "{}") for name, lane in arrived]
    assert InboxItem.receive(items) == 4
    rows = InboxItem.select().order_by(InboxItem.id)
    assert [row.external_id for row in rows] == ["2", "4", "1", "3"]
