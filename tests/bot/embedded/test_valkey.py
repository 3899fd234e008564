"""The embedded Valkey: a socket and a password, nothing kept."""

import signal
import stat

import psutil
import pytest
import redis

from bot.embedded import valkey
from tests.processes import alive, eventually


def test_it_answers_to_its_password_only_and_listens_to_no_network(guarded):
    server = guarded("valkey").start()
    assert psutil.Process(server.server().pid).net_connections("inet") == []
    stranger = redis.Redis(unix_socket_path=str(server.sockets / "valkey.sock"))
    with stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()
    with redis.Redis.from_url(server.url) as client:
        assert client.ping()


def test_its_socket_is_for_its_account_and_its_password_on_no_command_line(guarded):
    server = guarded("valkey").start()
    assert stat.S_IMODE((server.sockets / "valkey.sock").stat().st_mode) == 0o700
    password = server.url.split(":", 2)[2].split("@")[0]
    assert password not in " ".join(server.server().cmdline())


def test_a_killed_server_ends_its_guardian_and_starts_again_empty(guarded):
    server = guarded("valkey").start()
    with redis.Redis.from_url(server.url) as client:
        client.set("a", "b")
    server.server().kill()
    assert server.guardian.wait(timeout=30) != 0
    server.start()
    with redis.Redis.from_url(server.url) as client:
        assert client.get("a") is None


def test_a_killed_guardian_is_no_hindrance_to_the_next(guarded):
    server = guarded("valkey").start()
    left = server.server()
    server.end(signal.SIGKILL)
    server.start()
    eventually(lambda: not alive([left]))
    eventually(server.answers)


def test_told_to_end_it_ends(guarded):
    server = guarded("valkey").start()
    process = server.server()
    assert server.end() == 0
    assert not alive([process])
    assert not valkey.answers(server.data, server.sockets)
