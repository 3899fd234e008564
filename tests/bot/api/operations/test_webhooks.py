"""Webhook endpoints by the API: made, changed, tried, and what they were told (X14, X13, M5)."""

from datetime import timedelta
from typing import Any

import pytest

from models.agents.agent import Role
from models.clock import now
from models.queues.item import WorkState
from models.settings.automation import Automation
from models.webhooks.delivery import WebhookDelivery
from models.webhooks.endpoint import MOST, WebhookEndpoint
from tests.bot.api.refused import refused
from tests.factories import make_agent, make_automation, make_delivery, make_endpoint

URL = "https://receiver.example/hook"


def fresh(row):
    return type(row).get_by_id(row.id)


def test_an_endpoint_is_made_and_its_secret_shown_once(api: Any) -> None:
    made = api.post(
        "/webhook-endpoints",
        json={"url": URL, "events": ["contact.assigned", "contact.created"], "description": "ERP"},
    )
    assert made.status_code == 201
    assert made.json["secret"].startswith("whsec_")
    assert made.json["events"] == ["contact.created", "contact.assigned"]
    assert (made.json["active"], made.json["as_agent"]) == (True, None)
    shown = api.get(f"/webhook-endpoints/{made.json['id']}")
    assert shown.json == {name: made.json[name] for name in made.json if name != "secret"}
    assert "whsec_" not in api.get("/webhook-endpoints").text


def test_an_endpoint_is_bound_to_the_eyes_of_an_agent_once(api: Any) -> None:
    """X13."""
    sam = make_agent("Sam", role=Role.SUPPORT)
    made = api.post("/webhook-endpoints", json={"url": URL, "as_agent": "sam@example.org"})
    assert made.json["as_agent"] == {"id": sam.id, "name": "Sam", "email": "sam@example.org"}
    path = f"/webhook-endpoints/{made.json['id']}"
    assert "as_agent" in refused(api.patch(path, json={"as_agent": None}))
    assert "as_agent" in refused(
        api.post("/webhook-endpoints", json={"url": URL, "as_agent": "nobody@example.org"})
    )


@pytest.mark.parametrize(
    "url",
    ["http://receiver.example/", "https://127.0.0.1/", "https://u:p@a.example/", "nonsense", ""],
)
def test_an_address_that_is_never_called_is_refused(api: Any, url: str) -> None:
    assert "url" in refused(api.post("/webhook-endpoints", json={"url": url}))
    endpoint = make_endpoint()
    assert "url" in refused(api.patch(f"/webhook-endpoints/{endpoint.id}", json={"url": url}))
    assert fresh(endpoint).url == endpoint.url


def test_an_event_that_does_not_exist_is_refused_with_those_that_do(api: Any) -> None:
    answer = api.post("/webhook-endpoints", json={"url": URL, "events": ["contact.creatd"]})
    assert "contact.created" in refused(answer)["events.0"]


def test_switching_on_again_forgives_what_failed(api: Any) -> None:
    endpoint = make_endpoint(failing_since=now())
    path = f"/webhook-endpoints/{endpoint.id}"
    off = api.patch(path, json={"active": False, "events": ["contact.closed"]}).json
    assert (off["active"], off["events"]) == (False, ["contact.closed"])
    assert (off["disabled_reason"], off["failing_since"]) == ("switched off by hand", None)
    on = api.patch(path, json={"active": True}).json
    assert (on["active"], on["disabled_at"], on["disabled_reason"]) == (True, None, None)


def test_only_so_many_are_switched_on_at_once(api: Any) -> None:
    for _ in range(MOST):
        make_endpoint()
    off = make_endpoint(active=False)
    for answer in (
        api.post("/webhook-endpoints", json={"url": URL}),
        api.patch(f"/webhook-endpoints/{off.id}", json={"active": True}),
    ):
        assert answer.status_code == 409
        assert "switch one off" in answer.json["detail"]
    assert api.post("/webhook-endpoints", json={"url": URL, "active": False}).status_code == 201


def test_a_new_secret_is_shown_once_and_the_former_serves_for_a_day(api: Any) -> None:
    endpoint = make_endpoint()
    answer = api.post(f"/webhook-endpoints/{endpoint.id}/rotate").json
    assert answer["secret"] != endpoint.secret
    assert fresh(endpoint).former_secret == endpoint.secret
    assert timedelta(hours=23) < fresh(endpoint).former_until - now() <= timedelta(hours=24)


def test_a_deleted_endpoint_is_gone_with_its_log(api: Any) -> None:
    endpoint = make_endpoint()
    make_delivery(endpoint)
    assert api.delete(f"/webhook-endpoints/{endpoint.id}").status_code == 204
    assert (WebhookEndpoint.select().count(), WebhookDelivery.select().count()) == (0, 0)


def test_one_that_an_automation_names_stays(api: Any) -> None:
    """M5."""
    endpoint = make_endpoint()
    automation = make_automation("Lost", {"tag": "Lost"}, {"webhook": endpoint.id})
    answer = api.delete(f"/webhook-endpoints/{endpoint.id}")
    assert (answer.status_code, str(automation.id) in answer.json["detail"]) == (409, True)


def test_an_automation_names_an_endpoint_that_exists(api: Any) -> None:
    """M5."""
    endpoint = make_endpoint()
    wish = {"status": "Lost", "actions": [{"webhook": endpoint.id}]}
    assert api.post("/automations", json=wish).json["actions"] == [{"webhook": endpoint.id}]
    wish = {"actions": [{"tag": "x"}, {"webhook": endpoint.id + 1}]}
    answer = api.patch(f"/automations/{Automation.get().id}", json=wish)
    assert "GET /webhook-endpoints" in refused(answer)["actions.1.webhook"]


def test_a_test_sends_a_ping_whatever_it_wants(api: Any, rung: list[str]) -> None:
    endpoint = make_endpoint(events=["contact.closed"])
    answer = api.post(f"/webhook-endpoints/{endpoint.id}/test")
    assert answer.status_code == 202
    assert answer.json["payload"]["type"] == "ping"
    assert answer.json["payload"]["data"] == {"endpoint": endpoint.id}
    assert WebhookDelivery.get().webhook_id == answer.json["webhook_id"]


def test_the_log_says_what_became_of_each_delivery(api: Any) -> None:
    endpoint = make_endpoint()
    make_delivery(make_endpoint())
    done = make_delivery(
        endpoint, state=WorkState.DONE, answer_code=200, answer="ok", duration_ms=9
    )
    failed = make_delivery(endpoint, state=WorkState.PARKED, last_error="it answered 500")
    path = f"/webhook-endpoints/{endpoint.id}/deliveries"
    assert [one["id"] for one in api.get(path).json["items"]] == [failed.id, done.id]
    [one] = api.get(path, state="done").json["items"]
    assert (one["answer_code"], one["answer"], one["duration_ms"]) == (200, "ok", 9)
    assert api.get(path, state="parked", type="contact.closed").json["total"] == 0
    assert api.get(f"/webhook-deliveries/{done.id}").json["payload"] == {"type": "ping"}


def test_a_delivery_is_told_again_under_its_id(api: Any) -> None:
    row = make_delivery(make_endpoint(), state=WorkState.PARKED, attempts=8, done_at=now())
    answer = api.post(f"/webhook-deliveries/{row.id}/replay")
    assert answer.status_code == 202
    assert (answer.json["state"], answer.json["webhook_id"]) == ("pending", row.webhook_id)
    assert "payload" not in answer.json
    row.endpoint.switch(on=False)
    assert api.post(f"/webhook-deliveries/{row.id}/replay").status_code == 409


def test_what_failed_since_a_day_or_a_moment_is_told_again(api: Any) -> None:
    endpoint = make_endpoint()
    make_delivery(endpoint, state=WorkState.PARKED, created_at=now() - timedelta(days=3))
    path = f"/webhook-endpoints/{endpoint.id}/replay"
    since = (now() - timedelta(days=2)).date().isoformat()
    assert api.post(path, json={"since": since}).json == {"replayed": 0, "left": 0}
    since = (now() - timedelta(days=4)).isoformat()
    assert api.post(path, json={"since": since}).json == {"replayed": 1, "left": 0}
    assert "since" in refused(api.post(path, json={}))


def test_what_is_not_there_is_not_found(api: Any) -> None:
    for method, path in (
        ("get", "/webhook-endpoints/7"),
        ("patch", "/webhook-endpoints/7"),
        ("delete", "/webhook-endpoints/7"),
        ("post", "/webhook-endpoints/7/test"),
        ("get", "/webhook-endpoints/7/deliveries"),
        ("post", "/webhook-deliveries/7/replay"),
    ):
        json = {} if method == "patch" else None
        assert getattr(api, method)(path, json=json).status_code == 404


def test_only_administrators_have_to_do_with_them(api_as: Any) -> None:
    manager = api_as(make_agent("Max", role=Role.SALES_MANAGER))
    assert manager.get("/webhook-endpoints").status_code == 403
    assert manager.post("/webhook-endpoints", json={"url": URL}).status_code == 403
    admin = api_as(make_agent("Ann", role=Role.ADMIN))
    assert admin.post("/webhook-endpoints", json={"url": URL}).status_code == 201


def test_the_secret_is_not_kept_for_a_repetition(api: Any) -> None:
    asked = {"json": {"url": "https://shop.example.com/usher"}, "headers": {"Idempotency-Key": "a"}}
    made = api.post("/webhook-endpoints", **asked).json
    again = api.post("/webhook-endpoints", **asked)
    assert again.json["id"] == made["id"]
    assert made["secret"].startswith("whsec_")
    assert made["secret"] not in again.text
