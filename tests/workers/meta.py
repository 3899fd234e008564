"""A stand-in for Meta's send call over real HTTP that is in a mood, or away altogether: for worker
processes."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MOODS = ("well", "well", "fails", "took_and_fails", "busy", "throttles", "hangs", "breaks_off")
ERRORS = {"busy": 130429, "throttles": 131056}
"""Surely not sent: this number is too fast, or this person gets too much."""
HANGS = 1.0
"""Seconds: longer than a worker of the tests waits."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Who called may have been killed."""


class Meta:
    """`taken`: how often each message, by our mark in it, went out to its person."""

    def __init__(self, seed: int = 1) -> None:
        self.taken: Counter[str] = Counter()
        self.calls = 0
        self.moods: tuple[str, ...] = MOODS
        self._chance = random.Random(seed)
        self._server: _Server | None = None
        self._port = 0
        self.come_back()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v26.0"

    def come_back(self) -> None:
        self._server = _Server(("127.0.0.1", self._port), self._handler())
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def leave(self) -> None:
        """Whoever calls is refused the connection."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        meta = self

        class Handler(BaseHTTPRequestHandler):
            wbufsize = -1  # One packet for each answer.

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                meta._answer(self, body, meta._chance.choice(meta.moods))

            def log_message(self, *_: Any) -> None: ...

        return Handler

    def _answer(self, handler: BaseHTTPRequestHandler, body: Any, mood: str) -> None:
        self.calls += 1
        if mood in {"well", "took_and_fails", "breaks_off"}:
            self.taken[body["biz_opaque_callback_data"]] += 1
        if mood == "breaks_off":
            return
        if mood == "hangs":
            time.sleep(HANGS)
            return
        status, said = 200, {"messages": [{"id": f"wamid.{body['biz_opaque_callback_data']}"}]}
        if mood in ERRORS:
            status, said = 429, {"error": {"code": ERRORS[mood], "message": "wait"}}
        elif mood != "well":
            status, said = 503, {}
        text = json.dumps(said).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)


@contextmanager
def meta(seed: int = 1) -> Iterator[Meta]:
    made = Meta(seed)
    try:
        yield made
    finally:
        made.leave()
