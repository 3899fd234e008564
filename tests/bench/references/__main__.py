"""`python -m tests.bench.references DIRECTORY PORT PROCESSES`: serve the Flask application of a
directory's ``wsgi.py`` with granian, the server of `usher web`, set up for WSGI."""

import importlib
import sys
from collections.abc import Callable
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

THREADS = 16


def serve(directory: str, port: int, processes: int) -> None:
    sys.path.insert(0, directory)
    _app()
    Server(
        "wsgi:app",
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
    ).serve(target_loader=_app, wrap_loader=False)


def _app() -> Callable[..., Any]:
    app: Callable[..., Any] = importlib.import_module("wsgi").app
    return app


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
