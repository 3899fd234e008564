"""The clients: a process that posts deliveries over many connections, each with one request at a
time, and counts what was answered. `python -m tests.bench.load PORT SECONDS CONNECTIONS SEED SIZE`.

Raw sockets in one thread: it shares the machine with what it measures, so it must cost little.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from array import array
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench import deliveries

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Load:
    """What clients saw: requests answered with 200, others, seconds, latencies in milliseconds."""

    answered: int
    failed: int
    seconds: float
    p50: float
    p99: float
    over_a_second: float
    """Share of the answers."""

    @property
    def rate(self) -> float:
        return self.answered / self.seconds


def post(port: int, seconds: float, connections: int, seed: int, size: int = 1) -> Load:
    """Put a load on `port` from a process of its own."""
    words = [str(one) for one in (port, seconds, connections, seed, size)]
    command = [sys.executable, "-m", "tests.bench.load", *words]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return Load(**json.loads(done.stdout))


@dataclass(slots=True)
class _Client:
    socket: socket.socket
    asked_at: float = 0.0
    answer: bytes = b""


def run(port: int, seconds: float, connections: int, requests: Iterator[bytes]) -> Load:
    selector = selectors.EpollSelector() if sys.platform == "linux" else selectors.DefaultSelector()
    latencies, failed = array("d"), 0
    began = time.perf_counter()
    end = began + seconds
    busy = 0
    for _ in range(connections):
        client = _Client(socket.create_connection(("127.0.0.1", port)))
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(client.socket, selectors.EVENT_READ, client)
        _ask(client, next(requests))
        busy += 1
    while busy:
        for key, _ in selector.select(30):
            client = key.data
            if not _answered(client):
                continue
            now = time.perf_counter()
            if client.answer.startswith(b"HTTP/1.1 200"):
                latencies.append(now - client.asked_at)
            else:
                failed += 1
            if now < end:
                _ask(client, next(requests))
            else:
                busy -= 1
    return _load(latencies, failed, time.perf_counter() - began)


def _ask(client: _Client, request: bytes) -> None:
    client.answer = b""
    client.asked_at = time.perf_counter()
    client.socket.sendall(request)


def _answered(client: _Client) -> bool:
    part = client.socket.recv(65536)
    if not part:
        raise ConnectionError(f"the server hung up after {client.answer!r}")
    client.answer += part
    head, end, body = client.answer.partition(b"\r\n\r\n")
    return bool(end) and len(body) >= _length(head)


def _length(head: bytes) -> int:
    name = b"content-length:"
    start = head.lower().find(name)
    return int(head[start + len(name) :].split(b"\r\n", 1)[0]) if start >= 0 else 0


def _load(latencies: "array[float]", failed: int, seconds: float) -> Load:
    ordered = sorted(latencies) or [0.0]
    slow = sum(1 for one in ordered if one > 1.0)
    return Load(
        answered=len(latencies),
        failed=failed,
        seconds=seconds,
        p50=ordered[len(ordered) // 2] * 1000,
        p99=ordered[int(len(ordered) * 0.99)] * 1000,
        over_a_second=slow / len(ordered),
    )


if __name__ == "__main__":
    port, seconds, connections, seed, size = sys.argv[1:]
    found = run(
        int(port), float(seconds), int(connections), deliveries.stream(int(seed), int(size))
    )
    print(json.dumps(asdict(found)))
