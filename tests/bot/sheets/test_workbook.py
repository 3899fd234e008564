"""XLSX is read row by row, and what attacks its readers is refused (X12, PEERS: resource use)."""

import io
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest

from bot.sheets import limits, package, xlsx_lines
from bot.sheets.limits import Unreadable
from bot.sheets.sheet import Asked, Sheet, opened

SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


def workbook(*rows: list[Any], title: str = "Leads") -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with another content of one of its parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", 8) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return kept.getvalue()


def read(content: bytes, **asked: Any) -> Sheet:
    return opened(io.BytesIO(content), Asked(**asked))


def cells(content: bytes, **asked: Any) -> list[list[Any]]:
    sheet = read(content, **asked)
    return [sheet.columns, *(row for _, row in sheet.rows)]


def test_cells_of_every_kind_are_read() -> None:
    moment = datetime(2026, 3, 29, 9, 5)  # noqa: DTZ001  (spreadsheets know no zones)
    kinds = [34600111222, 34600111222.0, 19.5, True, date(2026, 3, 29), moment]
    found = cells(workbook(["a"] * 7, [*kinds, time(9, 30)]))[1]
    days = ["2026-03-29", "2026-03-29T09:05:00", "09:30:00"]
    assert found == [34600111222, 34600111222, 19.5, True, *days]


def test_formulas_are_what_they_last_showed_and_never_run() -> None:
    """A formula that no spreadsheet has counted yet is empty."""
    content = workbook(["name", "sum"], ["Dora", "=HYPERLINK(1)"])
    assert cells(content) == [["name", "sum"], ["Dora"]]
    counted = changed(content, SHEET, lambda xml: xml.replace(b"<v />", b"<v>7</v>"))
    assert cells(counted)[1] == ["Dora", 7]


def test_text_is_as_it_was_written() -> None:
    texts = ["'=1+1", "#N/A", " x ", "two\nlines", "a_x000D_b", "_x005F_x0041_"]
    found = cells(workbook([str(n) for n in range(6)], texts))[1]
    assert found == ["=1+1", "", " x ", "two\nlines", "a\rb", "_x0041_"]


def test_the_first_sheet_that_is_shown_is_read_or_the_one_that_is_named() -> None:
    book = openpyxl.Workbook()
    book.active.title, book.active.sheet_state = "Hidden", "hidden"
    book.active.append(["secret"])
    book.create_sheet("Leads").append(["name"])
    kept = io.BytesIO()
    book.save(kept)
    assert read(kept.getvalue()).columns == ["name"]
    assert read(kept.getvalue(), sheet="Hidden").columns == ["secret"]
    with pytest.raises(Unreadable, match="there are Hidden, Leads"):
        read(kept.getvalue(), sheet="Others")


def test_blank_rows_are_passed_over_and_the_numbers_stay() -> None:
    sheet = read(workbook(["name"], [None], ["Dora"]))
    assert list(sheet.rows) == [(3, ["Dora"])]


def test_a_size_that_the_file_claims_is_not_believed() -> None:
    content = workbook(["name"], ["Dora"])
    tag = b'<dimension ref="A1:XFD1048576"/><sheetData>'
    assert len(cells(changed(content, SHEET, lambda xml: xml.replace(b"<sheetData>", tag)))) == 2


def test_a_row_far_away_is_more_than_is_read() -> None:
    content = workbook(["name"], ["Dora"])
    far = changed(content, SHEET, lambda xml: xml.replace(b'r="2"', b'r="99999999999999"'))
    with pytest.raises(Unreadable, match="split it into several files"):
        cells(far)


def test_rows_whose_numbers_do_not_rise_are_counted_on() -> None:
    content = workbook(["name"], ["Dora"], ["Finn"])
    same = changed(content, SHEET, lambda xml: xml.replace(b'r="3"', b'r="1"'))
    assert [number for number, _ in read(same).rows] == [2, 3]


def written(*cells: str) -> bytes:
    """A workbook with this XML in its second row, in another dialect."""
    row = f"<x:row>{''.join(cells)}</x:row>"
    head = f'<x:worksheet xmlns:x="{xlsx_lines.SPREADSHEET}"><x:sheetData>'
    names = "".join("<x:c t='str'><x:v>a</x:v></x:c>" for _ in cells)
    xml = f"{head}<x:row>{names}</x:row>{row}</x:sheetData></x:worksheet>"
    return changed(workbook(["a"]), SHEET, lambda _: xml.encode())


def test_every_dialect_of_cells_is_read() -> None:
    content = written(
        '<x:c r="A2" t="b"><x:v>1</x:v></x:c>',
        '<x:c r="C2" t="d"><x:v>2026-03-29T00:00:00</x:v></x:c>',
        '<x:c r="D2"><x:v>NaN</x:v></x:c>',
        '<x:c r="E2"><x:f>1+1</x:f><x:v>2</x:v></x:c>',
        '<x:c r="F2" t="e"><x:v>#REF!</x:v></x:c>',
        '<x:c r="G2" t="str"><x:f>A1</x:f><x:v>so</x:v></x:c>',
        '<x:c r="XFD2" s="0"/>',
    )
    assert cells(content)[1] == [True, "", "2026-03-29", "", 2, "", "so"]


def with_shared(texts: str, *cells: str) -> bytes:
    """A workbook as Excel writes it: its texts in a part of their own."""
    place = (
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    )
    place += 'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    content = changed(
        written(*cells), "[Content_Types].xml", lambda xml: xml.replace(b"</Types>", place.encode())
    )
    kept = io.BytesIO(content)
    with zipfile.ZipFile(kept, "a") as package:
        xml = f'<sst xmlns="{xlsx_lines.SPREADSHEET}">{texts}</sst>'
        package.writestr("xl/sharedStrings.xml", xml)
    return kept.getvalue()


def test_shared_texts_are_read_without_their_reading_aids() -> None:
    texts = "<si><r><t>Yama</t></r><r><t>da</t></r><rPh><t>ya</t></rPh></si><si><t>'=1</t></si>"
    places = ['<x:c t="s"><x:v>0</x:v></x:c>', "<x:c/>", '<x:c t="s"><x:v>1</x:v></x:c>']
    assert cells(with_shared(texts, *places))[1] == ["Yamada", "", "=1"]
    with pytest.raises(Unreadable, match="no workbook that can be read"):
        cells(with_shared(texts, '<x:c t="s"><x:v>2</x:v></x:c>'))


@pytest.mark.parametrize("dtd", [ENTITIES, EXTERNAL])
def test_entities_are_refused(dtd: str) -> None:
    def inject(xml: bytes) -> bytes:
        head, _, rest = xml.partition(b"<worksheet")
        return head + dtd.encode() + b"<worksheet" + rest.replace(b"Dora", b"&b;")

    with pytest.raises(Unreadable, match="no workbook that can be read"):
        cells(changed(workbook(["name"], ["Dora"]), SHEET, inject))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = changed(workbook(["name"]), "xl/styles.xml", lambda xml: b" " * (limits.MOST_HELD + 1))
    assert len(bomb) < 200_000
    tracemalloc.start()
    with pytest.raises(Unreadable, match=r"styles.xml' is too large when unpacked: save it as CSV"):
        read(bomb)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_a_part_that_lies_about_its_size_is_unpacked_no_further() -> None:
    """zipfile reads as much as was announced, and finds the sum wrong."""
    content = changed(workbook(["name"], *[["Dora"]] * 500), SHEET, lambda xml: xml)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        size = book.getinfo(SHEET).file_size
    lying = content.replace(size.to_bytes(4, "little"), (300).to_bytes(4, "little"))
    with pytest.raises(Unreadable):
        cells(lying)


def test_a_list_of_a_million_parts_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST_DIRECTORY", 10_000)
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as book:
        for number in range(300):
            book.writestr(f"xl/{number}.xml", b"")
    with pytest.raises(Unreadable, match="holds more than 2000 parts"):
        read(kept.getvalue())


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        (b"PK\x03\x04 and nothing more", "it is damaged"),
        (workbook(["a"])[:-30], "it is damaged"),
        (changed(workbook(["a"]), "[Content_Types].xml", lambda xml: b"<"), "no workbook"),
        (changed(workbook(["a"]), SHEET, lambda xml: xml[:-40]), "no workbook"),
        (changed(workbook(["a"]), "xl/workbook.xml", lambda xml: b"<a/>"), "no workbook|no sheet"),
        (workbook(), "it holds no rows"),
        (workbook(["a"] * 201, ["b"] * 201), "201 columns"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(content: bytes, remedy: str) -> None:
    with pytest.raises(Unreadable, match=remedy):
        cells(content)


def test_another_zip_is_no_workbook() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as other:
        other.writestr("readme.txt", "Hi")
    with pytest.raises(Unreadable, match="no XLSX workbook"):
        read(kept.getvalue())


def test_strange_cells_are_not_written_to_standard_error() -> None:
    content = changed(
        workbook(["born"], [date(2026, 3, 29)]),
        SHEET,
        lambda xml: xml.replace(b"<v>46110</v>", b"<v>99999999999</v>"),
    )
    with warnings.catch_warnings(record=True) as seen:
        assert cells(content) == [["born"]]
    assert seen == []
