"""`GET /contacts/export`: what the list shows as CSV or XLSX, safe in spreadsheets, streamed, and
read back by import unchanged (X12, X13, C4, PEERS: CSV injection)."""

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.exporting import table
from bot.sheets import xlsx_lines
from bot.sheets.sheet import Asked, opened
from models.agents.agent import Role
from models.agents.visibility import MANAGERS
from models.base import database
from models.contact import Contact, ContactTrait, Identifier
from models.contact.event import Event
from models.settings.trait import Trait, TraitKind
from tests.bot.api.contacts.test_contact_import import upload
from tests.factories import make_agent, make_contact, make_tag, make_trait

FORMULA = "=HYPERLINK(A1)"
HOSTILE = st.text(
    st.one_of(st.sampled_from("=+-@\t\r\n';,|\"_x0041_&<> \ufffe\x01\x1f"), st.characters()),
    min_size=1,
    max_size=12,
)


def keepable(text: str) -> bool:
    """PostgreSQL keeps neither NUL nor half a surrogate pair."""
    return not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text)


def exported(api: Any, **asked: Any) -> list[dict[str, str]]:
    answer = api.get("/contacts/export", **asked)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))


def test_contacts_become_rows(api):
    ann = make_agent("Ann")
    dora = make_contact("Dora", phone="34600111222", owner=ann, town="Madrid", tags=["VIP", "a;b"])
    trait = make_trait("budget", 5)
    ContactTrait.create(contact=dora, trait=trait, value=1500)
    Identifier.create(contact=dora, kind="external_id", value="crm-7")
    answer = api.get("/contacts/export")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == "attachment; filename=contacts.csv"
    [row] = exported(api)
    assert (row["usher_id"], row["name"], row["town"]) == (str(dora.id), "Dora", "Madrid")
    assert (row["phone"], row["external_id"]) == ("'+34600111222", "crm-7")
    assert (row["status"], row["state"], row["source"]) == ("New Lead", "PROSPECT", "WhatsApp")
    assert (row["owner"], row["tags"]) == ("ann@example.org", '"a;b"; VIP')
    assert (row["trait:budget"], row["opted_out"]) == ("1500", "false")
    assert row["closure_deadline"] == "2030-01-15"


def test_filters_order_and_columns_are_those_of_the_list(api):
    for name in ("Dora", "Eve", "Finn"):
        make_contact(name, status="Interested" if name != "Eve" else None)
    found = exported(api, status="Interested", sort="-name", columns="name, status")
    assert found == [
        {"name": "Finn", "status": "Interested"},
        {"name": "Dora", "status": "Interested"},
    ]
    assert api.get("/contacts/export", columns="name,shoe").status_code == 422
    assert api.get("/contacts/export", format="pdf").status_code == 422
    assert api.get("/contacts/export", status="Nowhere").status_code == 422


def test_a_workbook_holds_texts_as_texts(api):
    make_contact(FORMULA, phone="34600111222")
    answer = api.get("/contacts/export", format="xlsx", columns="usher_id,name,phone,town")
    assert answer.mimetype == xlsx_lines.MIMETYPE
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    header, row = list(sheet.iter_rows())
    assert [cell.value for cell in header] == ["usher_id", "name", "phone", "town"]
    assert [cell.data_type for cell in row] == ["n", "s", "s", "n"]
    assert [cell.value for cell in row][1:] == [f"'{FORMULA}", "'+34600111222", None]


def test_strangers_write_no_formulas(api):
    make_contact(FORMULA, email="+1@example.org", traits={"size": "-1+1"}, tags=["@SUM(A1)"])
    [row] = exported(api)
    assert row["name"] == f"'{FORMULA}"
    assert row["email"] == "'+1@example.org"
    assert row["trait:size"] == "'-1+1"
    assert row["tags"] == "'@SUM(A1)"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_what_was_exported_is_imported_unchanged(api, form, data):
    text = HOSTILE.filter(keepable)
    kept = text.map(str.strip).filter(bool)
    with database.atomic() as trial:
        dora = make_contact(data.draw(text), email=data.draw(kept), town=data.draw(kept))
        make_contact(data.draw(text), postcode="00100", tags=[data.draw(kept)])
        for name in ("size", "code"):
            trait = make_trait(name)
            ContactTrait.create(contact=dora, trait=trait, value=data.draw(kept))
        file = api.get("/contacts/export", format=form).data
        before = known()
        job = upload(api, file, f"contacts.{form}").json
        assert (job["done"], job["refused"], job["tally"]) == (2, 0, {"updated": 2})
        assert known() == before
        assert Event.select().count() == 0
        trial.rollback()


def known() -> list[Any]:
    contacts = Contact.select(Contact.name, Contact.email, Contact.town, Contact.postcode)
    traits = ContactTrait.select(ContactTrait.value).order_by(ContactTrait.trait)
    return [*contacts.order_by(Contact.id).tuples(), *traits.tuples()]


def test_every_kind_of_trait_comes_back(api):
    dora = make_contact("Dora")
    values = {TraitKind.NUMBER: 19.5, TraitKind.BOOLEAN: True, TraitKind.DATE: "2026-03-29"}
    for kind, value in (values | {TraitKind.TEXT: "007", TraitKind.CHOICE: "1e5"}).items():
        trait = Trait.create(name=f"a {kind}", kind=kind)
        ContactTrait.create(contact=dora, trait=trait, value=value)
    for form in ("csv", "xlsx"):
        upload(api, api.get("/contacts/export", format=form).data)
    assert Event.select().count() == 0


def test_who_has_no_phone_comes_back_by_our_own_id(api):
    dora = make_contact("Dora", bsuid="ES.1")
    Identifier.delete().where(Identifier.kind == "phone").execute()
    file = api.get("/contacts/export").text.replace("Dora", "Theodora")
    assert upload(api, file).json["tally"] == {"updated": 1}
    assert Contact.get_by_id(dora.id).name == "Theodora"


def test_only_managers_export(api_as: Callable[[Any], Any]):
    """X13."""
    make_contact("Dora")
    for role in Role:
        status = api_as(make_agent(role.value, role=role)).get("/contacts/export").status_code
        assert (status == 200) == (role in MANAGERS), role


def test_who_exported_what_is_kept_in_the_audit(api, api_as):
    ann = make_agent("Ann", role=Role.SALES_MANAGER)
    make_contact("Dora", status="Interested")
    exported(api_as(ann), status="Interested", q="Dora")
    [entry] = api.get("/audit", kind="export").json["items"]
    assert (entry["agent"]["name"], entry["address"]) == ("Ann", "127.0.0.1")
    assert entry["after"] == {"contacts": 1, "searched": True, "status": "Interested"}
    assert entry["sentence"] == "Ann (by key Test) created export 1 contacts"


def test_rows_are_read_in_pieces(api, monkeypatch):
    monkeypatch.setattr(table, "PIECE", 2)
    for _ in range(5):
        make_contact()
    assert len(exported(api)) == 5
    assert len(exported(api, sort="status")) == 5


def test_whoever_hangs_up_leaves_no_cursor_behind(api, monkeypatch):
    monkeypatch.setattr(table, "PIECE", 1)
    for _ in range(3):
        make_contact("x" * 70_000)
    answer = api.get("/contacts/export")
    assert len(next(answer.iter_encoded())) > 70_000
    assert open_cursors() == 1
    answer.close()
    assert open_cursors() == 0


def open_cursors() -> int:
    """They live as long as their transaction."""
    found = database.execute_sql("SELECT count(*) FROM pg_cursors WHERE name LIKE 'stream_%%'")
    return found.fetchone()[0]


def test_what_breaks_off_says_so(api, monkeypatch):
    def broken(*args: Any) -> Any:
        yield ["x" * 70_000]
        raise OSError("the disk is gone")

    monkeypatch.setattr(table.Table, "rows", broken)
    answer = api.get("/contacts/export")
    pieces = answer.iter_encoded()
    assert len(next(pieces)) > 70_000
    assert b"It broke off here" in next(pieces)


def test_more_than_a_sheet_takes_is_not_begun(api, monkeypatch):
    monkeypatch.setattr(xlsx_lines, "MOST_ROWS", 1)
    for _ in range(2):
        make_contact()
    answer = api.get("/contacts/export", format="xlsx")
    assert (answer.status_code, "export as csv" in answer.text) == (422, True)


def test_a_workbook_is_made_piece_by_piece():
    """A million rows need no memory of a million rows."""

    def endless() -> Any:
        while True:
            yield ["x" * 100, 1]

    made = xlsx_lines.pieces(["a", "b"], endless())
    assert sum(len(next(made)) for _ in range(20)) > 0


def test_a_workbook_of_many_pieces_is_read_back():
    rows = [[f"Dora {n}", n, n % 2 == 0, None] for n in range(3000)]
    file = io.BytesIO(b"".join(xlsx_lines.pieces(["a", "b", "c", "d"], iter(rows))))
    assert [cells for _, cells in opened(file, Asked()).rows] == [row[:3] for row in rows]


def test_tags_of_any_name_come_back(api):
    make_tag("x;y")
    make_contact("Dora", tags=["x;y", 'q"q', "a, b", "=1"])
    upload(api, api.get("/contacts/export").data)
    assert Event.select().count() == 0
