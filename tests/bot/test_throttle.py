"""A key that asks without end is told to wait, and nobody else with it (X15)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot import throttle
from bot.app import Usher
from bot.throttle import SAVED, Throttle
from tests.bot.conftest import Api
from tests.factories import make_api_key

RATE = 50
BURST = round(SAVED * RATE)


def let_through(seconds: int, each: int) -> int:
    """Of `each` calls a second by one key, after a long rest."""
    one, count = Throttle(), 0
    for second in range(seconds):
        for place in range(each):
            count += one.take(1, RATE, 1000.0 + second + place / each) == 0
    return count


def test_who_keeps_to_the_average_never_waits() -> None:
    assert let_through(600, RATE) == 600 * RATE


def test_who_rests_may_make_many_at_once() -> None:
    assert let_through(1, BURST) == BURST
    assert let_through(1, 2 * BURST) in range(BURST, BURST + RATE + 1)


def test_who_never_rests_is_let_through_at_the_rate() -> None:
    assert let_through(300, 1000) in range(BURST + 299 * RATE, BURST + 300 * RATE + 1)


def test_it_says_how_long_to_wait_and_refused_calls_cost_nothing() -> None:
    one = Throttle()
    while not (early := one.take(1, RATE, 5.0)):
        pass
    assert one.take(1, RATE, 5.0) == early == pytest.approx(1 / RATE)
    assert one.take(1, RATE, 5.0 + early + 1e-6) == 0
    assert one.take(2, RATE, 5.0) == 0


@pytest.fixture
def slow(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two calls at once, then one a second."""
    monkeypatch.setattr(throttle, "SAVED", 2.0)
    extensions: dict[str, Any] = client.application.extensions
    whole = extensions["usher"]
    extensions["usher"] = Usher(replace(whole.config, api_rate=1))
    yield
    extensions["usher"] = whole


def test_a_key_that_asks_too_much_is_answered_429(
    slow: None, api: Any, client: FlaskClient
) -> None:
    assert [api.get("/statuses").status_code for _ in range(3)] == [200, 200, 429]
    answer = api.get("/statuses")
    assert (answer.status_code, answer.content_type) == (429, "application/problem+json")
    assert answer.headers["Retry-After"] == "1"
    assert "go on in 1 s" in answer.json["detail"]
    other = Api(client, make_api_key())
    assert other.get("/statuses").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_interakts_calls_count_too(slow: None, client: FlaskClient, database: None) -> None:
    headers = {"Authorization": f"Bearer {make_api_key()}"}
    asked = {"userId": "u-1", "traits": {"name": "Dora"}}
    answers = [
        client.post("/v1/public/track/users/", json=asked, headers=headers) for _ in range(3)
    ]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert answers[-1].headers["Retry-After"] == "1"
