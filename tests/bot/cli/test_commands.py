"""The commands, each as a person types it: what it does, and its one line when it cannot."""

import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from models.agents.digest import digest
from models.agents.password import fits

ROOT = Path(__file__).parents[3]
GOOD = """
name: Fashion lead
steps:
  audience: {ask: "Men or women?", choices: [Men, Women], set: audience}
"""
BAD = """
name: Fashion lead
steps:
  audience: {ask: "Men or women?", choices: [Men, Women], set: audience, next: nowhere}
  lonely: {say: "Hm?", colour: red}
"""


@pytest.fixture
def usher(tmp_path):
    """Runs a command in a directory of its own, with these variables and no others of Usher's."""

    def run(*words, **variables):
        own = {"PATH": os.environ["PATH"], "USHER_DATA": str(tmp_path / "data")}
        command = [sys.executable, "-W", "error", "-m", "bot", *words]
        return subprocess.run(
            command, env=own | variables, capture_output=True, text=True, cwd=ROOT, timeout=120
        )

    return run


@pytest.fixture
def empty(postgres):
    """The URL of an empty database, and of the same for a user who may create nothing in it."""
    name = f"usher_{secrets.token_hex(4)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        connection.execute(f"CREATE ROLE guest_{name} LOGIN")
    url = postgres.replace("/postgres?", f"/{name}?")
    yield url, url.replace("//postgres:@", f"//guest_{name}@")
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.execute(f"DROP ROLE guest_{name}")


def complaint(result):
    """The one line on standard error."""
    (line,) = result.stderr.splitlines()
    assert line.startswith("usher: ")
    return line.removeprefix("usher: ")


def test_help_names_every_command(usher):
    shown = usher("--help").stdout
    commands = ["up", "web", "worker", "cron", "migrate", "doctor", "create-admin", "set-password"]
    commands += ["create-key", "workflow"]
    assert [name for name in commands if f"\n  {name} " not in shown] == []


def test_an_unknown_command_is_one_line(usher):
    result = usher("fly")
    assert result.returncode == 2
    assert "No such command 'fly'" in complaint(result)


def test_a_group_without_a_command_shows_what_it_has(usher):
    result = usher("workflow")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: usher workflow")
    assert "\n  check " in result.stderr
    assert "shows how" not in result.stderr


def test_a_bad_variable_is_one_line_that_names_it(usher):
    result = usher("up", USHER_PORT="eighty")
    assert result.returncode == 2
    assert complaint(result).startswith("USHER_PORT: 'eighty'")


@pytest.mark.parametrize("command", [["up"], ["web"]])
def test_a_port_in_use_is_named_with_its_variable(usher, command, committed):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        servers = {"DATABASE_URL": committed, "REDIS_URL": "redis://127.0.0.1:1"}
        result = usher(*command, USHER_PORT=port, **servers)
    assert result.returncode == 1
    assert f"port {port} on 127.0.0.1 is in use" in complaint(result)
    assert "USHER_PORT" in result.stderr


def test_a_role_without_servers_says_what_to_set(usher):
    result = usher("worker", "inbox")
    assert result.returncode == 1
    assert complaint(result).startswith("DATABASE_URL: not set, and no `usher up` runs")


@pytest.mark.parametrize("command", ["up", "web", "worker", "cron", "migrate"])
def test_a_database_that_is_away_is_one_line(usher, command):
    away = {
        "DATABASE_URL": "postgresql://u:geheim@127.0.0.1:1/x",
        "REDIS_URL": "redis://127.0.0.1:1",
    }
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    result = usher(command, USHER_PORT=port, **away)
    assert result.returncode == 1
    assert complaint(result).startswith("DATABASE_URL: PostgreSQL does not answer")
    assert "geheim" not in result.stderr + result.stdout


def test_a_missing_right_is_one_line_with_the_grant(usher, empty):
    result = usher("migrate", DATABASE_URL=empty[1])
    assert result.returncode == 1
    assert "GRANT CREATE ON SCHEMA public" in complaint(result)


def test_migrate_brings_an_empty_database_up_to_date_and_says_what_it_did(usher, empty):
    servers = {"DATABASE_URL": empty[0], "REDIS_URL": "redis://127.0.0.1:1"}
    refused = usher("worker", "inbox", **servers)
    assert "run `usher migrate`" in complaint(refused)
    first = usher("migrate", **servers)
    assert "applied 0001_initial" in first.stdout
    assert usher("migrate", **servers).stdout.splitlines() == ["The schema is up to date."]


def test_create_admin_takes_the_given_password_or_shows_the_one_it_made(usher, committed):
    servers = {"DATABASE_URL": committed}
    made = usher("create-admin", "ann@shop.example", **servers)
    assert "Password, shown only now: " in made.stdout
    given = usher("create-admin", "ann@shop.example", USHER_ADMIN_PASSWORD="geheim!", **servers)
    assert given.stdout == "ann@shop.example may sign in.\n"
    with psycopg.connect(committed) as connection:
        agents = connection.execute("SELECT email, role FROM agent").fetchall()
        told = connection.execute("SELECT actor, action FROM audit_entry WHERE kind = 'agent'")
        assert told.fetchall() == [("command", "created"), ("command", "changed")]
    assert agents == [("ann@shop.example", "admin")]


def test_create_admin_knows_an_email_whatever_its_case_and_takes_nothing_else(usher, committed):
    servers = {"DATABASE_URL": committed}
    for spelled in ("ann@shop.example", "Ann@Shop.example"):
        assert usher("create-admin", spelled, **servers).returncode == 0
    refused = usher("create-admin", "ann", **servers)
    assert refused.returncode == 2
    assert complaint(refused) == "EMAIL: 'ann' is no email address; correct it"
    with psycopg.connect(committed) as connection:
        assert connection.execute("SELECT email FROM agent").fetchall() == [("ann@shop.example",)]


def test_a_lost_password_is_set_anew(usher, committed):
    servers = {"DATABASE_URL": committed}
    assert "create-admin" in complaint(usher("set-password", "ann@shop.example", **servers))
    usher("create-admin", "ann@shop.example", **servers)
    shown = usher("set-password", "Ann@shop.example", **servers).stdout
    password = shown.partition("shown only now: ")[2].strip()
    with psycopg.connect(committed) as connection:
        (kept,) = connection.execute("SELECT password_hash FROM agent").fetchone()
    assert fits(kept, password)


def test_a_lost_key_is_replaced(usher, committed):
    servers = {"DATABASE_URL": committed}
    usher("create-admin", "ann@shop.example", **servers)
    words = ("create-key", "Shop", "--agent", "ann@shop.example", "--scope", "read")
    key = usher(*words, **servers).stdout.partition("shown only now: ")[2].strip()
    with psycopg.connect(committed) as connection:
        kept = connection.execute("SELECT name, digest, scopes, agent_id FROM api_key").fetchone()
    assert kept[:3] == ("Shop", digest(key), ["read"])
    assert kept[3] is not None


def test_a_good_definition_is_called_good_and_loaded_as_a_new_version_each_time(
    usher, committed, tmp_path
):
    file = tmp_path / "lead.yaml"
    file.write_text(GOOD)
    servers = {"DATABASE_URL": committed}
    assert "Fashion lead, 1 step, nothing wrong" in usher("workflow", "check", str(file)).stdout
    assert "version 1 " in usher("workflow", "load", str(file), **servers).stdout
    assert "version 2 " in usher("workflow", "load", str(file), **servers).stdout


def test_what_is_probably_not_meant_is_a_warning_and_no_refusal(usher, tmp_path):
    file = tmp_path / "lead.yaml"
    file.write_text(GOOD.replace(", set: audience", ""))
    result = usher("workflow", "check", str(file))
    assert result.returncode == 0
    warning, summary = result.stdout.splitlines()
    assert warning.startswith(f"{file}: warning: step 'audience': keeps its answer nowhere")
    assert summary.endswith("1 step, 1 warning")


def test_a_bad_definition_is_refused_with_each_problem_on_a_line(usher, tmp_path):
    file = tmp_path / "lead.yaml"
    file.write_text(BAD)
    result = usher("workflow", "check", str(file))
    assert result.returncode == 1
    assert "nowhere" in result.stdout
    assert "colour" in result.stdout
    assert f"{len(result.stdout.splitlines())} problems" in complaint(result)


def test_a_file_that_is_not_there_is_one_line(usher):
    result = usher("workflow", "check", "nothing.yaml")
    assert result.returncode == 2
    assert "nothing.yaml" in complaint(result)
