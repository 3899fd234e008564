"""A file that is kept while its columns are given a meaning, tried and imported. X12, M7, X19."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine

from models import retention
from models.agents.agent import Agent
from models.bulk import importing
from models.clock import now
from models.contact import Contact
from models.queues.job import Job, JobRow
from tests import factories
from workers import jobs

FILES = "/contacts/bulk/files"
LEADS = "Nombre;Móvil;Talla\nDora;+34 600 111 222;M\nEmil;12;L\n"


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob")


@pytest.fixture
def his(api_as: Any, bob: Agent) -> Any:
    return api_as(bob)


def keep(api: Any, text: str = LEADS) -> Any:
    return api.upload(FILES, {"file": (BytesIO(text.encode("windows-1252")), "leads.csv")})


def take(api: Any, id: int, **plan: Any) -> Any:
    return api.post(f"{FILES}/{id}", json=plan)


def test_a_file_is_kept_tried_otherwise_and_imported_once(his: Any) -> None:
    kept = keep(his)
    assert kept.status_code == 201
    assert (kept.json["file"], kept.json["rows"], kept.json["tried"]) == ("leads.csv", 2, False)
    assert kept.json["chosen"] == {
        "mapping": {"Nombre": "name", "Móvil": "phone", "Talla": "ignore"}
    }
    id = kept.json["id"]
    first = take(his, id, dry_run=True)
    assert first.json["tally"] == {"created": 1, "refused": 1}
    second = take(
        his, id, dry_run=True, mapping={"Talla": "trait:size"}, state="CLIENT", key="none"
    )
    assert (second.json["id"], second.json["refused"]) == (id, 1)
    assert Contact.select().count() == 0
    chosen = his.get(f"{FILES}/{id}").json["chosen"]
    assert (chosen["state"], chosen["mapping"]["Talla"]) == ("CLIENT", "trait:size:text")
    done = take(his, id, **chosen)
    assert done.json["tally"] == {"created": 1, "refused": 1}
    assert [(one.name, one.state) for one in Contact.select()] == [("Dora", "CLIENT")]
    assert [row.data is None for row in JobRow.select().order_by(JobRow.number)] == [True, False]
    assert take(his, id, **chosen).status_code == 404
    assert "Emil" in his.get(f"/jobs/{id}/report").text


def test_it_is_nobody_elses(his: Any, api: Any, api_as: Any) -> None:
    id = keep(his).json["id"]
    for other in (api, api_as(factories.make_agent("Eve"))):
        assert other.get(f"{FILES}/{id}").status_code == 404
        assert take(other, id, dry_run=True).status_code == 404
        assert other.delete(f"{FILES}/{id}").status_code == 404
    assert his.get(f"/jobs/{id}").json["ordered"]["kept"] is True


def test_what_is_wrong_with_a_plan_changes_nothing(his: Any) -> None:
    id = keep(his).json["id"]
    for plan, field in (
        ({"mapping": {"Gone": "name"}}, "mapping"),
        ({"mapping": {"Talla": "phone"}}, "mapping"),
        ({"key": "external_id"}, "mapping"),
        ({"status": "Gone"}, "status"),
    ):
        assert take(his, id, **plan).json["errors"][0]["field"] == field
    assert Job.get_by_id(id).state == "paused"
    assert keep(his, "").status_code == 422


def test_a_long_one_is_done_by_workers_and_meanwhile_not_taken_anew(
    his: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PORTION", 1)
    id = keep(his).json["id"]
    assert take(his, id, dry_run=True).status_code == 202
    assert take(his, id, dry_run=True).status_code == 409
    while jobs.work_off():
        pass
    assert his.get(f"/jobs/{id}").json["tally"] == {"created": 1, "refused": 1}


def test_it_goes_when_it_is_thrown_away_or_a_day_old(his: Any) -> None:
    first, second = keep(his).json["id"], keep(his).json["id"]
    assert his.delete(f"{FILES}/{first}").status_code == 204
    assert his.get(f"{FILES}/{first}").status_code == 404
    with time_machine.travel(now() + timedelta(hours=25)):
        assert his.get(f"{FILES}/{second}").status_code == 404
        retention.clear_away(now())
    assert JobRow.select().count() == 0


def test_a_file_without_keys_is_imported_once_a_day(his: Any) -> None:
    plan = {"mapping": {"Móvil": "ignore", "Talla": "ignore"}, "key": "none"}
    first, second = keep(his).json["id"], keep(his).json["id"]
    assert take(his, first, **plan).status_code == 200
    assert take(his, second, **plan).json["errors"][0]["field"] == "again"
    assert take(his, second, **plan, again=True).status_code == 200


def test_of_who_was_erased_meanwhile_nothing_comes_back(his: Any, api: Any) -> None:
    """X19."""
    dora = factories.make_contact("Dora", phone="34600111222")
    id = keep(his).json["id"]
    take(his, id, dry_run=True)
    JobRow.update(data=None, reason=None).where(JobRow.contact == dora).execute()
    done = take(his, id)
    assert (done.json["done"], done.json["refused"]) == (0, 2)
