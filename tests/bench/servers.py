"""The run's own PostgreSQL and Valkey, with the settings that `usher up` gives them, and databases
that are made from a template."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import ModuleType

import psycopg

from bot.embedded import postgres, running, valkey
from models import base, schema, setup

ROOT = Path(__file__).resolve().parents[2]
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Servers:
    data: Path
    """A directory of this run on the disk that holds the checkout: its fsync is a real one."""
    sockets: Path

    @property
    def redis_url(self) -> str:
        return valkey.url(self.data, self.sockets)

    @contextmanager
    def database(self, template: str = "template_usher") -> Iterator[str]:
        """The URL of a database that is a copy of `template`; it is dropped at the end."""
        name = f"bench_{next(_numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        try:
            yield postgres.url(self.data, self.sockets, name)
        finally:
            base.database.close_all()
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def template(self, fill: Callable[[], None], of: str = "template_usher") -> Iterator[str]:
        """The name of a database that `fill` has put rows into, to make copies of."""
        with self.database(of) as url:
            with bound(url):
                fill()
            base.database.close_all()
            yield url.split("?")[0].rpartition("/")[2]

    def execute(self, sql: str) -> None:
        url = postgres.url(self.data, self.sockets, "postgres")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql)

    def version(self) -> str:
        url = postgres.url(self.data, self.sockets, "postgres")
        with psycopg.connect(url) as connection:
            number = connection.info.server_version
        return f"{number // 10000}.{number % 10000}"

    def settle(self) -> None:
        """Write out what earlier measurements left behind, so that the next one does not pay."""
        self.execute("CHECKPOINT")


@contextmanager
def started() -> Iterator[Servers]:
    """Both servers, answering, with a migrated template."""
    var = ROOT / "var"
    var.mkdir(exist_ok=True)
    data = Path(tempfile.mkdtemp(prefix="bench-", dir=var))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, data, ignore_errors=True)
        sockets = stack.enter_context(running.sockets(data))
        for kind, module in (("postgres", postgres), ("valkey", valkey)):
            stack.enter_context(_guarded(kind, module, data, sockets))
        servers = Servers(data, sockets)
        servers.execute("CREATE DATABASE template_usher")
        with bound(postgres.url(data, sockets, "template_usher"), migrated=False):
            schema.migrate()
            with base.database.connection_context():
                setup.establish()
        yield servers


@contextmanager
def bound(url: str, migrated: bool = True) -> Iterator[None]:
    """Our tables are those behind `url`; with `migrated` a connection is open, too."""
    base.connect(url)
    try:
        if migrated:
            with base.database.connection_context():
                yield
        else:
            yield
    finally:
        base.database.close_all()


@contextmanager
def _guarded(kind: str, module: ModuleType, data: Path, sockets: Path) -> Iterator[None]:
    words = ["bot.embedded", kind, str(data), str(sockets), str(os.getpid())]
    process = subprocess.Popen([sys.executable, "-m", *words], cwd=ROOT)
    try:
        while not module.answers(data, sockets):
            assert process.poll() is None, (data / "log" / f"{kind}.log").read_text()
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()
