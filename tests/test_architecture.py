"""The house keeps its shape: small files and functions, plain names, every event told in words."""

import ast
import re
from functools import cache
from pathlib import Path

from models.contact.event import SENTENCES
from models.simulated import MODELS as SIMULATED
from models.tables import TABLES

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "models", "workers")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
BANNED_NAMES = re.compile(r"(utils?|helpers?|common|managers?|services?|process_\w+)")


def sources() -> list[Path]:
    found = [path for name in PACKAGES for path in (ROOT / name).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


def test_files_and_functions_stay_small() -> None:
    long = [f"{path} is too long" for path in sources() if _lines(path) > LONGEST_FILE]
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long.append(f"{path}: {node.name} has {length} lines")
    assert long == []


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


@cache
def trees() -> dict[Path, ast.Module]:
    return {path.relative_to(ROOT): ast.parse(path.read_text()) for path in sources()}


def test_every_module_says_what_lives_in_it() -> None:
    assert [path for path, tree in trees().items() if not ast.get_docstring(tree)] == []


def test_names_say_what_things_are() -> None:
    assert [path for path in sources() if BANNED_NAMES.fullmatch(path.stem)] == []


def test_every_event_has_its_sentence() -> None:
    recorded = {
        name
        for path in sources()
        for name in re.findall(r"(?:record|change)\(\s*\"(\w+\.\w+)\"", path.read_text())
    }
    assert len(recorded) > 10
    assert recorded - set(SENTENCES) == set()


def test_the_architecture_names_every_room_and_every_table() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    rooms = {
        f"{path.parent.relative_to(ROOT)}/"
        for name in PACKAGES
        for path in (ROOT / name).rglob("__init__.py")
    }
    tables = {model._meta.table_name for model in TABLES if model not in SIMULATED}
    assert len(rooms) > 30
    assert [one for one in sorted(rooms | tables) if f"`{one}`" not in page] == []
