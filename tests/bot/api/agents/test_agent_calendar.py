"""`/agents/{id}/calendar`: one makes and switches off one's own; it is shown once. I8, X13, X15."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from models.agents.agent import Agent, Role
from models.agents.api_key import ApiKey
from models.audit.entry import AuditEntry
from models.idempotency import KeptAnswer
from tests.bot.conftest import Api
from tests.factories import make_agent

SITE = "http://usher.test"


def test_an_address_is_made_renewed_and_switched_off(
    client: FlaskClient, api_as: Callable[[Any], Api], ann: Agent
) -> None:
    mine = api_as(ann)
    first, second = (mine.post(f"/agents/{ann.id}/calendar").json["address"] for _ in range(2))
    opens = [client.get(one.removeprefix(SITE)).status_code for one in (first, second)]
    assert opens == [404, 200]
    assert mine.delete(f"/agents/{ann.id}/calendar").status_code == 204
    assert client.get(second.removeprefix(SITE)).status_code == 404
    assert mine.delete(f"/agents/{ann.id}/calendar").status_code == 204


def test_administrators_switch_off_and_make_none_for_others(
    api_as: Callable[[Any], Api], api: Api, ann: Agent
) -> None:
    path = f"/agents/{ann.id}/calendar"
    api_as(ann).post(path)
    over = api_as(make_agent("Olga", role=Role.OWNER))
    assert [over.post(path).status_code, api.post(path).status_code] == [403, 403]
    assert api_as(make_agent("Bob")).delete(path).status_code == 403
    assert over.delete(path).status_code == 204
    assert Agent.get_by_id(ann.id).calendar_hash is None


def test_a_repetition_does_not_show_it_again(client: FlaskClient, ann: Agent) -> None:
    mine = Api(client, ApiKey.issue("Test", agent=ann))
    path, once = f"/agents/{ann.id}/calendar", {"Idempotency-Key": "once"}
    shown = mine.post(path, headers=once).json["address"]
    assert mine.post(path, headers=once).json == {"address": None}
    assert shown not in KeptAnswer.get().body


def test_neither_the_agents_list_nor_the_audit_tells_it(
    api_as: Callable[[Any], Api], api: Api, ann: Agent
) -> None:
    api_as(ann).post(f"/agents/{ann.id}/calendar")
    kept = Agent.get_by_id(ann.id).calendar_hash
    assert AuditEntry.select().where(AuditEntry.kind == "agent").count() > 0
    for told in (api.get("/agents"), api.get(f"/agents/{ann.id}"), api.get("/audit")):
        assert kept not in told.text
