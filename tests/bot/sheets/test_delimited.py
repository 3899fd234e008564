"""CSV of any common encoding and delimiter is read without being told (X12)."""

import io
from typing import Any

import pytest

from bot.sheets.delimited import DELIMITERS
from bot.sheets.encoding import encoding_of
from bot.sheets.limits import Unreadable
from bot.sheets.sheet import Asked, Sheet, opened

WESTERN = [
    ["Name", "Teléfono", "Note"],
    ["José Muñoz", "+34", "500 €, “ok”"],
    ["Zoë", "+31", ""],
]
ENCODINGS = {
    "utf-8": WESTERN,
    "utf-8-sig": WESTERN,
    "utf-16": WESTERN,
    "utf-16-le": WESTERN,
    "utf-16-be": WESTERN,
    "utf-32": WESTERN,
    "cp1252": WESTERN,
    "cp1250": [["Imię", "Telefon"], ["Łukasz Żółć", "+48"], ["Świętosława Gęś", "+48"]],
    "cp1251": [["Имя", "Телефон"], ["Иван Петров", "+7"], ["Сергей Смирнов", "+7"]],
    "cp1253": [["Όνομα", "Τηλέφωνο"], ["Γιώργος Παπαδόπουλος", "+30"]],
    "gb18030": [["姓名", "电话"], ["张伟", "+86"], ["王芳", "+86"]],
}


def read(content: bytes | str, **asked: Any) -> Sheet:
    data = content.encode() if isinstance(content, str) else content
    return opened(io.BytesIO(data), Asked(**asked))


def cells(content: bytes | str, **asked: Any) -> list[list[Any]]:
    sheet = read(content, **asked)
    return [sheet.columns, *(row for _, row in sheet.rows)]


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_with_every_delimiter(encoding: str, delimiter: str) -> None:
    table = ENCODINGS[encoding]
    by = DELIMITERS[delimiter]
    lines = [by.join(f'"{cell}"' if by in cell else cell for cell in row) for row in table]
    assert cells("\r\n".join(lines).encode(encoding)) == table
    assert read("\r\n".join(lines).encode(encoding)).delimiter == delimiter


@pytest.mark.parametrize(
    ("content", "table"),
    [
        ('a,b\n"x\ny","say ""hi"""\n', [["a", "b"], ["x\ny", 'say "hi"']]),
        ("a;b\r1;2\r", [["a", "b"], ["1", "2"]]),
        ("sep=|\na|b\n1,5|2\n", [["a", "b"], ["1,5", "2"]]),
        ("\n\na;b\n;\n1;2\n\n", [["a", "b"], ["1", "2"]]),
        ("phone\n+34600\n", [["phone"], ["+34600"]]),
        ("a,,a\n1,2,3\n", [["a", "Column 2", "a (3)"], ["1", "2", "3"]]),
        ("name;phone\n'=1+1;'+34\n", [["name", "phone"], ["=1+1", "+34"]]),
        ("name;a\n'tis\0;b\n", [["name", "a"], ["'tis", "b"]]),
        ("Name;Vorname;Stadt\nGómez, Dora;Dora;Köln\n", None),
    ],
)
def test_what_people_and_programs_write(content: str, table: list[list[str]] | None) -> None:
    assert cells(content)[0:] == (table or [line.split(";") for line in content.splitlines()])


def test_rows_bear_the_numbers_that_a_spreadsheet_shows() -> None:
    assert [n for n, _ in read("a;b\n1;2\n\n3;4\n").rows] == [2, 4]
    assert [n for n, _ in read("sep=;\na;b\n1;2\n").rows] == [2]


def test_a_file_without_names_of_columns_is_seen_by_its_first_row() -> None:
    first = cells("Dora;+34 600 111 222\nFinn;+34 600 111 333\n")
    assert first[0] == ["Column 1", "Column 2"]
    assert len(first) == 3
    assert cells("Dora;dora@example.org\n")[0] == ["Column 1", "Column 2"]
    assert cells("a;b\n", header=False) == [["Column 1", "Column 2"], ["a", "b"]]


def test_what_is_told_is_believed() -> None:
    assert cells("Şükrü\n".encode("cp1254"), encoding="cp1254", header=False)[1] == ["Şükrü"]
    assert cells("a;b,c\n1;2,3\n", delimiter=",") == [["a;b", "c"], ["1;2", "3"]]


def test_bytes_that_windows_does_not_know_are_latin() -> None:
    assert encoding_of(io.BytesIO("Name\nRenée Dupont\x81\n".encode("latin-1"))) == "latin_1"


@pytest.mark.parametrize(
    ("content", "asked", "remedy"),
    [
        ("", {}, "it holds no rows"),
        ("\n \n", {}, "it holds no rows"),
        ('a;b\n"1;2\n' + "x;y\n" * 40_000, {}, "a quotation mark is not closed"),
        ('a;b\n"1;2\n' + "x;y\n" * 9_000, {}, "close the quotation mark"),
        ('a;b\n1;"2\n' + "x;y\n" * 40_000, {}, "a quotation mark is not closed"),
        ("a;b\n" + ";".join("x" * 201) + "\n", {}, "201 columns, 200 are read"),
        ("Name\nRené\n".encode("latin-1"), {"encoding": "utf-8"}, "tell its encoding"),
        ("a;b\n", {"encoding": "klingon"}, "is no encoding"),
        ("a;b\n", {"encoding": "base64"}, "is no encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", {}, "save it as XLSX without a password"),
        (b"PK\x03\x04" + b"x" * 26 + b"mimetypeapplication/vnd.oasis.open", {}, "OpenDocument"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(
    content: str | bytes, asked: dict[str, Any], remedy: str
) -> None:
    with pytest.raises(Unreadable, match=remedy):
        cells(content, **asked)


def test_more_rows_than_are_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sheets.limits.MOST_ROWS", 2)
    assert len(cells("a\n1\n2\n")) == 3
    with pytest.raises(Unreadable, match="split it into several files"):
        cells("a\n1\n2\n3\n")
