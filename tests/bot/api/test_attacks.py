"""Files and addresses of attackers, as they come over the API: what can be read is plain data, what
cannot is refused with a remedy; nothing is run, fetched or unpacked beyond its limits (X12, X14).

The readers themselves are held to more of each kind in tests/bot/sheets and tests/bot/outgoing.
"""

import csv
import io
import tracemalloc
import zipfile
from typing import Any

import openpyxl
import pytest

from bot.sheets import limits
from models.contact import Contact
from models.contact.event import Event
from models.queues.job import Job
from models.webhooks.endpoint import WebhookEndpoint
from tests.bot.api.contacts.test_contact_import import upload
from tests.bot.api.refused import refused
from tests.bot.sheets.test_cells import FORMULAS
from tests.bot.sheets.test_workbook import ENTITIES, EXTERNAL, SHEET, changed, workbook
from tests.factories import make_agent, make_campaign, make_contact, make_endpoint

KEPT = [one for one in FORMULAS if one.strip("' ") == one.strip() and "\0" not in one]
"""Names have neither spaces around them nor NUL; one apostrophe is a spreadsheet's own."""
BEGINS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
LEADS = [["phone", "name"], ["+34600111222", "José Muñoz"], ["+34600111333", "Zoë"]]


def lines(table: list[list[str]], delimiter: str = ";", end: str = "\n") -> str:
    return "".join(delimiter.join(row) + end for row in table)


def names() -> list[str]:
    return [one.name for one in Contact.select().order_by(Contact.id)]


def as_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def formula_table() -> list[list[str]]:
    """A formula in every place that a stranger may fill."""
    head = ["external_id", "name", "town", "postcode", "company", "a trait", "tags"]
    return [head, *([str(n), one, one, "=1+1", one, one, one] for n, one in enumerate(KEPT))]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_formulas_come_in_as_texts_and_go_out_guarded(api: Any, form: str) -> None:
    """A whole circle: file, contacts, file, contacts."""
    kept = io.StringIO()
    csv.writer(kept).writerows(formula_table())
    job = upload(api, kept.getvalue(), mapping={"a trait": "trait:size"}).json
    assert (job["done"], job["refused"]) == (len(KEPT), 0)
    assert names() == KEPT
    file = api.get("/contacts/export", format=form).data
    cells = cells_of(file, form)
    assert [cell for cell in cells if cell.startswith(BEGINS)] == []
    assert {f"'{one}" for one in KEPT} <= set(cells)
    events = Event.select().count()
    assert upload(api, file, f"contacts.{form}").json["tally"] == {"updated": len(KEPT)}
    assert (names(), Event.select().count()) == (KEPT, events)


def cells_of(file: bytes, form: str) -> list[str]:
    if form == "csv":
        return [cell for row in as_csv(file.decode()) for cell in row]
    sheet = openpyxl.load_workbook(io.BytesIO(file)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}, "no formula among them"
    return [cell.value for cell in cells if isinstance(cell.value, str)]


@pytest.mark.parametrize("formula", KEPT)
def test_no_file_of_ours_holds_a_formula(api: Any, formula: str) -> None:
    """Whoever is asked for: reports, a campaign's recipients, what an import refused."""
    api.post("/sources", json={"name": formula})
    make_agent("Ann", email="=ann@example.org")
    dora = make_contact(formula, source=formula)
    campaign = make_campaign([dora])
    job = upload(api, lines([["phone", formula], ["=1", formula]])).json["id"]
    for path in (
        "/reports/sources?format=csv",
        "/reports/agents?format=csv",
        f"/campaigns/{campaign.id}/recipients.csv",
        f"/jobs/{job}/report",
    ):
        path, _, query = path.partition("?")
        table = as_csv(api.get(path, **({"format": "csv"} if query else {})).text)
        assert len(table) > 1
        assert [cell for row in table for cell in row if cell.startswith(BEGINS)] == [], path


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"],
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_any_encoding_and_delimiter_is_read_the_same(
    api: Any, encoding: str, delimiter: str
) -> None:
    file = lines(LEADS, delimiter, "\r\n").encode(encoding)
    assert upload(api, file).json["tally"] == {"created": 2}
    assert names() == ["José Muñoz", "Zoë"]


def test_zeros_marks_and_controls_inside_a_file_do_no_harm(api: Any) -> None:
    """NUL is kept by no database; a second mark is no part of a name."""
    file = "\ufeff\ufeffphone;name\n+34600111222;Do\0ra\n\0\0;\n+34600111333;\x1b[31mEve\u202e\n"
    job = upload(api, file).json
    assert job["done"] == 2
    assert names()[0] == "Dora"


UNREADABLE = {
    "a quotation mark that is not closed": 'phone;name\n+34600111222;"Dora\n' + "x;y\n" * 40_000,
    "a million columns": "phone;name\n" + "x;" * 1_000_000 + "\n",
    "a million names of columns": ";".join(map(str, range(1_000_000))),
    "an endless cell": "phone;name\n+34600111222;" + "x" * 5_000_000,
    "nothing": "",
    "zeros": "\0" * 100_000,
    "noise": bytes(range(256)) * 400,
    "half a character": "phone;name\n+34600111222;Zo".encode("utf-16") + b"\xd8",
    "a workbook of old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000,
    "no ZIP": b"PK\x03\x04" + b"\xff" * 5000,
    "entities": changed(
        workbook(*LEADS),
        SHEET,
        lambda xml: xml.replace(b"<worksheet", ENTITIES.encode() + b"<worksheet"),
    ),
    "a bomb": changed(workbook(*LEADS), "xl/styles.xml", lambda _: b" " * (limits.MOST_HELD + 1)),
}


@pytest.mark.parametrize("path", ["", "/guess"])
@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_read_is_refused_whole_and_cheaply(api: Any, kind: str, path: str) -> None:
    """The field is named, with what to do about it; nothing is kept of it."""
    tracemalloc.start()
    answer = upload(api, UNREADABLE[kind], path=path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "file" in refused(answer)
    assert (Contact.select().count(), Job.select().count()) == (0, 0)
    assert peak < 250_000_000


PARTS = [
    SHEET,
    "xl/workbook.xml",
    "xl/styles.xml",
    "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels",
]


@pytest.mark.parametrize("dtd", [ENTITIES, EXTERNAL])
@pytest.mark.parametrize("part", PARTS)
def test_entities_are_refused_in_whatever_part(api: Any, part: str, dtd: str) -> None:
    """Of which one would read a file of the server's."""

    def inject(xml: bytes) -> bytes:
        head, mark, rest = xml.rpartition(b"?>")
        return head + mark + dtd.encode() + rest

    answer = upload(api, changed(workbook(*LEADS), part, inject), "leads.xlsx")
    assert "no workbook that can be read" in refused(answer)["file"]


def test_macros_and_links_to_elsewhere_are_not_looked_at(api: Any) -> None:
    """What the cells last showed is read; the program and the other file are not."""
    other = '<f>[1]Sheet1!A1+HYPERLINK("http://127.0.0.1:1/")</f><v>34600111222</v>'
    content = changed(
        workbook(["phone", "name"], [0, "Dora"]),
        SHEET,
        lambda xml: xml.replace(b"<v>0</v>", other.encode()),
    )
    kept = io.BytesIO(content)
    with zipfile.ZipFile(kept, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
        package.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
        package.writestr("../../../../tmp/usher-slipped", "out of the package")
    assert upload(api, kept.getvalue(), "leads.xlsm").json["tally"] == {"created": 1}
    assert [one["phone"] for one in api.get("/contacts").json["items"]] == ["34600111222"]


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://127.0.0.1:1/", "/etc/passwd"])
def test_a_sheet_that_lies_elsewhere_is_none(api: Any, target: str) -> None:
    def elsewhere(xml: bytes) -> bytes:
        for own in (b"/xl/worksheets/sheet1.xml", b"worksheets/sheet1.xml"):
            xml = xml.replace(b'"' + own + b'"', f'"{target}" TargetMode="External"'.encode())
        return xml

    content = changed(workbook(*LEADS), "xl/_rels/workbook.xml.rels", elsewhere)
    assert "file" in refused(upload(api, content, "leads.xlsx"))


URLS = [
    *("http://receiver.example/", "https://127.0.0.1/", "https://127.1/", "https://2130706433/"),
    *("https://0x7f000001/", "https://0177.0.0.1/", "https://[::1]/", "https://localhost/"),
    *("https://LOCALHOST./", "https://a.localhost/", "https://0/", "https://0.0.0.0/"),
    *("https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/", "https://100.64.0.1/"),
    *("https://169.254.169.254/latest/meta-data/", "https://[fe80::1]/", "https://[fd00::1]/"),
    *("https://[::ffff:127.0.0.1]/", "https://[::ffff:a9fe:a9fe]/", "https://[64:ff9b::7f00:1]/"),
    *("https://[2002:7f00:1::]/", "https://[::127.0.0.1]/", "https://[fd00:ec2::254]/"),
    *("https://user:word@receiver.example/", "https://receiver.example@127.0.0.1/"),
    *("https://receiver.example:22/", "ftp://receiver.example/"),
    *("file:///etc/passwd", "gopher://127.0.0.1:6379/_FLUSHALL", "https://", "//127.0.0.1/", ""),
    *("https://①②⑦.⓪.⓪.①/", "https://127。0。0。1/", "https://receiver.example/\r\nHost: x"),
]


@pytest.mark.parametrize("url", URLS)
def test_an_endpoint_never_leads_into_our_own_network(api: Any, url: str) -> None:
    """Neither a new one nor one that is changed; where a name leads is asked when it is called."""
    endpoint = make_endpoint()
    for answer in (
        api.post("/webhook-endpoints", json={"url": url}),
        api.patch(f"/webhook-endpoints/{endpoint.id}", json={"url": url}),
    ):
        assert "url" in refused(answer)
    assert [one.url for one in WebhookEndpoint.select()] == [endpoint.url]


def test_a_name_of_a_file_is_a_name_and_no_path(api: Any) -> None:
    name = '../../../../etc/passwd; x="y"'
    job = upload(api, lines(LEADS), name).json
    assert job["ordered"]["file"].startswith("../../../../etc/passwd")
    report = api.get(f"/jobs/{job['id']}/report")
    assert report.headers["Content-Disposition"] == f"attachment; filename=refused-{job['id']}.csv"
