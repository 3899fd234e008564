"""How long somebody waits for the bot's first words when nothing else is going on."""

import json
import random
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.bench import deliveries, serving, worlds
from tests.bench.report import Row, at_most
from tests.bench.scale import Scale
from tests.bench.servers import Servers


def measure(servers: Servers, scale: Scale) -> Iterator[Row]:
    with ExitStack() as stack:
        url = stack.enter_context(
            servers.database(stack.enter_context(servers.template(worlds.asking)))
        )
        meta = stack.enter_context(_played())
        environ = serving.environment(servers, url, WHATSAPP_API_URL=meta.url)
        port = stack.enter_context(serving.served(environ))
        for role in ("worker", "cron"):
            stack.enter_context(serving.role(environ, role))
        waits = list(_waits(meta, port, scale))
    waits.sort()
    p50, p99 = statistics.median(waits) * 1000, waits[int(len(waits) * 0.99)] * 1000
    slowest = f"slowest {waits[-1] * 1000:,.0f} ms of {len(waits)}"
    yield at_most("POST to the reply's call, idle: p50", p50, 100, "ms")
    yield at_most("… p99", p99, 250, "ms", slowest)


def _waits(meta: "_Meta", port: int, scale: Scale) -> Iterator[float]:
    """Seconds until each reply; the first few only wake everybody up."""
    door = HTTPConnection("127.0.0.1", port)
    chance = random.Random(1)
    for n in range(-5, scale.replies):
        began = time.perf_counter()
        _post(door, deliveries.message(10**6 + n))
        called = meta.await_reply(f"+{deliveries.person(10**6 + n).phone}")
        if n >= 0:
            yield called - began
        time.sleep(chance.uniform(0, scale.pause))


def _post(door: HTTPConnection, body: bytes) -> None:
    head, _, _ = deliveries.signed(body).partition(b"\r\n\r\n")
    lines = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:]]
    door.request("POST", deliveries.PATH, body, dict(lines))
    answer = door.getresponse()
    assert answer.status == 200, answer.read()
    answer.read()


class _Meta:
    """Stands in for Meta's API and notes when each reply was called for."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._called: dict[str, float] = {}
        self._news = threading.Condition()

    def take(self, body: dict) -> None:
        if body.get("type") == "text":
            with self._news:
                self._called[body["to"]] = time.perf_counter()
                self._news.notify_all()

    def await_reply(self, to: str) -> float:
        with self._news:
            assert self._news.wait_for(lambda: to in self._called, timeout=30), "no reply came"
            return self._called[to]


@contextmanager
def _played() -> Iterator[_Meta]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            meta.take(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            answer = json.dumps({"messages": [{"id": f"wamid.{time.perf_counter_ns()}"}]}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    meta = _Meta(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield meta
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
