"""What the stand-in for Meta remembers, and what it forgets."""

from datetime import timedelta

import pytest
import time_machine

from models import simulated
from models.clock import now
from models.simulated import (
    SimulatedBehaviour,
    SimulatedCustomer,
    SimulatedMessage,
    SimulatedRate,
    SimulatedWebhook,
)

pytestmark = pytest.mark.usefixtures("database")


def make_customer(phone: str = "447700900101") -> SimulatedCustomer:
    return SimulatedCustomer.create(name="Dora", phone=phone, bsuid=f"GB.{phone}")


def make_bubble(customer: SimulatedCustomer, wamid: str) -> SimulatedMessage:
    return SimulatedMessage.create(
        customer=customer, number="1", wamid=wamid, from_customer=True, type="text"
    )


def test_a_limit_is_used_up_and_comes_back() -> None:
    with time_machine.travel(now(), tick=False) as clock:
        spent = [SimulatedRate.spend("pair", timedelta(seconds=6), 3) for _ in range(4)]
        assert spent == [True, True, True, False]
        clock.shift(timedelta(seconds=6))
        again = [SimulatedRate.spend("pair", timedelta(seconds=6), 3) for _ in range(2)]
        assert again == [True, False]


def test_limits_of_other_names_are_their_own() -> None:
    with time_machine.travel(now(), tick=False):
        assert SimulatedRate.spend("one", timedelta(seconds=6), 1)
        assert SimulatedRate.spend("two", timedelta(seconds=6), 1)


def test_ordered_failures_are_used_up() -> None:
    behaviour = SimulatedBehaviour.current()
    SimulatedBehaviour.update(fail_times=2).execute()
    assert [behaviour.take_failure() for _ in range(3)] == [True, True, False]


def test_a_long_chat_forgets_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulated, "KEEP_MESSAGES_PER_CUSTOMER", 2)
    dora, other = make_customer(), make_customer("447700900102")
    for n in range(4):
        make_bubble(dora, f"wamid.{n}")
    make_bubble(other, "wamid.other")
    assert SimulatedMessage.prune(dora) == 2
    kept = SimulatedMessage.select().order_by(SimulatedMessage.id)
    assert [message.wamid for message in kept] == ["wamid.2", "wamid.3", "wamid.other"]


def test_what_usher_has_not_got_yet_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulated, "KEEP_MESSAGES_PER_CUSTOMER", 0)
    dora = make_customer()
    SimulatedWebhook.create(body="{}", message=make_bubble(dora, "wamid.1"))
    assert SimulatedMessage.prune(dora) == 0
    SimulatedWebhook.delete().execute()
    assert SimulatedMessage.prune(dora) == 1


def test_due_webhooks_are_taken_oldest_first_and_left_to_others_later() -> None:
    with time_machine.travel(now(), tick=False) as clock:
        late = SimulatedWebhook.create(body="late", due_at=now() + timedelta(seconds=5))
        soon = SimulatedWebhook.create(body="soon")
        lease = timedelta(seconds=60)
        assert SimulatedWebhook.claim(5, lease) == [soon]
        clock.shift(timedelta(seconds=5))
        assert SimulatedWebhook.claim(5, lease) == [late]
        clock.shift(timedelta(seconds=60))
        assert {one.attempts for one in SimulatedWebhook.claim(5, lease)} == {2}
