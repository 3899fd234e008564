"""Every module of models and handlers can be the first that is imported: no circle waits for the
one order in which it happens to work."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

EACH_FIRST = """
import importlib, sys
for name in sys.argv[1:]:
    for loaded in [one for one in sys.modules if one.split(".")[0] in ("models", "handlers")]:
        del sys.modules[loaded]
    importlib.import_module(name)
"""


def test_whichever_module_is_imported_first() -> None:
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for folder in ("models", "handlers")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]
    assert len(names) > 50
    command = [sys.executable, "-W", "error", "-c", EACH_FIRST, *names]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
