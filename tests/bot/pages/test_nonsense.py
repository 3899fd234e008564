"""What no browser sends by itself: each page says what is wrong, or does without it, and breaks at
nothing. Found by filling every form with it. X11, X15."""

from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from models.agents.agent import Agent, Role
from tests import factories

MANY = "9" * 5000
"""Digits: more than Python makes a number of."""


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.OWNER, password=factories.PASSWORD)


@pytest.fixture
def ada(browser_of: Any, ann: Agent) -> Any:
    return browser_of(ann)


@pytest.mark.parametrize("version", ['"a"\r\nSet-Cookie: x=y', "é", "\0", "a: &a [x,x]\nb: [*a]"])
def test_a_version_that_is_none_is_one_that_has_passed(ada: Any, version: str) -> None:
    answer = ada.submits("/settings/organisation", version=version, name="Shop", timezone="UTC")
    assert answer.status_code == 422
    assert "Somebody else changed this meanwhile" in answer.text


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/settings/organisation", "name"),
        ("/campaigns/new", "name"),
        ("/contacts/new", "name"),
        ("/contacts/import", "encoding"),
    ],
)
def test_a_file_in_the_place_of_a_text_is_nothing(ada: Any, path: str, field: str) -> None:
    answer = ada.submits(path, path, **{field: FileStorage(BytesIO(b"x\0"), "x\0.csv")})
    assert answer.status_code in {200, 303, 422}


def test_a_file_in_the_place_of_a_password_is_nothing(browser: Any, ann: Agent) -> None:
    sent = {name: FileStorage(BytesIO(b"x"), "x.txt") for name in ("email", "password")}
    assert browser.submits("/login", "/login", **sent).status_code == 200


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/settings/statuses/order", {"move": MANY * 20}),
        ("/settings/statuses/order", {"order": MANY}),
        ("/rules/order", {"move": MANY * 20}),
        ("/rules/order", {"move": "x:" * 45_000}),
        ("/rules/order", {"order": f"1,{MANY},x"}),
        ("/pipeline/move", {"card": f"{MANY}-1", "to": "1"}),
        ("/pipeline/move", {"card": "x" * 90_000, "to": MANY}),
        ("/notices/read", {"notice": MANY}),
        ("/rules/new", {"remove": MANY}),
        ("/settings/automations/new", {"remove": MANY}),
    ],
)
def test_numbers_that_are_none(ada: Any, path: str, fields: dict[str, str]) -> None:
    answer = ada.submits(path, **fields)
    assert answer.status_code in {200, 303, 404, 422}
    assert len(answer.headers.get("Location", "")) < 200


@pytest.mark.parametrize(
    "path",
    [
        f"/rules/preview?contact={MANY}",
        f"/contacts/1/merge?with={MANY}",
        f"/outbox?contact={MANY}",
        f"/pipeline?open={MANY}",
        f"/conversations?before={MANY}",
    ],
)
def test_numbers_that_are_none_in_an_address(ada: Any, path: str) -> None:
    assert ada.open(path).status_code in {200, 404, 422}


@pytest.mark.parametrize("price", ["1e999999", "-1e999999", "NaN", "9" * 400, "1e308"])
def test_what_nobody_can_pay_is_not_added_up(ada: Any, price: str) -> None:
    path = f"/contacts/{factories.make_contact().id}/purchases/new"
    rows = {f"items-{n}-{name}": price for n in (0, 1) for name in ("quantity", "price")}
    answer = ada.submits(path, **rows, kinds="item,item", currency="EUR")
    assert answer.status_code == 422
    assert "Together" not in answer.text


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/interactions/new", "duration"),
        ("/interactions/personal", "duration"),
        ("/interactions/generate", "count"),
        ("/settings/interactions", "interaction_reminder_minutes"),
    ],
)
def test_a_number_beyond_all_is_asked_for_again(ada: Any, path: str, field: str) -> None:
    """As long as Python takes it, and nothing else does."""
    given = {"day": "2026-12-21", "start": "10:00", "go": "save", field: "9" * 400}
    answer = ada.submits(path, **given)
    assert answer.status_code == 422
    assert f'value="{"9" * 400}"' in answer.text
