"""The call to Meta: what it carries, and what each way of failing means (W5)."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from bot.outcomes import NotSent, OutcomeUnknown, Refused, Scope, Unavailable
from bot.whatsapp.client import Client
from bot.whatsapp.rendering import Recipient, render
from tests.bot.whatsapp.graph import API_URL, NUMBER, Graph

BODY = render({"type": "text", "text": "Hello"}, Recipient(phone="447700900123"))
READ = render({"type": "read", "wamid": "wamid.1"}, Recipient(phone="447700900123"))


@pytest.fixture(autouse=True)
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture
def client() -> Client:
    return Client(API_URL, "token-of-ours\n")


def test_a_message_goes_out_by_its_number_and_comes_back_as_its_wamid(
    client: Client, graph: Graph
) -> None:
    assert client.send(NUMBER, BODY) == "wamid.OUT1"
    assert graph.bodies == [BODY]
    assert graph.numbers == [NUMBER]
    assert graph.tokens == ["Bearer token-of-ours"]


def test_marking_as_read_has_no_wamid(client: Client, graph: Graph) -> None:
    assert client.send(NUMBER, READ) is None
    assert graph.bodies == [READ]


def failure(client: Client, body: dict[str, Any] = BODY) -> NotSent:
    with pytest.raises(NotSent) as caught:
        client.send(NUMBER, body)
    return caught.value


def test_a_refusal_is_the_outcome_of_its_code(client: Client, graph: Graph) -> None:
    graph.will_fail(131047, details="More than 24 hours.")
    outcome = failure(client)
    assert isinstance(outcome, Refused)
    assert outcome.code == "131047"
    assert client.send(NUMBER, BODY) == "wamid.OUT2"


@pytest.mark.parametrize(
    "odd", ["", "no json", {}, [], {"messages": []}, {"messages": [{"id": 7}]}]
)
def test_an_acceptance_without_an_id_is_an_unknown_outcome(
    client: Client, graph: Graph, odd: Any
) -> None:
    graph.will_answer(200, odd)
    assert isinstance(failure(client), OutcomeUnknown)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (requests.ConnectTimeout(), Unavailable),
        (requests.exceptions.ProxyError(), Unavailable),
        (requests.ReadTimeout(), OutcomeUnknown),
        (requests.ConnectionError("reset"), OutcomeUnknown),
        (requests.exceptions.ChunkedEncodingError(), OutcomeUnknown),
    ],
)
def test_only_what_surely_did_not_leave_is_tried_again(
    client: Client, graph: Graph, error: Exception, kind: type[NotSent]
) -> None:
    graph.will_raise(error)
    outcome = failure(client)
    assert type(outcome) is kind


def test_a_redirect_is_not_followed(client: Client, graph: Graph) -> None:
    graph.will_answer(302, "elsewhere")
    assert isinstance(failure(client), Unavailable)
    assert len(graph.bodies) == 1


@pytest.mark.parametrize("number", ["", "1/../2", "12 ", "١٢٣", "me"])
def test_a_number_that_is_none_never_becomes_an_address(client: Client, number: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        client.send(number, BODY)


@pytest.fixture
def hangs_up() -> Iterator[str]:
    """A server that takes a request and goes away."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(timeout=10)


def test_a_server_that_hangs_up_may_have_taken_it(hangs_up: str) -> None:
    assert isinstance(failure(Client(hangs_up, "t")), OutcomeUnknown)


@pytest.mark.parametrize("host", ["127.0.0.1", "host.invalid"])
def test_a_server_that_is_not_there_took_nothing(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    outcome = failure(Client(f"http://{host}:{port}", "secret-token"))
    assert isinstance(outcome, Unavailable)
    assert outcome.scope is Scope.NUMBER
    assert "WHATSAPP_API_URL" in outcome.reason
    assert "secret-token" not in str(outcome)


def test_nothing_that_fails_repeats_the_body_or_the_person(client: Client, graph: Graph) -> None:
    graph.will_raise(requests.ConnectionError(f"to +447700900123: {BODY}"))
    outcome = failure(client)
    assert "447700900123" not in str(outcome)
    assert "Hello" not in str(outcome)
