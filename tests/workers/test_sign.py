"""Signs of life that roles leave in Redis, and what is missed when there are none. X17, X18."""

from datetime import timedelta

from redis import Redis

from bot.vitals import signs
from bot.vitals.alarms import alarms
from bot.vitals.gathering import Vitals
from models.clock import now
from workers import queue
from workers.sign import Sign


def judged(found: signs.Signs) -> set[str]:
    vitals = Vitals(now(), [], found, "", 0, (1, 2), [], None, False, {})
    return {one.name for one in alarms(vitals)}


def test_cron_leaves_its_sign_with_when_it_rang(redis_server):
    sign = Sign(redis_server.url)
    sign.last["inbox"] = now()
    sign.leave({"inbox": 2.0})
    (cron,) = signs.read(redis_server.url).crons
    assert cron.last == sign.last
    assert cron.next("inbox") == sign.last["inbox"] + timedelta(seconds=2)
    assert "cron" not in judged(signs.read(redis_server.url))


def test_who_gave_no_sign_for_a_minute_is_forgotten(redis_server, monkeypatch):
    sign = Sign(redis_server.url)
    monkeypatch.setattr(signs, "now", lambda: now() - timedelta(minutes=5))
    sign.leave({})
    monkeypatch.undo()
    found = signs.read(redis_server.url)
    assert found.crons == []
    assert {"cron", "inbox_worker"} <= judged(found)
    with Redis.from_url(redis_server.url) as redis:
        assert redis.hlen(signs.CRON) == 0


def test_a_worker_is_known_by_its_queue(redis_server):
    with Redis.from_url(redis_server.url) as redis:
        worker = queue._Worker(["inbox"], redis, queue.threading.Event())
        worker.register_birth()
        worker.heartbeat()
        (found,) = signs.read(redis_server.url).workers
        assert (found.queue, found.pid) == ("inbox", worker.pid)
        assert found.seen is not None
        assert "inbox_worker" not in judged(signs.read(redis_server.url))
        worker.register_death()


def test_without_redis_nothing_is_known_and_nothing_fails():
    found = signs.read("redis://127.0.0.1:1/0")
    assert found == signs.NONE
    Sign("redis://127.0.0.1:1/0").leave({})
    assert judged(found) == {"redis"}
