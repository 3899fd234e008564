"""What the log shows of an event, and what it never shows."""

import io
import json
import logging

import pytest
import structlog

from bot import logs


@pytest.fixture
def lines():
    """Call it to have what was logged, as dicts: there must be something."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure(["my-own-secret"], stream)

    def logged():
        assert stream.getvalue(), "nothing was logged"
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    yield logged
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def test_an_event_is_one_line_of_json_with_its_words_first(lines):
    structlog.get_logger().info("drained", items=12, seconds=0.25)
    (event,) = lines()
    assert list(event)[:3] == ["timestamp", "level", "event"]
    assert (event["event"], event["items"], event["seconds"]) == ("drained", 12, 0.25)


@pytest.mark.parametrize(
    "value",
    [
        "34600123456",
        "+34600123456",
        "from +34 600 123 456 to us",
        34600123456,
        ["34600123456"],
        {"contact": {"phone": "34600123456"}},
        "key (phone)=(34600123456) exists",
    ],
)
def test_a_telephone_number_appears_nowhere(lines, value):
    structlog.get_logger().info(f"seen {value}", value=value)
    (event,) = lines()
    assert "600" not in event["event"] + json.dumps(event["value"])


def test_times_and_small_figures_stay_readable(lines):
    structlog.get_logger().info("due at 2026-11-21T20:34:39Z", count=1234567, lag=12.5, none=None)
    (event,) = lines()
    assert event["event"] == "due at 2026-11-21T20:34:39Z"
    assert (event["count"], event["lag"], event["none"]) == (1234567, 12.5, None)


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer xyzsecretsecret",
        "EAAG0123secretsecretsecretsecretsecretsecret",
        "postgresql://usher:secret@db/usher",
        "unix://:secret@/run/valkey.sock",
        "my-own-secret",
    ],
)
def test_a_secret_appears_nowhere(lines, text):
    structlog.get_logger().warning(text, where=text)
    logging.getLogger("library").warning("says %s", text)
    shown = json.dumps(lines()).replace(logs.SECRET, "")
    assert "secret" not in shown


@pytest.mark.parametrize("key", ["password", "access_token", "app_secret", "Authorization"])
def test_what_is_called_a_secret_is_one(lines, key):
    structlog.get_logger().info("signed in", **{key: "x1"})
    assert lines()[0][key] == logs.SECRET


def test_an_exception_is_told_with_its_traceback_but_without_the_number(lines):
    try:
        raise ValueError("34600123456 has no lane")
    except ValueError:
        structlog.get_logger().exception("parked")
    (event,) = lines()
    assert "Traceback" in event["exception"]
    assert "ValueError: [number] has no lane" in event["exception"]


def test_the_id_of_a_message_loses_the_number_that_it_carries(lines):
    wamid = "wamid.HBgLMzQ2MDAxMjM0NTYVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA"
    structlog.get_logger().info("sent", wamid=wamid)
    assert lines()[0]["wamid"] == "wamid.…Y3RTcA"


def test_libraries_go_the_same_way_and_rq_speaks_only_of_trouble(lines):
    logging.getLogger("rq.worker").info("worker 1: default: nothing new")
    logging.getLogger("granian").warning("%s is late", "somebody")
    assert [event["event"] for event in lines()] == ["somebody is late"]
