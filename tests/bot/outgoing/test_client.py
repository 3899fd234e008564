"""Calls to addresses that somebody else chose lead nowhere else (X14, SSRF)."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.outgoing import client as outgoing
from bot.outgoing.client import READ_AT_MOST, Client, NoAnswer
from tests.bot.outgoing.receiver import Receiver

CERTIFICATES = Path(__file__).parent / "certificates"
Names = dict[str, list[list[str]]]


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(private=True) as made:
        yield made


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address that was connected to; none but our own can be."""
    seen: list[str] = []
    connect = socket.socket.connect

    def note(line: socket.socket, where: Any) -> None:
        seen.append(where[0])
        assert where[0] == "127.0.0.1", "a test must not leave this machine"
        connect(line, where)

    monkeypatch.setattr(socket.socket, "connect", note)
    return seen


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """What names lead to: a list of addresses for each time that somebody looks one up."""
    known: Names = {}
    look_up = socket.getaddrinfo

    def answer(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        if host not in known:
            return look_up(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        found = known[host].pop(0)
        return [one for each in found for one in look_up(each, port, type=socket.SOCK_STREAM)]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return known


def test_a_call_arrives_with_its_body_and_headers(client: Client, receiver: Receiver) -> None:
    answer = client.post(receiver.url + "?a=b", b"{}", {"webhook-id": "msg_1"})
    assert (answer.code, answer.body) == (200, b"thank you")
    [one] = receiver.received
    assert (one.path, one.body, one.headers["webhook-id"]) == ("/hook?a=b", b"{}", "msg_1")
    assert one.headers["host"] == f"127.0.0.1:{receiver.port}"


def test_calls_to_one_receiver_share_a_connection(
    client: Client, receiver: Receiver, dialled: list[str]
) -> None:
    for _ in range(3):
        client.post(receiver.url, b"{}", {})
    assert len(receiver.received) == 3
    assert len(dialled) == 1


def test_proxies_of_the_environment_are_not_asked(
    client: Client, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert client.post(receiver.url, b"{}", {}).code == 200


def test_redirects_are_answers_and_nothing_else(client: Client, receiver: Receiver) -> None:
    def elsewhere(handler: Any) -> None:
        handler.send_response(307)
        handler.send_header("Location", receiver.url + "/elsewhere")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    receiver.answers = [elsewhere]
    assert client.post(receiver.url, b"{}", {}).code == 307
    assert len(receiver.received) == 1


def test_of_a_long_answer_only_the_beginning_is_read(client: Client, receiver: Receiver) -> None:
    receiver.text = b"x" * 10_000_000
    receiver.answers = [_without_end]
    assert len(client.post(receiver.url, b"{}", {}).body) == READ_AT_MOST
    assert len(client.post(receiver.url, b"{}", {}).body) == READ_AT_MOST


def test_an_answer_that_drips_is_not_waited_for(
    client: Client, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each piece comes in time, the whole never does."""
    monkeypatch.setattr(outgoing, "CONNECT_WITHIN", 0.1)
    monkeypatch.setattr(outgoing, "ANSWER_WITHIN", 0.2)
    for drip in (_dripping(b"X-More: 1\r\n"), _dripping(b"\r\n" + b"x" * 10)):
        receiver.answers = [drip]
        with pytest.raises(NoAnswer, match="no whole answer"):
            client.post(receiver.url, b"{}", {})


def test_nobody_there_is_said(client: Client, names: Names) -> None:
    names["nowhere.test"] = [["127.0.0.1"], []]
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        url = f"http://nowhere.test:{deaf.getsockname()[1]}/"
        for reason in ("refused", "leads nowhere"):
            with pytest.raises(NoAnswer, match=reason):
                client.post(url, b"", {})


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "0.0.0.0"),
        *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "169.254.169.254", "[fe80::1]", "10.0.0.1"),
        *("192.168.0.1", "172.16.0.1", "100.64.0.1", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"),
        *("[fd00:ec2::254]", "224.0.0.1", "255.255.255.255", "①②⑦.⓪.⓪.①"),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_hostile_address_is_never_connected_to(
    scheme: str, host: str, dialled: list[str], receiver: Receiver
) -> None:
    with Client() as client, pytest.raises(NoAnswer):
        client.post(f"{scheme}://{host}:{receiver.port}/", b"{}", {})
    assert (dialled, receiver.received) == ([], [])


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://", "http://a\0b/", "http://[::1"])
def test_what_is_no_address_is_said(client: Client, url: str, dialled: list[str]) -> None:
    with pytest.raises(NoAnswer):
        client.post(url, b"", {})
    assert dialled == []


def test_metadata_is_reserved_even_where_private_networks_are_allowed(
    client: Client, names: Names, dialled: list[str]
) -> None:
    names["metadata.test"] = [["169.254.169.254"]]
    with pytest.raises(NoAnswer, match="reserved"):
        client.post("http://metadata.test/", b"", {})
    assert dialled == []


def test_without_tls_nothing_leaves_our_own_networks(
    client: Client, names: Names, dialled: list[str]
) -> None:
    names["shop.test"] = [["93.184.216.34"]]
    with pytest.raises(NoAnswer, match="https"):
        client.post("http://shop.test/", b"", {})
    assert dialled == []


def test_a_name_that_changes_its_mind_is_asked_once(
    names: Names, dialled: list[str], receiver: Receiver
) -> None:
    """Rebinding: what was checked is what is connected to, and each connection is checked."""
    names["rebinding.test"] = [["93.184.216.34"], ["127.0.0.1"]]
    url = f"https://rebinding.test:{receiver.port}/"
    with Client() as client:
        with pytest.raises(AssertionError, match="must not leave"):
            client.post(url, b"", {})
        with pytest.raises(NoAnswer, match="private network"):
            client.post(url, b"", {})
    assert dialled == ["93.184.216.34"]
    assert (names["rebinding.test"], receiver.received) == ([], [])


def test_of_several_addresses_only_those_that_may_be_called_are(
    names: Names, dialled: list[str], receiver: Receiver, client: Client
) -> None:
    names["mixed.test"] = [["169.254.169.254", "127.0.0.1"]]
    assert client.post(f"http://mixed.test:{receiver.port}/", b"", {}).code == 200
    assert dialled == ["127.0.0.1"]


@pytest.fixture
def secure(receiver: Receiver, names: Names) -> Callable[[str], str]:
    """The receiver speaks TLS as receiver.test; other names lead there too."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "receiver.pem")
    receiver.secure(context)

    def reached_as(name: str) -> str:
        names[name] = [["127.0.0.1"]]
        return f"https://{name}:{receiver.port}/"

    return reached_as


def test_the_certificate_is_checked_for_the_name_that_was_given(
    secure: Callable[[str], str], receiver: Receiver
) -> None:
    with Client(private=True, authorities=str(CERTIFICATES / "authority.pem")) as trusting:
        assert trusting.post(secure("receiver.test"), b"{}", {}).code == 200
        with pytest.raises(NoAnswer, match=r"TLS failed.*Hostname mismatch"):
            trusting.post(secure("other.test"), b"{}", {})
    assert len(receiver.received) == 1


def test_a_certificate_of_an_unknown_authority_is_refused(
    secure: Callable[[str], str], client: Client, receiver: Receiver
) -> None:
    with pytest.raises(NoAnswer, match=r"TLS failed.*certificate"):
        client.post(secure("receiver.test"), b"{}", {})
    assert receiver.received == []


def _without_end(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"y" * 100_000)
    handler.close_connection = True


def _dripping(piece: bytes) -> Callable[[Any], None]:
    def drip(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n")
        for _ in range(100):
            try:
                handler.wfile.write(piece)
                handler.wfile.flush()
            except OSError:
                break
            time.sleep(0.02)
        handler.close_connection = True

    return drip
