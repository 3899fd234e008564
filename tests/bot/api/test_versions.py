"""`ETag` and `If-Match`: a change that was meant for another state changes nothing. X15."""

from typing import Any

import pytest

from bot.api.settings.settings import PARTS, SettingsSchema
from models.contact import Contact
from models.contact.company import Company
from tests import factories

WRONG = {"If-Match": f'"{"0" * 32}"'}


def test_a_change_of_what_was_seen_is_made_and_answers_the_next_tag(api: Any) -> None:
    path = f"/contacts/{factories.make_contact('Dora').id}"
    seen = api.get(path).headers["ETag"]
    assert api.get(path).headers["ETag"] == seen
    changed = api.patch(path, json={"tags": ["VIP"]}, headers={"If-Match": seen})
    assert changed.status_code == 200
    assert changed.headers["ETag"] == api.get(path).headers["ETag"] != seen


@pytest.mark.parametrize("asked", [{"name": "D"}, {"traits": {"budget": 5}}, {"tags": ["x"]}])
def test_a_change_of_something_else_is_refused_and_changes_nothing(
    api: Any, asked: dict[str, Any]
) -> None:
    path = f"/contacts/{factories.make_contact('Dora').id}"
    seen = api.get(path).headers["ETag"]
    assert api.patch(path, json=asked).status_code == 200
    before = api.get(path).json
    late = api.patch(path, json={"state": "CLIENT"}, headers={"If-Match": seen})
    assert (late.status_code, api.get(path).json) == (412, before)
    assert "GET it again" in late.json["detail"]
    assert api.patch(path, json={"state": "CLIENT"}, headers={"If-Match": "*"}).status_code == 200


@pytest.mark.parametrize("tag", ['""', '"", ""', 'W/"", ""', '"', ",", '"a"."b"', 'W/"x"'])
def test_a_tag_that_is_none_is_one_that_has_passed(api: Any, tag: str) -> None:
    """Found by `make fuzz`."""
    for path in ("/settings", f"/contacts/{factories.make_contact('Dora').id}"):
        answer = api.patch(path, json={}, headers={"If-Match": tag})
        assert answer.status_code == 412, path


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/statuses", {"name": "Fitting"}),
        ("/tags", {"name": "VIP"}),
        ("/webhook-endpoints", {"url": "https://shop.example/hook", "events": ["contact.created"]}),
    ],
)
def test_what_is_new_tells_where_it_is(api: Any, path: str, asked: dict[str, Any]) -> None:
    again = {"Idempotency-Key": "once"}
    made, kept = (api.post(path, json=asked, headers=again) for _ in range(2))
    assert made.headers["Location"] == f"/api/v1{path}/{made.json['id']}"
    assert kept.headers["Location"] == made.headers["Location"]
    address = made.headers["Location"].removeprefix("/api/v1")
    assert api.get(address).json["id"] == made.json["id"]


def test_what_cannot_be_asked_for_alone_tells_no_address(api: Any) -> None:
    path = f"/contacts/{factories.make_contact('Dora').id}/notes"
    made = api.post(path, json={"text": "Call her"})
    assert (made.status_code, made.headers.get("Location")) == (201, None)


def test_an_upsert_keeps_to_it_too(api: Any) -> None:
    dora = {"phone": "34600111222"}
    assert api.put("/contacts", json=dora, headers=WRONG).status_code == 412
    assert not Contact.select().exists()
    seen = api.put("/contacts", json=dora).headers["ETag"]
    assert api.get(f"/contacts/{Contact.get().id}").headers["ETag"] == seen
    asked = dora | {"name": "Dora"}
    assert api.put("/contacts", json=asked, headers=WRONG).status_code == 412
    assert api.put("/contacts", json=asked, headers={"If-Match": seen}).json["name"] == "Dora"


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/settings", {"closure_days": 20}),
        ("/statuses/{status}", {"color": "#112233"}),
        ("/agents/{agent}", {"capacity": 3}),
        ("/rules/{rule}", {"active": False}),
        ("/companies/{company}", {"name": "Other"}),
    ],
)
def test_everything_that_can_be_asked_for_alone_has_a_tag(
    api: Any, path: str, asked: dict[str, Any]
) -> None:
    ann = factories.make_agent("Ann")
    rule, acme = factories.make_rule("All", [ann]), Company.create(name="Acme")
    status = factories.make_status("Met").id
    path = path.format(status=status, agent=ann.id, rule=rule.id, company=acme.id)
    before = api.get(path)
    assert api.patch(path, json=asked, headers=WRONG).status_code == 412
    assert api.get(path).json == before.json
    changed = api.patch(path, json=asked, headers={"If-Match": before.headers["ETag"]})
    assert changed.status_code == 200
    assert api.patch(path, json=asked, headers=dict(before.headers)).status_code == 200
    assert api.get(path).headers["ETag"] == changed.headers["ETag"] != before.headers["ETag"]


def test_contacts_that_come_into_a_status_do_not_change_it(api: Any) -> None:
    path = f"/statuses/{factories.make_status('Met').id}"
    seen = api.get(path).headers["ETag"]
    factories.make_contact(status="Met")
    assert api.get(path).json["contacts"] == 1
    assert api.get(path).headers["ETag"] == seen
    assert api.delete(path, headers=WRONG).status_code == 412


def test_what_cannot_be_asked_for_alone_takes_no_tag(api: Any) -> None:
    ann = factories.make_agent("Ann")
    away = {"first_day": "2030-01-01", "last_day": "2030-01-02"}
    leave = api.post(f"/agents/{ann.id}/leave", json=away).json
    path = f"/agents/{ann.id}/leave/{leave['id']}"
    answer = api.delete(path, headers=WRONG)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "If-Match")
    assert api.delete(path).status_code == 204


SETTINGS = [
    {"closure_days": 20},
    {"timezone": "Europe/Madrid"},
    {"bot_returns_after": 30},
    {"quiet_from": "20:00", "quiet_to": "08:00"},
    {"keep_work_days": 100},
    {"set_up": True},
]


@pytest.mark.parametrize("mine", SETTINGS)
def test_settings_that_do_not_belong_together_do_not_meet(api: Any, mine: dict[str, Any]) -> None:
    """Two administrators, each on another page."""
    seen = api.get("/settings").headers["ETag"]
    for theirs in SETTINGS:
        if theirs != mine:
            assert (
                api.patch("/settings", json=theirs, headers={"If-Match": seen}).status_code == 200
            )
    assert api.patch("/settings", json=mine, headers={"If-Match": seen}).status_code == 200
    assert api.patch("/settings", json=mine, headers={"If-Match": seen}).status_code == 412
    both = {**mine, "name": "Acme"}
    assert api.patch("/settings", json=both, headers={"If-Match": seen}).status_code == 412
    assert api.get("/settings").json["name"] == ""


def test_settings_that_belong_together_are_held_against_each_other(api: Any) -> None:
    seen = api.get("/settings").headers["ETag"]
    api.patch("/settings", json={"fallback": True})
    late = api.patch("/settings", json={"closure_days": 20}, headers={"If-Match": seen})
    assert late.status_code == 412


def test_every_setting_is_in_one_part() -> None:
    names = [name for part in PARTS for name in part]
    assert sorted(names) == sorted(SettingsSchema().fields)
