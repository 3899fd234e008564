"""Logging: one stream of events on standard output, without numbers of persons and without secrets.

Lines for a person on a terminal, JSON for everything else. What libraries log by the standard
library goes the same way.
"""

import logging
import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

SECRET = "[secret]"  # noqa: S105
NUMBER = "[number]"
KEPT = {"timestamp", "level", "_record", "_from_structlog"}
SECRET_KEYS = re.compile(r"pass(word)?$|secret|token|authorization|api_?key|cookie", re.IGNORECASE)
PATTERNS = (
    (re.compile(r"(?<=://)([^\s:/@]*):[^\s/@]+@"), rf"\1:{SECRET}@"),
    (re.compile(r"(?i)\b(bearer|basic) [\w.~+/=-]{8,}"), rf"\1 {SECRET}"),
    (re.compile(r"\bEA[A-Za-z0-9]{30,}"), SECRET),
    # Who knows the address of a calendar reads it.
    (re.compile(r"(?<=/calendar/)[\w-]{20,}"), SECRET),
    # Meta's message ids carry the customer's number in base64.
    (re.compile(r"\bwamid\.[\w=+/-]*?([\w=+/-]{0,6})(?![\w=+/-])"), r"wamid.…\1"),
    (re.compile(r"\+\d(?:[\s().-]?\d){7,}|\d{8,}"), NUMBER),
)


def configure(secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send every log of this process to `stream`; `secrets` never appear in it."""
    stream = stream or sys.stdout
    terminal = stream.isatty()
    known = sorted({secret for secret in secrets if len(secret) >= 6}, key=len, reverse=True)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if terminal else "iso", utc=not terminal),
        structlog.processors.format_exc_info,
        _Masked(known),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    logging.basicConfig(handlers=[_handler(shared, stream)], level=logging.INFO, force=True)
    logging.captureWarnings(True)
    for chatty in ("rq", "rq.worker", "rq.job", "werkzeug", "urllib3", "peewee"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # Its warnings name whole addresses: those of webhooks may hold a password of the receiver's.
    logging.getLogger("urllib3.connection").setLevel(logging.ERROR)


def _handler(shared: list[Processor], stream: TextIO) -> logging.Handler:
    handler = logging.StreamHandler(stream)
    strip = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[strip, _renderer(stream.isatty())]
        )
    )
    return handler


def _renderer(terminal: bool) -> Processor:
    if terminal:
        return structlog.dev.ConsoleRenderer(pad_event_to=0, pad_level=False)
    return structlog.processors.JSONRenderer(ensure_ascii=False)


class _Masked:
    """The last processor before the line is written: nothing is added after it."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = tuple(known)

    def __call__(self, logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
        first = [key for key in ("timestamp", "level", "event") if key in event]
        return {
            key: event[key] if key in KEPT else self._value(key, event[key])
            for key in dict.fromkeys([*first, *event])
        }

    def _value(self, key: str, value: Any) -> Any:
        if SECRET_KEYS.search(key) and value:
            return SECRET
        if isinstance(value, bool | float | None):
            return value
        if isinstance(value, dict):
            return {str(k): self._value(str(k), v) for k, v in value.items()}
        if isinstance(value, list | tuple | set):
            return [self._value(key, item) for item in value]
        if isinstance(value, int):
            return value if abs(value) < 10_000_000 else NUMBER
        return self._text(str(value))

    def _text(self, text: str) -> str:
        for secret in self._known:
            text = text.replace(secret, SECRET)
        for pattern, replacement in PATTERNS:
            text = pattern.sub(replacement, text)
        return text
