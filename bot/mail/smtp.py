"""The way to an SMTP server, and what its answers mean for the outbox. It writes no letters."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from typing import NoReturn

from bot.mail.addresses import address
from bot.mail.url import Security, Server, parse
from bot.outcomes import OutcomeUnknown, Refused, Scope, Unavailable

WITHIN = 20.0
"""Seconds for each step of the conversation with the server."""

SIGN_IN = "The mail server does not accept user and password: check SMTP_URL."
UNENCRYPTED = (
    "The mail server offers no encryption, and the password would travel readable: use smtps://, "
    "or leave out user and password in SMTP_URL."
)
NO_STARTTLS = "The mail server offers no STARTTLS: use smtps:// in SMTP_URL, or another port."
CERTIFICATE = "The mail server's certificate cannot be trusted: check the host in SMTP_URL."
UNREACHABLE = "The mail server cannot be reached: check SMTP_URL and the network."
SENDER = "The mail server does not let us send as MAIL_FROM: set an address that it accepts."
AUTHENTICATION = (530, 534, 535, 538)
TOO_LARGE = 552
CLOSING = 421


class Session:
    """One conversation with the server: any number of letters, one after the other."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    def send(self, message: EmailMessage) -> None:
        """Hand `message` over. Raises Refused, Unavailable or OutcomeUnknown."""
        sender = message["From"].addresses[0].addr_spec
        recipient = message["To"].addresses[0].addr_spec
        letter = message.as_bytes()
        try:
            self._address(sender, recipient)
        except (smtplib.SMTPException, OSError) as error:
            raise _unreachable(error) from None
        self._hand_over(letter)

    def _address(self, sender: str, recipient: str) -> None:
        code, words = self._smtp.mail(sender)
        if code != 250:
            self._reset()
            if code >= 500 and code != TOO_LARGE and code not in AUTHENTICATION:
                raise Unavailable(code, f"{SENDER} ({_said(words)})", Scope.NUMBER)
            _refuse(code, words)
        code, words = self._smtp.rcpt(recipient)
        if code not in (250, 251):
            self._reset()
            _refuse(code, words)

    def _hand_over(self, letter: bytes) -> None:
        try:
            code, words = self._smtp.data(letter)
        except smtplib.SMTPDataError as error:
            self._reset()
            _refuse(error.smtp_code, error.smtp_error)
        except (smtplib.SMTPException, OSError) as error:
            self._smtp.close()
            reason = f"The mail server went away while it took the letter ({type(error).__name__})."
            raise OutcomeUnknown(reason) from None
        if code != 250:
            _refuse(code, words)

    def _reset(self) -> None:
        # A server that has gone meanwhile shows at the next letter.
        with suppress(smtplib.SMTPException, OSError):
            self._smtp.rset()


class Mailer:
    """Sends by the server of `smtp_url` as `mail_from`. Raises ValueError when one is bad."""

    def __init__(self, smtp_url: str, mail_from: str) -> None:
        self._server = parse(smtp_url)
        self.sender = str(address(mail_from))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A conversation, open and signed in. Raises Unavailable when there is none to be had."""
        smtp = _opened(self._server)
        try:
            yield Session(smtp)
        finally:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()


def _opened(server: Server) -> smtplib.SMTP:
    try:
        smtp = _connected(server)
    except ssl.SSLCertVerificationError as error:
        raise Unavailable("certificate", f"{CERTIFICATE} ({error.reason})", Scope.NUMBER) from None
    except (smtplib.SMTPException, OSError) as error:
        raise _unreachable(error) from None
    try:
        _sign_in(smtp, server)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _connected(server: Server) -> smtplib.SMTP:
    if server.security is Security.TLS:
        context = ssl.create_default_context()
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=WITHIN, context=context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=WITHIN)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.security is not Security.TLS:
            _encrypt(smtp, server)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _encrypt(smtp: smtplib.SMTP, server: Server) -> None:
    if smtp.has_extn("starttls"):
        smtp.starttls(context=_starttls_context(server))
        smtp.ehlo()
    elif server.security is Security.STARTTLS:
        raise Unavailable("starttls", NO_STARTTLS, Scope.NUMBER)


def _starttls_context(server: Server) -> ssl.SSLContext:
    """With merely offered encryption and no password, a relay of one's own may certify itself."""
    context = ssl.create_default_context()
    if server.security is Security.OFFERED and not server.user:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _sign_in(smtp: smtplib.SMTP, server: Server) -> None:
    if not server.user:
        return
    if not (server.local or isinstance(smtp.sock, ssl.SSLSocket)):
        raise Unavailable("encryption", UNENCRYPTED, Scope.NUMBER)
    try:
        smtp.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as error:
        raise Unavailable(error.smtp_code, SIGN_IN, Scope.NUMBER) from None
    except (smtplib.SMTPException, OSError) as error:
        raise Unavailable("login", f"{SIGN_IN} ({type(error).__name__})", Scope.NUMBER) from None


def _unreachable(error: Exception) -> Unavailable:
    return Unavailable("unreachable", f"{UNREACHABLE} ({type(error).__name__})", Scope.NUMBER)


def _refuse(code: int, words: bytes | str) -> NoReturn:
    said = _said(words)
    if code in AUTHENTICATION:
        raise Unavailable(code, f"{SIGN_IN} ({said})", Scope.NUMBER)
    if code >= 500:
        raise Refused(code, f"The mail server refuses the letter: {said}")
    scope = Scope.NUMBER if code in (CLOSING, -1) else Scope.MESSAGE
    raise Unavailable(code, f"The mail server asks to come later: {said}", scope)


def _said(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return "".join(char for char in text if char.isprintable() or char == " ")[:300]
