"""Health, inbox, outbox and audit as pages. X17, A7."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.queues.inbox import InboxItem
from models.queues.item import WorkState
from models.queues.outbox import OutboxKind
from models.settings.status import Status
from models.webhooks.endpoint import WebhookEndpoint
from tests import factories
from tests.bot.conftest import Browser


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.ADMIN, password=factories.PASSWORD)


@pytest.fixture
def browser(ann: Agent, browser_of: Any) -> Browser:
    found: Browser = browser_of(ann)
    return found


def test_health_is_shown_without_redis_and_says_what_to_do(browser: Browser) -> None:
    factories.make_inbox_item(state=WorkState.PARKED)
    page = browser.sees("/operations")
    doctor = "<code>usher doctor</code>"
    for shown in ("Redis does not answer", doctor, "Parked in the inbox: 1 row.", "PostgreSQL"):
        assert shown in page


def test_the_part_that_refreshes_itself_is_there_by_itself(browser: Browser) -> None:
    part = browser.sees("/operations/now")
    assert "Queues" in part
    assert "<html" not in part


def test_all_that_is_parked_of_a_kind_is_tried_again(browser: Browser, rung: list[str]) -> None:
    odd = factories.make_inbox_item(state=WorkState.PARKED, kind="unreadable")
    other = factories.make_inbox_item(state=WorkState.PARKED)
    page = browser.sees("/inbox?state=parked&kind=unreadable")
    assert "Try all of kind unreadable again" in page
    answer = browser.submits("/inbox/retry", "/inbox", kind="unreadable")
    assert answer.location == "/inbox?state=parked&kind=unreadable"
    assert "1 rows are tried again" in browser.sees("/inbox")
    assert InboxItem.get_by_id(odd.id).state is WorkState.PENDING
    assert InboxItem.get_by_id(other.id).state is WorkState.PARKED


def test_states_are_shown_with_how_many_there_are(browser: Browser) -> None:
    factories.make_inbox_item(state=WorkState.PARKED)
    factories.make_inbox_item()
    factories.make_inbox_item()
    page = browser.sees("/inbox")
    assert 'Pending <span class="badge-n">2</span>' in page
    assert 'Parked <span class="badge-n">1</span>' in page


def test_a_long_list_leads_on_by_its_cursor(browser: Browser) -> None:
    last = [factories.make_inbox_item() for _ in range(60)][10]
    first = browser.sees("/inbox")
    assert f"/inbox?after={last.id}" in first
    second = browser.sees(f"/inbox?after={last.id}")
    assert second.count("/inbox/") >= 10
    assert "Next page" not in second


def test_one_row_shows_what_is_in_it_and_why_it_failed(browser: Browser) -> None:
    item = factories.make_inbox_item(
        state=WorkState.PARKED, last_error="no such thing", payload='{"a": "<b>Zoë</b>"}'
    )
    page = browser.sees(f"/inbox/{item.id}")
    for shown in ("no such thing", "&lt;b&gt;Zoë&lt;/b&gt;", "Try again"):
        assert shown in page
    assert browser.open("/inbox/999999").status_code == 404


def test_rows_are_found_by_their_contact(browser: Browser) -> None:
    dora, emil = factories.make_contact("Dora"), factories.make_contact("Emil")
    for contact in (dora, emil):
        payload = {"type": "text", "text": f"Hello {contact.name}"}
        factories.make_outbox_item(contact=contact, kind=OutboxKind.WHATSAPP, payload=payload)
    assert browser.open("/outbox?q=Dora").location == f"/outbox?contact={dora.id}"
    page = browser.sees(f"/outbox?contact={dora.id}")
    assert "Hello Dora" in page
    assert "Hello Emil" not in page
    message = factories.make_message(dora, "Hi", wamid="wamid.dora")
    factories.make_inbox_item(external_id=message.wamid, kind="message")
    factories.make_inbox_item(kind="change")
    page = browser.sees(f"/inbox?contact={dora.id}")
    assert "<td>message</td>" in page
    assert "<td>change</td>" not in page


def test_the_outbox_says_what_one_row_sends(browser: Browser) -> None:
    item = factories.make_outbox_item()
    page = browser.sees(f"/outbox/{item.id}")
    assert "Dora is yours" in page
    assert "budget: 1500" in page


def test_a_wrong_filter_is_said(browser: Browser) -> None:
    answer = browser.open("/outbox?kind=fax")
    assert answer.status_code == 422
    assert "kind" in answer.text


def test_the_audit_tells_who_changed_what_with_before_and_after(
    browser: Browser, api_as: Any, ann: Agent
) -> None:
    lost = Status.get(Status.name == "Lost")
    api_as(ann).patch(f"/statuses/{lost.id}", json={"color": "#123456"})
    page = browser.sees("/operations/audit?kind=status")
    for shown in ("Ann", "127.0.0.1", '<td class="long">#123456</td>', "#dc3545", "/settings"):
        assert shown in page
    assert "#123456" not in browser.sees("/operations/audit?kind=team")
    assert "#123456" in browser.sees(f"/operations/audit?actor={ann.email}")
    assert "#123456" not in browser.sees("/operations/audit?to=2020-01-01")


def test_the_audit_of_contacts_asks_for_a_day(browser: Browser, api_as: Any, ann: Agent) -> None:
    answer = browser.open("/operations/audit?kind=contact")
    assert answer.status_code == 422
    assert "there is too much of all contacts" in answer.text
    dora = factories.make_contact("Dora")
    api_as(ann).patch(f"/contacts/{dora.id}", json={"status": "Interested"})
    assert f"/contacts/{dora.id}" in browser.sees("/operations/audit?kind=contact&from=2020-01-01")


def test_only_administrators_look_here(browser_of: Any, database: None) -> None:
    mia = factories.make_agent("Mia", role=Role.SALES_MANAGER, password=factories.PASSWORD)
    browser = browser_of(mia)
    for path in ("/operations", "/operations/now", "/operations/audit", "/inbox/1", "/outbox/1"):
        assert browser.open(path).status_code == 403
    assert browser.submits("/inbox/retry").status_code == 403


def test_the_audit_leads_to_the_things_that_are_there_still(
    browser: Browser, api: Any, ann: Agent
) -> None:
    api.patch(f"/agents/{ann.id}", json={"capacity": 5})
    team = api.post("/teams", json={"name": "Shoes"}).json["id"]
    gone = api.post("/teams", json={"name": "Gone"}).json["id"]
    api.delete(f"/teams/{gone}")
    api.post("/api-keys", json={"name": "Shop", "scopes": ["read"]})
    page = browser.sees("/operations/audit")
    for address in (f"agents/{ann.id}", f"teams/{team}", "api-keys"):
        assert f'<a href="/settings/{address}">As it is now</a>' in page
    assert f'"/settings/teams/{gone}"' not in page
    hook = WebhookEndpoint.create(url="https://example.org/x", secret="s")
    page = browser.sees("/operations/audit?kind=webhook_endpoint")
    assert f'<a href="/settings/webhooks/{hook.id}">As it is now</a>' in page
