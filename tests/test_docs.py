"""What the pages point to is there: each link between them, each call of the API, each file."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.bot.conftest import application, configured

ROOT = Path(__file__).parent.parent
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)")
CALL = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE)\s+`?(/[a-z][\w/{}.…-]*)|(/api/v1/[\w/{}.…-]*)")
FILE = re.compile(r"`((?:bot|handlers|models|workers|tests|docs)/[\w/]+(?:\.\w+)?)`")
PART = re.compile(r"(?<=/)(?:\{\w+\}|<[^>]+>|\d+)(?=/|$)")


def headings(page: Path) -> set[str]:
    """As they are linked to."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_link_leads_somewhere() -> None:
    for page in PAGES:
        for path, heading in LINK.findall(page.read_text()):
            there = page.parent / path if path else page
            assert there.exists(), f"{page.name}: {path}"
            assert not heading or heading in headings(there), f"{page.name}: {path}#{heading}"


def calls() -> Iterator[tuple[str, str, str]]:
    """Page, method and path of each call that is named with its method or its prefix."""
    for page in PAGES:
        for method, path, prefixed in CALL.findall(page.read_text()):
            call = (path or prefixed).rstrip(".")
            if not call.endswith("…"):
                yield page.name, method, PART.sub("{}", call).removeprefix("/api/v1")


def test_every_call_that_is_named_exists() -> None:
    app = application(replace(configured(Path("nowhere")), simulator=True))
    served = {
        (method, PART.sub("{}", rule.rule).removeprefix("/api/v1"))
        for rule in app.url_map.iter_rules()
        for method in {"", *(rule.methods or ())}
    }
    named = list(calls())
    assert len(named) > 200
    assert [one for one in named if one[1:] not in served] == []


def test_readme_leads_to_every_page() -> None:
    linked = {path for path, _ in LINK.findall((ROOT / "README.md").read_text())}
    assert {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")} <= linked


def test_every_file_that_is_named_exists() -> None:
    """Or the module with what is named of it: `models/base.undisturbed`."""
    named = {(page.name, one) for page in PAGES for one in FILE.findall(page.read_text())}
    missing = [(page, one) for page, one in sorted(named) if not (ROOT / one).exists()]
    for page, one in missing:
        module, _, name = one.partition(".")
        assert name, f"{page}: {one}"
        assert name in (ROOT / f"{module}.py").read_text(), f"{page}: {one}"
    assert len(named) > 100
