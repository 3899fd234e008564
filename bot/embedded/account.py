"""Under which account the embedded servers run: PostgreSQL refuses to run as root.

Started by anybody else, Usher runs them as that user and this module has nothing to do.
"""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.trouble import Trouble

ACCOUNT = "usher-db"
USERADD = ("useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin")


@dataclass(frozen=True, slots=True)
class Account:
    uid: int
    gid: int
    name: str

    def options(self) -> dict[str, Any]:
        """For subprocess.Popen: become this account. Empty when it is our own."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, directory: Path) -> None:
        """Make `directory`, for this account alone."""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.take(directory)
        directory.chmod(0o700)

    def take(self, path: Path) -> None:
        """Give the file or directory to this account."""
        if self.uid != os.geteuid():
            os.chown(path, self.uid, self.gid)

    def reach(self, path: Path) -> None:
        """Let the account pass through the directories above `path`: pass, not look inside."""
        if self.uid == os.geteuid():
            return
        for directory in path.resolve().parents:
            mode = directory.stat().st_mode
            if not mode & stat.S_IXOTH and directory.stat().st_uid != self.uid:
                directory.chmod(mode | stat.S_IXOTH)

    def read(self, tree: Path) -> None:
        """Let the account read and run what was installed under a strict umask."""
        if self.uid == os.geteuid() or tree.stat().st_mode & stat.S_IROTH:
            return
        for path in (tree, *tree.rglob("*")):
            mode = path.stat().st_mode
            path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))


def account_for(directory: Path) -> Account:
    """The account that owns `directory` already, else our own, else (as root) ACCOUNT.

    Raises Trouble when the directory belongs to somebody whom we cannot become.
    """
    owner = directory.stat().st_uid if directory.exists() else None
    if os.geteuid() != 0:
        if owner not in {None, os.geteuid()}:
            raise Trouble(
                f"USHER_DATA: {directory} belongs to user {owner}; "
                "run Usher as that user or as root, or give the directory to this user (chown -R)"
            )
        return Account(os.geteuid(), os.getegid(), _name(os.geteuid()))
    return _of(owner) if owner else _made()


def _made() -> Account:
    if not _known(ACCOUNT) and shutil.which("useradd"):
        subprocess.run([*USERADD, ACCOUNT], check=False, capture_output=True)  # noqa: S603
    for name in (ACCOUNT, "nobody"):
        if _known(name):
            return _of(pwd.getpwnam(name).pw_uid)
    raise Trouble(
        "PostgreSQL cannot run as root and no account could be made for it; "
        "run Usher as another user, or set DATABASE_URL"
    )


def _known(name: str) -> bool:
    return any(entry.pw_name == name for entry in pwd.getpwall())


def _of(uid: int) -> Account:
    entry = pwd.getpwuid(uid)
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
