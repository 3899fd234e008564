"""Mail servers for the tests: a real one by aiosmtpd, and one that answers as a script says."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

CERTIFICATE = Path(__file__).with_name("localhost.pem")


class PostOffice(Controller):
    """Keeps what it takes; answers otherwise where `replies` has something for a command."""

    def __init__(self, port: int = 0, **options: Any) -> None:
        self._socket = socket.create_server(("127.0.0.1", port))
        self.letters: list[Message] = []
        self.envelopes: list[Envelope] = []
        self.logins: list[tuple[str, str]] = []
        self.replies: dict[str, str] = {}
        port = self._socket.getsockname()[1]
        options = {"authenticator": self._authenticate, "auth_require_tls": False} | options
        super().__init__(self, hostname="127.0.0.1", port=port, **options)

    def _create_server(self) -> Any:
        return self.loop.create_server(
            self._factory_invoker, sock=self._socket, ssl=self.ssl_context
        )

    def _authenticate(self, _server: Any, _session: Any, _env: Any, _how: str, data: Any) -> Any:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"right:/pass", handled=False)

    async def handle_MAIL(self, _server: Any, _session: Any, env: Any, who: str, opts: Any) -> str:
        env.mail_from = who
        return self.replies.get("MAIL", "250 OK")

    async def handle_RCPT(self, _server: Any, _session: Any, env: Any, who: str, opts: Any) -> str:
        reply = self.replies.get("RCPT", "250 OK")
        if reply.startswith("250"):
            env.rcpt_tos.append(who)
        return reply

    async def handle_DATA(self, _server: Any, _session: Any, env: Envelope) -> str:
        reply = self.replies.get("DATA", "250 OK")
        if reply.startswith("250"):
            self.envelopes.append(env)
            self.letters.append(message_from_bytes(env.content or b""))
        return reply


@contextmanager
def post_office(**options: Any) -> Iterator[PostOffice]:
    office = PostOffice(**options)
    office.start()
    try:
        yield office
    finally:
        office.stop()


def certified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


@contextmanager
def scripted(*replies: str | None) -> Iterator[str]:
    """A server that greets, then answers each line with the next reply; None hangs up.

    Answers its URL. While a letter is coming in, only the line with the single dot is answered.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_speak, args=(listener, replies), daemon=True)
        thread.start()
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(timeout=10)


def _speak(listener: socket.socket, replies: tuple[str | None, ...]) -> None:
    connection, _ = listener.accept()
    with connection, connection.makefile("rb") as lines:
        letter = False
        connection.sendall(b"220 ready\r\n")
        remaining = iter(replies)
        for line in lines:
            if letter and line != b".\r\n":
                continue
            reply = next(remaining, None)
            if reply is None:
                return
            letter = reply.startswith("354")
            connection.sendall(reply.encode() + b"\r\n")
