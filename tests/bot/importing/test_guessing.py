"""What the columns of a file mean is guessed by their names in many languages, and by what stands
in them (X12)."""

from typing import Any

import pytest

from bot.importing.guessing import guessed, with_kind
from models.settings.trait import TraitKind
from tests.factories import make_agent, make_trait

pytestmark = pytest.mark.usefixtures("database")

PHONES, EMAILS, NAMES = ["+34 600 111 222"] * 4, ["a@example.org"] * 4, ["Dora Gómez"] * 4
HEADERS = [
    # English, as HubSpot, Google and Outlook write it.
    ("First Name,Last Name,Email,Phone Number", "first_name,last_name,email,phone"),
    ("Contact owner,Lead Status,City,Postal Code", "owner,status,town,postcode"),
    ("Name,Mobile Phone,E-mail Address,Company", "name,phone,email,company"),
    ("Customer ID,Full name,WhatsApp,Tags,Source", "external_id,name,phone,tags,source"),
    ("Phone (WhatsApp),Client email,Notes", "phone,email,ignore"),
    # Spanish, Portuguese, French, German, Italian, Dutch.
    ("Nombre,Apellidos,Teléfono,Correo electrónico", "first_name,last_name,phone,email"),
    ("Nombre completo;Celular;Ciudad;Código postal", "name,phone,town,postcode"),
    ("Empresa,Estado,Origen,Etiquetas,Responsable", "company,status,source,tags,owner"),
    ("Nome,Celular,E-mail,Cidade,CEP", "name,phone,email,town,postcode"),
    ("Prénom,Nom,Téléphone portable,Courriel,Ville", "first_name,last_name,phone,email,town"),
    ("Société,Statut,Commercial,Étiquettes", "company,status,owner,tags"),
    ("Vorname,Nachname,Handynummer,E-Mail-Adresse", "first_name,last_name,phone,email"),
    ("Name,Vorname,Telefon,PLZ,Ort", "last_name,first_name,phone,postcode,town"),
    ("Firma,Quelle,Schlagwörter,Bemerkungen", "company,source,tags,ignore"),
    ("Nome,Cognome,Cellulare,Città,CAP", "first_name,last_name,phone,town,postcode"),
    ("Voornaam,Achternaam,Telefoonnummer,Woonplaats", "first_name,last_name,phone,town"),
    # Others.
    ("Imię,Nazwisko,Telefon,Miasto", "first_name,last_name,phone,town"),
    ("Имя,Телефон,Город,Статус", "name,phone,town,status"),
    ("الاسم,رقم الهاتف,المدينة", "name,phone,town"),
    ("姓名,手机号,城市,标签", "name,phone,town,tags"),
    ("名前,電話番号,メールアドレス", "name,phone,email"),
    # Our own: an export and a report.
    (
        "usher_id,phone,external_id,opted_out,closure_deadline,usher_row,usher_reason",
        "usher_id,phone,external_id,opted_out,closure_deadline,ignore,ignore",
    ),
    ("usher_id,created_at,last_heard_at,bsuid", "usher_id,ignore,ignore,ignore"),
    ("last_contacted_at,closed_at", "ignore,ignore"),
]


def fields(names: str, *columns: list[Any]) -> list[str]:
    split = names.replace(";", ",").split(",")
    rows = [list(row) for row in zip(*columns, strict=True)] if columns else []
    return [one.field for one in guessed(split, rows)]


@pytest.mark.parametrize(("names", "meant"), HEADERS, ids=[names for names, _ in HEADERS])
def test_columns_are_known_by_their_names(names: str, meant: str) -> None:
    assert fields(names) == meant.split(",")


def test_what_no_name_tells_the_contents_do() -> None:
    make_agent("Ann")
    stage, owner = ["Interested", "new lead", "Lost", "Lost"], ["ann@example.org"] * 4
    found = guessed(["A", "B", "C", "D"], list(zip(PHONES, EMAILS, stage, NAMES, strict=True)))
    assert [one.field for one in found] == ["phone", "email", "status", "ignore"]
    assert [one.because for one in found] == ["contents", "contents", "contents", "nothing"]
    assert fields("email,X", EMAILS, owner) == ["email", "owner"]


def test_a_name_that_the_contents_belie_is_not_believed() -> None:
    assert fields("Contact,Kunde", PHONES, NAMES) == ["phone", "name"]
    assert fields("Mail", ["yes", "no", "yes", "no"]) == ["ignore"]
    assert fields("Phone", ["yes", "no", "no", "no"]) == ["ignore"]
    assert fields("State", ["Ohio", "Utah", "Iowa", "Ohio"]) == ["ignore"]
    assert fields("Estado", ["CLIENT", "PROSPECT", "client", "OTHER"]) == ["state"]
    assert fields("Estado", ["Lost", "Interested", "Lost", "Lost"]) == ["status"]


def test_of_two_columns_that_mean_the_same_the_surer_one_does() -> None:
    assert fields("Telefon,Phone", PHONES, PHONES) == ["ignore", "phone"]
    assert fields("Name,First name,Last name") == ["ignore", "first_name", "last_name"]


def test_traits_that_exist_are_known() -> None:
    make_trait("Budget")
    assert fields("budget,trait:Shoe size,colour") == ["trait:Budget", "trait:Shoe size", "ignore"]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1500", "19.5", "-3", "1.200,50"], TraitKind.NUMBER),
        ([1500, 19.5], TraitKind.NUMBER),
        ([True, False], TraitKind.BOOLEAN),
        (["2026-01-31", "31.12.2026", "01/02/2026"], TraitKind.DATE),
        (["007", "008"], TraitKind.TEXT),
        (["1500", "about 1500 €"], TraitKind.TEXT),
        (["4012888888881881"], TraitKind.TEXT),
        (["1", "x"], TraitKind.TEXT),
        ([], TraitKind.TEXT),
    ],
)
def test_a_new_trait_is_of_the_kind_of_all_its_cells(cells: list[Any], kind: TraitKind) -> None:
    assert with_kind("trait:new", cells) == f"trait:new:{kind}"


def test_a_trait_that_exists_keeps_its_kind() -> None:
    make_trait("size", "M")
    assert with_kind("trait:size", ["1", "2"]) == "trait:size"
    assert with_kind("trait:other:text", ["1"]) == "trait:other:text"
