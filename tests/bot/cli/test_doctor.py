"""The doctor: each thing that can be wrong is found and has its remedy; what is well is said."""

import dataclasses
import socket

import psycopg
import pytest
import requests
import responses

from bot.cli import doctor
from bot.cli.doctor import machine, outside, servers
from bot.cli.doctor.finding import State
from bot.config import Config, ConfigError
from bot.whatsapp.asking import RENEW
from bot.whatsapp.number import CORRECT
from models.queues.bell import Queue
from tests.processes import directory_for_servers
from tests.redis_server import serving
from workers import outbox, up

NUMBER = "106540352242922"
LIVE = {
    "SECRET_KEY": "0123456789abcdef",
    "WHATSAPP_APP_SECRET": "app-secret",
    "WHATSAPP_VERIFY_TOKEN": "verify-me",
    "WHATSAPP_ACCESS_TOKEN": "token-1234567",
    "WHATSAPP_PHONE_NUMBER_ID": NUMBER,
}


@pytest.fixture
def config(tmp_path):
    def make(**environ):
        return Config.from_env({"USHER_DATA": str(tmp_path / "data"), **environ})

    return make


@pytest.fixture
def redis_server():
    with directory_for_servers() as directory, serving(directory) as server:
        yield server


def states(findings):
    return [finding.state.value for finding in findings]


def test_a_fresh_machine_has_nothing_to_fear(config, capsys):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    assert doctor.examine(lambda: config(USHER_PORT=port)) == 0
    shown = capsys.readouterr().out
    assert "PostgreSQL      embedded, not running now" in shown
    assert "fail" not in shown


def test_a_bad_variable_is_all_that_is_said(config, capsys):
    assert doctor.examine(lambda: config(USHER_PORT="x")) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("fail  configuration")


def test_a_database_that_is_well(config, committed):
    found = list(servers.postgres(config(DATABASE_URL=committed, USHER_WORKERS="1")))
    assert [finding.subject for finding in found] == ["PostgreSQL", "connections", "schema"]
    assert states(found) == ["ok", "ok", "ok"]


def test_a_database_with_too_few_connections_for_all_that_runs(config, committed):
    found = list(servers.postgres(config(DATABASE_URL=committed, USHER_WORKERS="256")))
    assert states(found) == ["ok", "warn", "ok"]
    assert "may take 358" in found[1].detail
    assert "max_connections to 378 or more" in found[1].remedy


@pytest.mark.parametrize(("workers", "needed"), [(1, 43), (2, 64), (4, 106), (8, 110)])
def test_what_is_needed_is_what_runs(config, workers, needed):
    """As docs/production.md says."""
    assert servers.needed(config(USHER_WORKERS=str(workers))) == needed
    assert outbox.THREADS + 1 == servers.OUTBOX_CONNECTIONS
    assert len(up.OTHERS) == len(set(Queue)) - 1


def test_a_database_without_the_schema(config, postgres):
    found = list(servers.postgres(config(DATABASE_URL=postgres)))
    assert (found[-1].state, found[-1].remedy) == (State.FAIL, "run `usher migrate`")


def test_a_database_that_grants_too_little(config, postgres):
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS eve")
        connection.execute("CREATE ROLE eve LOGIN")
    url = postgres.replace("//postgres:@", "//eve@")
    assert "GRANT CREATE ON SCHEMA public TO eve" in [
        finding.remedy for finding in servers.postgres(config(DATABASE_URL=url))
    ]


def test_a_database_that_is_away(config):
    (found,) = servers.postgres(config(DATABASE_URL="postgresql://u:geheim@127.0.0.1:1/x"))
    assert (found.state, found.remedy) == (State.FAIL, "start it, or correct the URL")
    assert "geheim" not in found.detail


def test_redis_is_asked_for_its_version(config, redis_server):
    (found,) = servers.redis(config(REDIS_URL=redis_server.url))
    assert found.state is State.OK
    assert found.detail.startswith("Valkey 9.")


@pytest.mark.parametrize(
    ("info", "state"),
    [
        ({"redis_version": "6.2.0"}, State.OK),
        ({"redis_version": "6.0.9"}, State.FAIL),
        ({"redis_version": "7.2.4", "valkey_version": "7.2.5"}, State.OK),
        ({"redis_version": "7.2.4", "valkey_version": "7.0.0"}, State.FAIL),
    ],
)
def test_an_old_redis_is_found_out(info, state):
    assert servers._judge_redis(info).state is state


def test_redis_that_is_away_or_refuses(config, redis_server):
    (away,) = servers.redis(config(REDIS_URL="redis://127.0.0.1:1"))
    assert "start it" in away.remedy
    wrong = redis_server.url.replace("unix://:", "unix://:wrong")
    (refused,) = servers.redis(config(REDIS_URL=wrong))
    assert "user and password" in refused.remedy


@responses.activate
def test_meta_is_asked_whether_the_number_may_be_used(config):
    live = config(**LIVE)
    responses.get(f"{live.api_url}/{NUMBER}", json={"verified_name": "Shop", "id": NUMBER})
    found, _ = outside.whatsapp(live)
    assert found.state is State.OK
    asked = responses.calls[0].request
    assert asked.headers["Authorization"] == "Bearer token-1234567"


@pytest.mark.parametrize(
    ("status", "code", "remedy"),
    [(401, 190, RENEW), (400, 190, RENEW), (400, 100, CORRECT)],
)
@responses.activate
def test_a_refusal_of_metas_has_its_remedy(config, status, code, remedy):
    live = config(**LIVE)
    responses.get(f"{live.api_url}/{NUMBER}", json={"error": {"code": code}}, status=status)
    found, _ = outside.whatsapp(live)
    assert (found.state, found.remedy) == (State.FAIL, remedy)


@responses.activate
def test_meta_that_cannot_be_reached(config):
    live = config(**LIVE)
    responses.get(f"{live.api_url}/{NUMBER}", body=requests.ConnectionError("token-1234567"))
    found, _ = outside.whatsapp(live)
    assert "check the network" in found.remedy
    assert "token" not in found.detail


@responses.activate
def test_templates_that_cannot_be_listed_are_worth_a_word(config):
    responses.get(f"https://graph.facebook.com/v26.0/{NUMBER}", json={"id": NUMBER})
    _, unknown = outside.whatsapp(config(**LIVE))
    assert (unknown.state, "WHATSAPP_BUSINESS_ACCOUNT_ID" in unknown.remedy) == (State.WARN, True)
    live = config(**LIVE, WHATSAPP_BUSINESS_ACCOUNT_ID="77")
    responses.get(f"{live.api_url}/77/message_templates", json={"data": [{"name": "x"}]})
    _, found = outside.whatsapp(live)
    assert (found.state, found.detail[:11]) == (State.OK, "0 templates")


def test_no_mail_server_is_worth_a_word_and_one_that_is_away_is_a_failure(config):
    assert states(outside.mail(config())) == ["warn"]
    assert states(outside.mail(config(SMTP_URL="smtp://127.0.0.1:1"))) == ["fail"]


def test_secrets_that_others_can_read_are_a_failure(config):
    fresh = config()
    assert states(machine.secrets(fresh)) == ["ok"]
    (fresh.data / "secrets.json").chmod(0o644)
    (found,) = machine.secrets(fresh)
    assert found.remedy.startswith("chmod 600")


def test_meta_needs_https(config):
    live = config(**LIVE)
    proxied = dataclasses.replace(live, base_url="https://shop.example")
    assert states(machine.web(live)).count("warn") == 1
    assert states(machine.web(proxied)).count("warn") == 0


def test_a_directory_that_cannot_be_written(config, tmp_path):
    (tmp_path / "file").touch()
    (found,) = machine.data_directory(dataclasses.replace(config(), data=tmp_path / "file" / "x"))
    assert (found.state, found.remedy) == (State.FAIL, "name another directory in USHER_DATA")


def test_a_trouble_out_of_the_configuration_keeps_its_remedy():
    found = doctor.Finding.of("x", ConfigError("USHER_PORT: 'x' is no number; correct it"))
    assert (found.detail, found.remedy) == ("USHER_PORT: 'x' is no number", "correct it")
