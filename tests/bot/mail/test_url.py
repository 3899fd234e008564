"""SMTP_URL is understood as people write it, and what is wrong with it is said without secrets."""

import pytest

from bot.mail.url import Security, Server, parse


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", Server("mail.example.org", 25, Security.OFFERED)),
        ("smtp://mail.example.org:2525/", Server("mail.example.org", 2525, Security.OFFERED)),
        ("smtp://[::1]:25", Server("::1", 25, Security.OFFERED)),
        ("smtp://mail.example.org:587", Server("mail.example.org", 587, Security.STARTTLS)),
        ("smtp+starttls://mail.example.org", Server("mail.example.org", 587, Security.STARTTLS)),
        ("smtps://mail.example.org", Server("mail.example.org", 465, Security.TLS)),
        (
            "smtps://ann%40example.org:p%2Fw%3A%23%40@mail.example.org",
            Server("mail.example.org", 465, Security.TLS, "ann@example.org", "p/w:#@"),
        ),
    ],
)
def test_a_url_names_a_server(url: str, server: Server) -> None:
    assert parse(url) == server


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("", "begin it with smtp://"),
        ("mail.example.org:587", "begin it with smtp://"),
        ("http://mail.example.org", "begin it with smtp://"),
        ("smtp://", "the host is missing"),
        ("smtp://user:hunter2@", "the host is missing"),
        ("smtp://mail.example.org:port", "port is no number"),
        ("smtp://mail.example.org:99999", "port is no number"),
        ("smtp://user:hunter2#x@mail.example.org", "percent-encoded"),
        ("smtp://user:hunter2/x@mail.example.org", "percent-encoded"),
        ("smtp://mail.example.org/path", "percent-encoded"),
        ("smtp://user@mail.example.org", "belong together"),
    ],
)
def test_a_bad_url_comes_with_the_remedy_and_without_the_password(url: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy) as caught:
        parse(url)
    assert "hunter2" not in str(caught.value)


def test_a_server_in_a_traceback_hides_the_password() -> None:
    assert "hunter2" not in repr(parse("smtp://user:hunter2@mail.example.org"))
