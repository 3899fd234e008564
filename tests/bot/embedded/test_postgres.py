"""The embedded PostgreSQL: durable, for us alone, and back on the same files after any death."""

import os
import pwd
import signal
import stat
import subprocess
import sys

import psutil
import psycopg
import pytest

from bot.embedded import postgres
from tests.processes import alive, eventually, family

LINUX = pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="Linux passes death on")
ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")


def settings(url, *names):
    with psycopg.connect(url) as connection:
        return [connection.execute(f"SHOW {name}").fetchone()[0] for name in names]


def write(server, number):
    postgres.create_database(server.data, server.sockets)
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [number])


def written(server):
    with psycopg.connect(server.url) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM kept")]


def test_it_is_durable_speaks_utf8_and_listens_to_no_network(guarded):
    server = guarded("postgres").start()
    postgres.create_database(server.data, server.sockets)
    assert settings(server.url, "fsync", "synchronous_commit", "full_page_writes") == ["on"] * 3
    assert settings(server.url, "server_encoding", "listen_addresses") == ["UTF8", ""]
    assert psutil.Process(server.server().pid).net_connections("inet") == []


def test_nobody_else_comes_near_its_socket(guarded):
    server = guarded("postgres").start()
    assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
    (socket,) = server.sockets.glob(".s.PGSQL.5432")
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700


@ROOT
def test_under_root_it_runs_as_another_user_and_a_third_one_cannot_connect(guarded):
    server = guarded("postgres").start()
    assert server.server().uids().real != 0
    child = os.fork()
    if child == 0:
        os.setuid(pwd.getpwnam("games").pw_uid)
        os._exit(int(postgres.answers(server.data, server.sockets)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert postgres.answers(server.data, server.sockets)


def test_told_to_end_it_stops_cleanly_and_starts_again_with_its_data(guarded):
    server = guarded("postgres").start()
    write(server, 1)
    assert server.end() == 0
    assert "database system is shut down" in server.log.read_text().splitlines()[-1]
    assert written(server.start()) == [1]


def test_a_killed_server_ends_its_guardian_and_what_was_committed_is_there_again(guarded):
    server = guarded("postgres").start()
    write(server, 1)
    server.server().kill()
    assert server.guardian.wait(timeout=30) != 0
    assert written(server.start()) == [1]


@LINUX
def test_a_killed_guardian_takes_its_server_with_it(guarded):
    server = guarded("postgres").start()
    write(server, 1)
    processes = [server.server(), *server.server().children()]
    server.end(signal.SIGKILL)
    eventually(lambda: not alive(processes))
    assert written(server.start()) == [1]


def test_a_new_guardian_waits_for_the_server_of_the_last_one(guarded):
    server = guarded("postgres").start()
    write(server, 1)
    former = server.server()
    server.end(signal.SIGKILL)
    server.start()
    eventually(lambda: not alive([former]))
    eventually(server.answers)
    assert written(server) == [1]


def test_without_its_parent_it_ends_cleanly(guarded):
    server = guarded("postgres")
    starts = (
        "import os, subprocess, sys; "
        "subprocess.Popen([sys.executable, '-m', 'bot.embedded', *sys.argv[1:], str(os.getpid())])"
        ".wait()"
    )
    words = ("postgres", str(server.data), str(server.sockets))
    parent = subprocess.Popen([sys.executable, "-c", starts, *words])
    eventually(lambda: postgres.answers(server.data, server.sockets), 90)
    processes = family(parent.pid)
    parent.kill()
    parent.wait()
    eventually(lambda: not alive(processes))
    assert "database system is shut down" in server.log.read_text().splitlines()[-1]


def test_marks_of_a_dead_server_that_name_a_living_program_are_no_hindrance(guarded):
    server = guarded("postgres").start()
    write(server, 1)
    server.server().kill()
    server.guardian.wait()
    marker = server.data / "postgres" / "postmaster.pid"
    lines = marker.read_text().splitlines()
    marker.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    lock = server.sockets / ".s.PGSQL.5432.lock"
    lock.write_text(marker.read_text())
    assert written(server.start()) == [1]


def test_files_that_were_left_half_made_are_made_anew(guarded):
    server = guarded("postgres")
    half = server.data / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    assert server.start().answers()
    assert not half.exists()


def test_a_deep_directory_is_no_hindrance(guarded):
    server = guarded("postgres", below="/".join(["a-directory-with-a-long-name"] * 5)).start()
    assert len(str(server.data)) > 120
    assert not server.sockets.is_relative_to(server.data)
    assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
    write(server, 1)


def test_what_customers_write_is_not_in_its_log(guarded):
    server = guarded("postgres").start()
    write(server, 1)
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE contact (phone text UNIQUE)")
        connection.execute("INSERT INTO contact VALUES ('34600123456')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO contact VALUES ('34600123456')")
    eventually(lambda: "duplicate key" in server.log.read_text())
    assert "34600123456" not in server.log.read_text()
