"""API keys and webhooks at the pages: what is shown once, what is told again. X13, X14."""

import re
from typing import Any

import pytest

from models.agents.agent import Role
from models.agents.api_key import ApiKey
from models.queues.item import WorkState
from models.settings.automation import Automation
from models.webhooks.delivery import WebhookDelivery
from models.webhooks.endpoint import WebhookEndpoint
from tests import factories

EVIL = "<script>alert(1)</script>"
URL = "https://receiver.example/hook"
WEBHOOKS, KEYS = "/settings/webhooks", "/settings/api-keys"


@pytest.fixture
def browser(browser_of: Any, database: None) -> Any:
    ann = factories.make_agent("Ann", role=Role.ADMIN, password=factories.PASSWORD)
    return browser_of(ann)


def secret_in(page: str) -> str:
    found = re.search(r'id="secret"[^>]*>([^<]+)<', page)
    assert found
    return found[1]


def test_a_key_is_made_shown_once_and_works(browser: Any, client: Any) -> None:
    words = {"name": EVIL, "agent": "ann@example.org", "scopes": ["read"], "expires_at": "30"}
    made = browser.submits(f"{KEYS}/add", f"{KEYS}/add", **words)
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    key = secret_in(made.text)
    headers = {"Authorization": f"Bearer {key}"}
    assert client.get("/api/v1/statuses", headers=headers).status_code == 200
    assert client.post("/api/v1/tags", headers=headers, json={"name": "x"}).status_code == 403
    page = browser.sees(KEYS)
    assert key not in page
    assert EVIL not in page + made.text
    assert ApiKey.select().order_by(ApiKey.id.desc()).get().expires_at is not None


def test_a_key_without_scopes_is_refused_and_keeps_what_was_typed(browser: Any) -> None:
    answer = browser.submits(f"{KEYS}/add", f"{KEYS}/add", name="Web shop", expires_at="")
    assert answer.status_code == 422
    assert "name at least one" in answer.text
    assert 'value="Web shop"' in answer.text


def test_a_key_is_revoked_after_a_question(browser: Any, client: Any) -> None:
    row, key = ApiKey.make("Old shop")
    path = f"{KEYS}/{row.id}/revoke"
    assert "Nobody has used it yet" in browser.sees(path)
    assert browser.submits(path, path).location == KEYS
    headers = {"Authorization": f"Bearer {key}"}
    assert client.get("/api/v1/statuses", headers=headers).status_code == 401
    assert "revoked already" in browser.sees(path)


def test_an_endpoint_is_added_and_its_secret_shown_once(browser: Any) -> None:
    words = {"url": URL, "description": EVIL, "as_agent": "ann@example.org"}
    events = ["contact.created", "contact.closed"]
    made = browser.submits(f"{WEBHOOKS}/add", f"{WEBHOOKS}/add", **words, events=events)
    row = WebhookEndpoint.get()
    assert secret_in(made.text) == row.secret
    assert (row.events, row.as_agent.name) == (events, "Ann")
    page = browser.sees(WEBHOOKS)
    assert "2 events" in page
    assert row.secret not in page
    assert EVIL not in page


def test_an_address_that_cannot_be_called_is_refused_beside_it(browser: Any) -> None:
    words = {"url": "http://receiver.example", "description": "ERP"}
    answer = browser.submits(f"{WEBHOOKS}/add", f"{WEBHOOKS}/add", **words)
    assert answer.status_code == 422
    assert "https://" in answer.text
    assert 'value="ERP"' in answer.text
    assert not WebhookEndpoint.select().exists()


def test_an_endpoint_is_changed_switched_and_deleted(browser: Any) -> None:
    row = factories.make_endpoint()
    path = f"{WEBHOOKS}/{row.id}"
    browser.submits(path, path, url=URL, description="ERP", events=["message.received"])
    assert WebhookEndpoint.get().events == ["message.received"]
    browser.submits(f"{path}/switch", path, active="no")
    assert "switched off by hand" in browser.sees(f"{path}/deliveries")
    browser.submits(f"{path}/switch", path, active="yes")
    assert WebhookEndpoint.get().active
    browser.submits(f"{path}/delete", f"{path}/delete")
    assert not WebhookEndpoint.select().exists()


def test_an_endpoint_that_an_automation_tells_stays(browser: Any) -> None:
    row = factories.make_endpoint()
    status = factories.make_status("Won")
    Automation.create(status=status, actions=[{"webhook": row.id}])
    path = f"{WEBHOOKS}/{row.id}/delete"
    page = browser.sees(path)
    assert "take that action out first" in page
    assert "btn-danger" not in page


def test_a_new_secret_is_shown_once(browser: Any) -> None:
    row = factories.make_endpoint()
    path = f"{WEBHOOKS}/{row.id}/secret"
    assert "For 24 hours" in browser.sees(path)
    shown = secret_in(browser.submits(path, path).text)
    assert shown == WebhookEndpoint.get().secret
    assert shown != row.secret


def test_deliveries_are_told_by_state_and_told_again(browser: Any) -> None:
    row = factories.make_endpoint()
    failed = factories.make_delivery(
        row, state=WorkState.PARKED, answer_code=500, last_error=EVIL, answer=EVIL
    )
    path = f"{WEBHOOKS}/{row.id}/deliveries"
    assert "given up" in browser.sees(f"{path}?state=parked")
    assert "None is in this state" in browser.sees(f"{path}?state=done")
    one = browser.sees(f"/settings/webhook-deliveries/{failed.id}")
    assert EVIL not in one + browser.sees(path)
    browser.submits(f"/settings/webhook-deliveries/{failed.id}/replay", path)
    assert WebhookDelivery.get().state is WorkState.PENDING


def test_all_that_was_given_up_is_told_again(browser: Any) -> None:
    row = factories.make_endpoint()
    for _ in range(2):
        factories.make_delivery(row, state=WorkState.PARKED)
    path = f"{WEBHOOKS}/{row.id}"
    browser.submits(f"{path}/replay", f"{path}/deliveries", since="2020-01-01")
    assert "2 are told again" in browser.sees(f"{path}/deliveries")
    browser.submits(f"{path}/replay", f"{path}/deliveries", since="")
    assert "Choose the day" in browser.sees(f"{path}/deliveries")


def test_a_test_event_is_owed(browser: Any) -> None:
    row = factories.make_endpoint(events=["contact.closed"])
    browser.submits(f"{WEBHOOKS}/{row.id}/test", f"{WEBHOOKS}/{row.id}/deliveries")
    assert WebhookDelivery.get().type == "ping"


def test_programs_are_for_administrators(browser_of: Any, database: None) -> None:
    mia = factories.make_agent("Mia", role=Role.SALES_MANAGER, password=factories.PASSWORD)
    row = factories.make_endpoint()
    manager = browser_of(mia)
    for path in (KEYS, f"{KEYS}/add", WEBHOOKS, f"{WEBHOOKS}/{row.id}/deliveries"):
        assert manager.open(path).status_code == 403
    assert manager.submits(f"{WEBHOOKS}/{row.id}/secret").status_code == 403
    assert WebhookEndpoint.get().secret == row.secret
