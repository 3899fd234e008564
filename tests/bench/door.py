"""The door, durable, beside doors that keep nothing."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench import load, serving
from tests.bench.report import Rates, Row
from tests.bench.scale import Scale
from tests.bench.servers import Servers

CONNECTIONS = 32
DOORS: dict[str, Path | None] = {
    "Usher": None,
    "bare": serving.REFERENCES / "bare",
    "pywa": serving.REFERENCES / "with_pywa",
}


def measure(servers: Servers, scale: Scale) -> Iterator[Row]:
    with servers.database() as url, ExitStack() as stack:
        environ = serving.environment(servers, url)
        ports = {
            name: stack.enter_context(serving.served(environ, reference))
            for name, reference in DOORS.items()
        }
        yield from _rows(_rates(ports, scale, 1), "The door", (0.5, 1.0), "deliveries/s")
        hundreds = _rates(ports, scale, 100)
        yield from _rows(hundreds, "… with 100 messages each", (None, None), "deliveries/s")


def _rates(ports: dict[str, int], scale: Scale, size: int) -> dict[str, list[float]]:
    """What each door did in each round; a round before the first warms it up."""
    rates: dict[str, list[float]] = {name: [] for name in ports}
    for round in range(scale.rounds + 1):
        for name, port in ports.items():
            found = load.post(port, scale.burst, CONNECTIONS, _seed(name, size, round), size)
            assert not found.failed, f"{name} refused {found.failed} of {found.answered}"
            rates[name].append(found.rate)
    return {name: found[1:] for name, found in rates.items()}


def _seed(name: str, size: int, round: int) -> int:
    """Nobody writes twice."""
    return 1 + list(DOORS).index(name) + 10 * round + 1000 * size


def _rows(
    rates: dict[str, list[float]],
    what: str,
    targets: tuple[float | None, float | None],
    unit: str,
) -> Iterator[Row]:
    yield Rates(rates["Usher"], rates["bare"]).row(what, "the bare limit", targets[0], unit)
    yield Rates(rates["Usher"], rates["pywa"]).row(what, "pywa", targets[1], unit)
