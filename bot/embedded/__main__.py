"""`python -m bot.embedded postgres|valkey USHER_DATA SOCKETS PARENT`: one guardian."""

import sys
from pathlib import Path

from bot.embedded import postgres, valkey
from bot.embedded.guardian import guard
from bot.trouble import Trouble

KINDS = {"postgres": postgres.prepare, "valkey": valkey.prepare}


def main(kind: str, data: str, sockets: str, parent: str) -> int:
    log = Path(data) / "log" / f"{kind}.log"
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return guard(KINDS[kind](Path(data), Path(sockets)), int(parent))
    except Trouble as trouble:
        with log.open("a") as file:
            print(f"FATAL: {trouble}", file=file)
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
