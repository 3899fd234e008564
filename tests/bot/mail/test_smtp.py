"""Letters reach a real mail server; every way of failing means what the outbox must do (W5, W6)."""

import socket
from email.message import EmailMessage

import pytest

from bot.mail.message import compose
from bot.mail.smtp import Mailer
from bot.mail.url import Server
from bot.outcomes import NotSent, OutcomeUnknown, Refused, Scope, Unavailable
from tests.bot.mail.post_office import CERTIFICATE, certified, post_office, scripted

SENDER = "Usher <usher@example.org>"


def letter(number: int = 1) -> EmailMessage:
    content = {"subject": "Dora is yours", "paragraphs": [".", "A line\n.and a dot"]}
    return compose(content, "ann@example.org", SENDER, number)


def send(url: str, *letters: EmailMessage) -> None:
    with Mailer(url, SENDER).session() as session:
        for one in letters or (letter(),):
            session.send(one)


def failure(url: str) -> NotSent:
    with pytest.raises(NotSent) as caught:
        send(url)
    return caught.value


def test_letters_arrive_one_after_the_other_in_one_conversation() -> None:
    with post_office() as office:
        send(f"smtp://127.0.0.1:{office.port}", letter(1), letter(2))
    assert [one["Message-ID"] for one in office.letters] == [
        "<outbox-1@example.org>",
        "<outbox-2@example.org>",
    ]
    assert office.envelopes[0].mail_from == "usher@example.org"
    assert office.envelopes[0].rcpt_tos == ["ann@example.org"]


def test_dots_at_the_beginning_of_lines_arrive() -> None:
    with post_office() as office:
        send(f"smtp://127.0.0.1:{office.port}")
    payload = office.letters[0].get_payload()[0].get_payload(decode=True)  # type: ignore[index,union-attr]
    assert payload.split() == b". A line .and a dot".split()


def test_user_and_password_are_decoded_and_used() -> None:
    with post_office() as office:
        send(f"smtp://ann%40example.org:right%3A%2Fpass@127.0.0.1:{office.port}")
    assert office.logins == [("ann@example.org", "right:/pass")]
    assert len(office.letters) == 1


def test_a_wrong_password_makes_everything_wait() -> None:
    with post_office() as office:
        outcome = failure(f"smtp://ann:wrong@127.0.0.1:{office.port}")
    assert isinstance(outcome, Unavailable)
    assert outcome.scope is Scope.NUMBER
    assert "SMTP_URL" in outcome.reason
    assert "wrong" not in outcome.reason


def test_a_server_without_sign_in_makes_everything_wait() -> None:
    with post_office(auth_exclude_mechanism=["LOGIN", "PLAIN"]) as office:
        outcome = failure(f"smtp://ann:right@127.0.0.1:{office.port}")
    assert isinstance(outcome, Unavailable)


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


@pytest.mark.usefixtures("trusted")
def test_encryption_from_the_first_byte() -> None:
    with post_office(ssl_context=certified()) as office:
        send(f"smtps://localhost:{office.port}")
    assert len(office.letters) == 1


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("scheme", ["smtp", "smtp+starttls"])
def test_starttls_is_used_where_it_is_offered(scheme: str) -> None:
    with post_office(tls_context=certified(), require_starttls=True) as office:
        send(f"{scheme}://localhost:{office.port}")
    assert len(office.letters) == 1


def test_required_encryption_is_not_done_without() -> None:
    with post_office() as office:
        outcome = failure(f"smtp+starttls://127.0.0.1:{office.port}")
    assert isinstance(outcome, Unavailable)
    assert "no STARTTLS" in outcome.reason
    assert office.letters == []


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_server_with_a_strange_certificate_gets_nothing(scheme: str) -> None:
    context = {"ssl_context" if scheme == "smtps" else "tls_context": certified()}
    with post_office(**context) as office:
        outcome = failure(f"{scheme}://localhost:{office.port}")
    assert isinstance(outcome, Unavailable)
    assert "certificate" in outcome.reason


def test_a_relay_of_ones_own_may_certify_itself() -> None:
    with post_office(tls_context=certified()) as office:
        send(f"smtp://localhost:{office.port}")
    assert len(office.letters) == 1


@pytest.mark.parametrize(
    ("command", "reply", "kind", "scope"),
    [
        ("RCPT", "550 5.1.1 no such user", Refused, None),
        ("RCPT", "450 4.2.1 greylisted", Unavailable, Scope.MESSAGE),
        ("RCPT", "530 5.7.0 sign in first", Unavailable, Scope.NUMBER),
        ("DATA", "554 5.7.1 looks like spam", Refused, None),
        ("DATA", "452 4.3.1 disk full", Unavailable, Scope.MESSAGE),
        ("MAIL", "550 5.7.1 not your address", Unavailable, Scope.NUMBER),
        ("MAIL", "552 5.3.4 too large", Refused, None),
        ("MAIL", "451 4.3.0 later", Unavailable, Scope.MESSAGE),
    ],
)
def test_an_answer_is_the_outcome_of_its_code(
    command: str, reply: str, kind: type[NotSent], scope: Scope | None
) -> None:
    with post_office() as office:
        office.replies[command] = reply
        outcome = failure(f"smtp://127.0.0.1:{office.port}")
    assert type(outcome) is kind
    assert outcome.code == reply[:3]
    assert getattr(outcome, "scope", None) is scope
    assert reply[10:] in outcome.reason


def test_after_a_refusal_the_next_letter_goes_out() -> None:
    with post_office() as office, Mailer(f"smtp://127.0.0.1:{office.port}", SENDER).session() as s:
        office.replies["RCPT"] = "550 no such user"
        with pytest.raises(Refused):
            s.send(letter(1))
        office.replies.clear()
        s.send(letter(2))
    assert len(office.letters) == 1


OK = "250 ok"


@pytest.mark.parametrize(
    "replies",
    [(), (OK,), (OK, OK), ("421 closing",), (OK, "421 closing")],
    ids=["greeting", "hello", "mail", "closing at hello", "closing at mail"],
)
def test_a_connection_lost_before_the_letter_is_a_wait(replies: tuple[str, ...]) -> None:
    with scripted(*replies, None) as url:
        outcome = failure(url)
    assert isinstance(outcome, Unavailable)
    assert outcome.scope is Scope.NUMBER


def test_a_connection_lost_after_the_letter_is_unknown() -> None:
    with scripted(OK, OK, OK, "354 go on", None) as url:
        outcome = failure(url)
    assert isinstance(outcome, OutcomeUnknown)


def test_a_server_that_will_not_take_data_is_a_refusal() -> None:
    with scripted(OK, OK, OK, "554 no", OK, OK) as url:
        assert isinstance(failure(url), Refused)


@pytest.mark.parametrize("host", ["127.0.0.1", "host.invalid"])
def test_a_server_that_is_not_there_makes_everything_wait(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    outcome = failure(f"smtp://{host}:{port}")
    assert isinstance(outcome, Unavailable)
    assert outcome.scope is Scope.NUMBER


def test_a_password_does_not_travel_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Server, "local", False)
    with post_office() as office:
        outcome = failure(f"smtp://ann:right%3A%2Fpass@127.0.0.1:{office.port}")
    assert "no encryption" in outcome.reason
    assert office.logins == []


@pytest.mark.parametrize("sender", ["", "Usher", "a@b@c", "usher@example.org\nBcc: x@y.z"])
def test_a_bad_sender_is_found_at_once(sender: str) -> None:
    with pytest.raises(ValueError, match=r"@|mail address"):
        Mailer("smtp://127.0.0.1", sender)
