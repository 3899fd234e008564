"""Whatever a customer, a colleague or a program calls something, it is text on every page, in every
picture and in every part of a page. A new page is tested without being named. W7, X8, X13."""

from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import peewee
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from models import catalogue
from models.agents.agent import Role
from models.base import Model, database
from models.tables import TABLES
from tests.bot.conftest import Browser
from tests.browser.addresses import ADDRESSES, pages
from tests.browser.shop import Shop, open_shop
from tests.conftest import make_config
from workers import context

EVIL = "'\"></script></title></textarea></svg><evil onevil=alert(1)>"
CHOSEN = {
    *("name", "description", "reason", "note", "text", "label", "last_error", "answer"),
    *("title", "caption", "filename", "body", "footer", "header", "quoted", "subject", "email"),
    *("who", "status", "source", "before", "after", "trait", "tag", "rule", "agent", "summary"),
}
"""Columns, and keys of what is kept as JSON, that hold what somebody wrote."""
PARTS = (
    "/conversations/list?whose=all",
    "/conversations/{conversation}/thread",
    "/jobs/{job}/progress",
    "/campaigns/part",
    "/operations/now",
    "/contacts/{contact}/timeline",
    "/contacts?q=%27%22%3E%3Cevil+onevil%3Dalert(1)%3E",
    "/conversations?q=%22%3E%3Cevil+onevil%3Dalert(1)%3E",
    "/settings/statuses?q=%22%3E%3Cevil%3E&moved=%22%3E%3Cevil%3E",
    "/outbox?q=%22%3E%3Cevil%3E",
    "/login?next=%22%3E%3Cevil%3E",
    "/nowhere/%22%3E%3Cevil%3E",
)
"""Besides the pages: parts that refresh themselves, and what stands in an address."""
PICTURES = (
    *("/reports/pipeline.svg?chart=count", "/reports/pipeline.svg?chart=states&narrow=1"),
    *("/reports/sources.svg?chart=brought", "/reports/agents.svg?chart=given"),
    *("/reports/workflows.svg?chart=ended", "/reports/rules.svg?chart=given"),
)


class Evil(HTMLParser):
    """What a browser would make elements and attributes of."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "evil" or any(name.startswith("on") for name in named):
            self.found.append(self.get_starttag_text() or tag)
        for name in ("href", "src", "action", "formaction"):
            if (named.get(name) or "").strip().lower().startswith(("javascript:", "data:text")):
                self.found.append(f"{tag} {name}")


@pytest.fixture
def evil(
    app: Flask, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, browser_of: Any
) -> tuple[Shop, Browser]:
    """The shop, in which everything is called so, and its owner at a browser."""
    monkeypatch.setattr(context, "_contexts", [context._Context(make_config(tmp_path), None)])
    shop = open_shop(app)
    browser = browser_of(shop.staff[Role.OWNER])
    for table in TABLES:
        spoil(table)
    monkeypatch.setattr(catalogue, "_held", None)
    return shop, browser


def spoil(table: type[Model]) -> None:
    """Behind the back of every check: not every word came through our own forms."""
    for field in table._meta.sorted_fields:
        column = f'"{table._meta.table_name}"'
        written = field.name in CHOSEN - {"body"}  # JSON as text.
        if isinstance(field, peewee.TextField) and written and not field.choices:
            database.execute_sql(
                f'UPDATE {column} SET "{field.column_name}" = "{field.column_name}" || %s', (EVIL,)
            )
    kept = [one for one in table._meta.sorted_fields if isinstance(one, peewee.JSONField)]
    for row in table.select() if kept else ():
        values = {one.name: spoiled(getattr(row, one.name)) for one in kept}
        table.update(**values).where(table._meta.primary_key == row._pk).execute()


def spoiled(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: spoiled(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [spoiled(one, key) for one in value]
    return value + EVIL if isinstance(value, str) and key in CHOSEN else value


def test_no_word_becomes_a_part_of_a_page_or_a_picture(
    app: Flask, evil: tuple[Shop, Browser]
) -> None:
    shop, browser = evil
    seen = 0
    for address in [*(one for _, one in pages(app)), *PARTS]:
        answer = browser.open(address.format(**shop.ids))
        assert answer.status_code < 500, address
        parser = Evil()
        parser.feed(answer.text)
        assert parser.found == [], address
        assert answer.text.count('method="post"') <= answer.text.count('csrf_token"'), address
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        seen += "&lt;evil" in answer.text
    assert seen > len(ADDRESSES), "on most of them there was something to be seen"
    drawn = [look_at(browser.open(address)) for address in PICTURES]
    assert any(drawn)


def look_at(picture: TestResponse) -> bool:
    """Whether there is one."""
    if picture.status_code == 404:
        return False
    tags = {one.tag.rpartition("}")[2] for one in ElementTree.fromstring(picture.text).iter()}
    assert not tags & {"evil", "script", "foreignObject", "a", "image"}
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    return "&lt;/script" in picture.text
