"""`make fuzz`: a whole Usher, held against its own OpenAPI document over HTTP by schemathesis with
all checks, for ten minutes or as many seconds as one says, and only of addresses that a pattern
fits if one gives it: ``make fuzz ARGS="180 interactions"``."""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.system.house import House

SECONDS = 600
CONFIG = Path(__file__).with_name("schemathesis.toml")


def main(seconds: int, addresses: str = "") -> int:
    with tempfile.TemporaryDirectory() as directory:
        house = House(Path(directory) / "data", {"USHER_API_RATE": "1000000"})
        house.start()
        try:
            return subprocess.run(
                [
                    *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)),
                    *("run", f"{house.url}/api/v1/openapi.json", "--checks", "all"),
                    *("-H", "Authorization: Bearer the-key-of-the-test"),
                    *("--max-time", str(seconds), "--continue-on-failure", "--warnings", "off"),
                    *("--include-path-regex", addresses),
                ],
                check=False,
            ).returncode
        finally:
            house.stop()
            print(*_faults(house.log.read_text()), sep="\n")


def _faults(log: str) -> list[str]:
    """What the house itself complained of."""
    return [line[:4000] for line in log.splitlines() if '"level": "error"' in line]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS, *sys.argv[2:3]))
