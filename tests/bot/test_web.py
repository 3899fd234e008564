"""The web role: granian's processes under our care, and the same application under any server."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import requests

from bot import web
from bot.config import Config
from bot.trouble import Trouble
from models import base
from tests.factories import make_api_key, make_contact
from tests.processes import alive, eventually, family, kill_all

ROOT = Path(__file__).parents[2]
ELSEWHERE = """
from wsgiref.util import setup_testing_defaults
import wsgi

environ = {"PATH_INFO": "/healthz"}
setup_testing_defaults(environ)
print(b"".join(wsgi.app(environ, lambda status, headers, *_: print(status))).decode())
"""


@pytest.fixture
def variables(tmp_path, committed):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": committed,
        "REDIS_URL": "redis://127.0.0.1:1",
        "USHER_DATA": str(tmp_path / "data"),
        "USHER_PORT": str(port),
        "USHER_WORKERS": "2",
    }


@pytest.fixture
def served(variables):
    """The process of `usher web`, once it answers."""
    process = subprocess.Popen([sys.executable, "-m", "bot", "web"], env=variables, cwd=ROOT)
    eventually(lambda: healthy(variables), 90)
    processes = family(process.pid)
    yield process
    kill_all(processes)
    process.wait()


def healthy(variables):
    try:
        return requests.get(f"http://127.0.0.1:{variables['USHER_PORT']}/healthz", timeout=10).ok
    except requests.RequestException:
        return False


def test_it_serves_in_several_processes_and_replaces_one_that_was_killed(served, variables):
    first = psutil.Process(served.pid).children()
    assert len(first) == 2
    first[0].kill()
    eventually(lambda: len(alive(psutil.Process(served.pid).children())) == 2, 90)
    eventually(lambda: healthy(variables), 90)


def test_forms_reach_the_pages_and_need_an_announced_length(served, variables):
    form = f"http://127.0.0.1:{variables['USHER_PORT']}/login"
    with requests.Session() as browser:
        token = re.search(r'csrf_token"[^>]*value="([^"]+)', browser.get(form).text)[1]
        typed = {"email": "dora@example.com", "password": "wrong", "csrf_token": token}
        assert "dora@example.com" in browser.post(form, typed).text
        assert browser.post(form, iter([b"email=", b"dora"])).status_code == 411


def test_large_files_come_in_and_go_out_piece_by_piece(served, variables):
    """X12: an upload goes to the disk while it comes; an export is sent while it is read."""
    api = f"http://127.0.0.1:{variables['USHER_PORT']}/api/v1/contacts"
    with base.database.connection_context():
        key = {"Authorization": f"Bearer {make_api_key()}"}
    note = "x" * 4000
    lines = "".join(f"+34600{n:06d};Dora {n};{note}\n" for n in range(600))
    file = {"file": ("leads.csv", f"phone;name;note\n{lines}")}
    answer = requests.post(f"{api}/bulk", headers=key, files=file, data={"dry_run": "true"})
    assert (answer.status_code, answer.json()["tally"]) == (200, {"created": 600})
    with base.database.connection_context():
        for n in range(100):
            make_contact(f"Dora {n} {note}")
    with requests.get(f"{api}/export", headers=key, stream=True) as export:
        assert export.headers["Transfer-Encoding"] == "chunked"
        assert sum(piece.count(b"\n") for piece in export.iter_content(1000)) == 101


def test_large_files_of_strangers_are_not_taken(served, variables):
    api = f"http://127.0.0.1:{variables['USHER_PORT']}/api/v1/contacts/bulk"
    file = {"file": ("leads.csv", "x" * 3_000_000)}
    answer = requests.post(api, headers={"Authorization": "Bearer nothing"}, files=file)
    assert answer.status_code == 401


def test_told_to_end_it_ends_with_success_and_leaves_nothing(served):
    processes = family(served.pid)
    served.terminate()
    assert served.wait(timeout=60) == 0
    assert not alive(processes)


def test_its_processes_do_not_outlive_it(served):
    processes = family(served.pid)
    served.kill()
    eventually(lambda: not alive(processes), 60)


def test_the_application_runs_under_any_wsgi_server(variables):
    command = [sys.executable, "-c", ELSEWHERE]
    answer = subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, text=True)
    assert answer.stdout.startswith("200 "), answer.stderr


def test_without_servers_the_application_says_what_to_set(variables):
    variables = {**variables, "DATABASE_URL": ""}
    command = [sys.executable, "-c", "import wsgi"]
    answer = subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, text=True)
    assert "DATABASE_URL: not set, and no `usher up` runs" in answer.stderr


@pytest.mark.parametrize(
    ("host", "says"),
    [
        ("192.0.2.1", "is not on this machine; correct"),
        ("no such host", "has no address"),
    ],
)
def test_a_host_that_cannot_be_listened_on_is_named(tmp_path, host, says):
    config = Config.from_env({"USHER_DATA": str(tmp_path), "USHER_HOST": host})
    with pytest.raises(Trouble, match=says):
        web.check_port(config)
