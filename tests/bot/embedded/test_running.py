"""One Usher on one USHER_DATA, and how other commands find its servers."""

import dataclasses
import os
import stat

import pytest

from bot.config import Config
from bot.embedded import account, running
from bot.trouble import Trouble
from tests.processes import directory_for_servers


@pytest.fixture
def config(tmp_path):
    return Config.from_env({"USHER_DATA": str(tmp_path / "data")})


URLS = {"database_url": "postgresql://db/usher", "redis_url": "redis://bell"}


def test_a_second_usher_on_the_same_data_is_refused_until_the_first_has_ended(config):
    with running.alone(config.data):
        assert running.runs(config.data)
        with pytest.raises(Trouble, match="already runs on"), running.alone(config.data):
            pass
    assert not running.runs(config.data)
    with running.alone(config.data):
        pass


def test_other_commands_find_the_servers_of_the_usher_that_runs(config):
    with running.alone(config.data), running.noted(config.data, URLS):
        assert running.located(config) == dataclasses.replace(config, **URLS)
        assert stat.S_IMODE((config.data / "running.json").stat().st_mode) == 0o600


def test_what_a_killed_usher_noted_is_not_believed(config):
    with running.noted(config.data, URLS):
        (note,) = config.data.glob("running.json")
        left = note.read_text()
    note.write_text(left)
    with pytest.raises(Trouble, match="DATABASE_URL: not set, and no `usher up` runs"):
        running.located(config, "DATABASE_URL", "REDIS_URL")
    assert running.located(config) == config


def test_named_servers_win_and_need_nobody_to_run(config):
    named = dataclasses.replace(config, **URLS)
    assert running.located(named) == named


def test_a_directory_that_cannot_be_written_is_one_clear_line(tmp_path):
    (tmp_path / "file").touch()
    refused = pytest.raises(Trouble, match=r"^USHER_DATA: cannot write to .*; name another")
    with refused, running.alone(tmp_path / "file" / "data"):
        pass


def test_a_temporary_directory_of_somebody_else_is_not_used_for_sockets(tmp_path, monkeypatch):
    monkeypatch.setattr(running, "_holds_sockets", lambda directory: False)
    with directory_for_servers() as temporary:
        monkeypatch.setattr("tempfile.tempdir", str(temporary))
        with running.sockets(tmp_path / "data") as first:
            assert first.parent == temporary
        first.symlink_to(tmp_path)
        with running.sockets(tmp_path / "data") as second:
            assert second not in {first, tmp_path}
            assert stat.S_IMODE(second.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root opens passages")
def test_the_account_may_pass_through_directories_above_but_not_look_inside(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    account.account_for(tmp_path / "none").reach(closed / "data")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o701
