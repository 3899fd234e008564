"""`POST /contacts/bulk`: contacts out of files and lists (A2, A4, M7, R6, R7, C2, X12, X15)."""

import errno
import io
import json
from typing import Any

import pytest
from werkzeug import formparser

from models.agents.agent import Role
from models.assignment.rule import Trigger
from models.bulk import importing
from models.bulk.trial import TrialMark
from models.contact import Contact, Identifier
from models.contact.event import Event
from models.queues.job import Job, JobRow
from models.queues.outbox import OutboxItem
from models.refusal import Refusal
from models.settings.tag import Tag
from models.settings.trait import Trait, TraitKind
from tests.factories import (
    find,
    make_agent,
    make_automation,
    make_contact,
    make_rule,
    set_organisation,
)
from tests.models.acting import told
from workers import jobs

FILE = """Nombre;Móvil;Correo;Etapa;Presupuesto;Etiquetas;Notas
Dora Gómez;+34 600 111 222;dora@example.org;Interested;1500;VIP, Madrid;calls at nine
Finn;+34 600 111 333;;;900;;
"""
MAPPING = {"Presupuesto": "trait:budget"}


def upload(
    api: Any, file: str | bytes, name: str = "leads.csv", path: str = "", **options: Any
) -> Any:
    data = {
        key: json.dumps(value) if isinstance(value, dict | bool) else value
        for key, value in options.items()
    }
    content = file.encode() if isinstance(file, str) else file
    return api._client.post(
        f"/api/v1/contacts/bulk{path}",
        headers=api.headers,
        data={"file": (io.BytesIO(content), name), **data},
    )


def shown(api: Any, name: str) -> dict[str, Any]:
    [one] = api.get("/contacts", q=name).json["items"]
    return one


def rows(api: Any, job: Any, **asked: Any) -> list[dict[str, Any]]:
    return api.get(f"/jobs/{job.json['id']}/rows", **asked).json["items"]


def reasons(api: Any, job: Any) -> list[str]:
    return [one["reason"] for one in rows(api, job, state="refused")]


def refused(answer: Any, status: int) -> set[str]:
    """The fields that are wrong."""
    assert answer.status_code == status, answer.text
    return {error["field"] for error in answer.json["errors"]}


def work_off() -> None:
    while jobs.work_off():
        pass


def test_a_file_becomes_contacts(api):
    answer = upload(api, FILE, mapping=MAPPING)
    assert (answer.status_code, answer.json["state"]) == (200, "done")
    assert answer.json["tally"] == {"created": 2}
    dora = shown(api, "Dora Gómez")
    assert (dora["phone"], dora["email"]) == ("34600111222", "dora@example.org")
    assert (dora["status"]["name"], dora["state"]) == ("Interested", "PROSPECT")
    assert (dora["traits"], dora["source"]["name"]) == ({"budget": 1500}, "Import")
    assert [tag["name"] for tag in dora["tags"]] == ["Madrid", "VIP"]
    assert find(Trait, "budget").kind is TraitKind.NUMBER


def test_whose_status_is_not_named_has_the_default_one(api):
    """A2."""
    upload(api, FILE)
    assert shown(api, "Finn")["status"]["name"] == "New Lead"
    assert shown(api, "Finn")["closure_deadline"] is not None


def test_what_is_chosen_for_all_rows_stands_behind_what_a_row_says(api):
    """A4, M7."""
    ann = make_agent("Ann")
    chosen = {"status": "Negotiation", "source": "API", "state": "PARTNER", "owner": ann.email}
    upload(api, FILE, tags=["Fair"], **chosen)
    dora, finn = shown(api, "Dora"), shown(api, "Finn")
    assert (dora["status"]["name"], finn["status"]["name"]) == ("Interested", "Negotiation")
    assert (finn["source"]["name"], finn["state"], finn["owner"]["name"]) == (
        "API",
        "PARTNER",
        "Ann",
    )
    assert [tag["name"] for tag in dora["tags"]] == ["Fair", "Madrid", "VIP"]


def test_the_same_file_again_changes_nothing(api):
    upload(api, FILE, mapping=MAPPING)
    events = Event.select().count()
    answer = upload(api, FILE, mapping=MAPPING)
    assert answer.json["tally"] == {"updated": 2}
    assert (Contact.select().count(), Event.select().count()) == (2, events)


def test_existing_contacts_keep_what_the_file_leaves_empty(api):
    finn = make_contact("Finn", phone="34600111333", email="finn@example.org", traits={"size": "M"})
    upload(api, FILE, mapping=MAPPING)
    found = api.get(f"/contacts/{finn.id}").json
    assert (found["email"], found["status"]["name"]) == ("finn@example.org", "New Lead")
    assert (found["traits"], found["source"]["name"]) == ({"budget": 900, "size": "M"}, "WhatsApp")
    assert told(finn) == ["contact.trait_set"]


def test_existing_contacts_can_be_left_alone(api):
    finn = make_contact("Finn", phone="34600111333")
    answer = upload(api, FILE, existing="skip")
    assert answer.json["tally"] == {"created": 1, "skipped": 1}
    assert told(finn) == []
    assert [one["reason"] for one in rows(api, answer)][1] == importing.LEFT


def test_a_list_goes_the_same_way(api):
    contacts = [
        {"phone": "+34600111222", "name": "Dora", "traits": {"budget": 5}, "tags": ["a;b"]},
        {"external_id": "crm-7", "phone": "+34600111333", "name": "Finn", "email": None},
    ]
    answer = api.post("/contacts/bulk", json={"contacts": contacts, "status": "Interested"})
    assert (answer.status_code, answer.json["tally"]) == (200, {"created": 2})
    assert shown(api, "Dora")["traits"] == {"budget": 5}
    assert [tag["name"] for tag in shown(api, "Dora")["tags"]] == ["a;b"]
    assert shown(api, "Finn")["status"]["name"] == "Interested"


def test_a_bare_file_is_told_how_to_come(api):
    body = {"data": FILE, "content_type": "text/csv", "headers": api.headers}
    refused = api._client.post("/api/v1/contacts/bulk", **body)
    assert refused.status_code == 415
    assert "multipart/form-data in the field file" in refused.json["detail"]


def test_where_people_work_and_live_is_taken(api):
    file = "phone;company;city;zip\n+34600111222;Acme;Madrid;28001\n+34600111333;ACME;Rome;00100\n"
    upload(api, file)
    [dora] = api.get("/contacts", town="Madrid").json["items"]
    assert (dora["company"]["name"].lower(), dora["postcode"]) == ("acme", "28001")
    assert api.get("/contacts", company="acme").json["total"] == 2
    assert upload(api, file).json["tally"] == {"updated": 2}


def test_the_id_of_who_was_merged_leads_to_who_is_left(api):
    """X6."""
    dora, double = make_contact("Dora"), make_contact("Dora 2")
    assert api.post(f"/contacts/{dora.id}/merge", json={"with": double.id}).status_code == 200
    upload(api, f"usher_id;city\n{double.id};Madrid\n")
    assert api.get(f"/contacts/{dora.id}").json["town"] == "Madrid"


def test_a_file_that_lies_on_the_disk_is_read_once(api):
    """A large upload is no memory: whoever reads it moves its place."""
    note = "x" * 4000
    lines = "".join(f"+34600{n:06d};Dora {n};{note}\n" for n in range(300))
    answer = upload(api, f"phone;name;note\n{lines}", dry_run=True)
    assert answer.json["tally"] == {"created": 300}


def test_large_files_are_done_by_workers(api, monkeypatch):
    monkeypatch.setattr(importing, "PORTION", 2)
    lines = "".join(f"Kim {n};+3460022{n:04d}\n" for n in range(5))
    answer = upload(api, f"name;phone\n{lines}")
    assert (answer.status_code, answer.json["state"], answer.json["total"]) == (202, "pending", 5)
    work_off()
    done = api.get(f"/jobs/{answer.json['id']}").json
    assert (done["state"], done["done"], done["tally"]) == ("done", 5, {"created": 5})


def test_one_row_that_breaks_us_does_not_cost_the_others(api, monkeypatch):
    carried_out = importing.changes.apply

    def broken(contact: Contact, wish: Any, by: Any) -> None:
        if contact.name == "Kim 3":
            raise ZeroDivisionError
        carried_out(contact, wish, by)

    monkeypatch.setattr(importing.changes, "apply", broken)
    monkeypatch.setattr(importing, "PORTION", 5)
    lines = "".join(f"Kim {n};+3460022{n:04d}\n" for n in range(6))
    job = upload(api, f"name;phone\n{lines}").json["id"]
    for _ in range(20):
        Job.update(due_at=Job.created_at).execute()
        jobs.work_off()
    done = api.get(f"/jobs/{job}").json
    assert (done["state"], done["done"], done["refused"]) == ("done", 5, 1)
    [row] = api.get(f"/jobs/{job}/rows", state="refused").json["items"]
    assert (row["number"], row["reason"]) == (5, importing.FAULT)


def test_the_job_says_how_it_takes_the_columns(api):
    ordered = upload(api, FILE, mapping=MAPPING, dry_run=True).json["ordered"]
    assert (ordered["file"], ordered["key"], ordered["dry_run"]) == ("leads.csv", "phone", True)
    assert ordered["columns"]["Presupuesto"] == "trait:budget:number"
    assert ordered["columns"]["Notas"] == "ignore"


def test_rows_that_mean_one_contact_change_it_one_after_the_other(api):
    file = "phone;name;tags\n+34600111222;Dora;VIP\n600111222;;Gold\n"
    answer = upload(api, file, country="ES")
    assert answer.json["tally"] == {"created": 1, "updated": 1}
    assert [tag["name"] for tag in shown(api, "Dora")["tags"]] == ["Gold", "VIP"]


def test_an_import_only_ever_opts_out(api):
    """X10: an old list must not write to who has said STOP since."""
    dora = make_contact("Dora", phone="34600111222", opted_out_at=None)
    upload(api, "phone;opted out\n+34600111222;yes\n")
    assert api.get(f"/contacts/{dora.id}").json["opted_out_at"]
    upload(api, "phone;opted out\n+34600111222;no\n")
    assert api.get(f"/contacts/{dora.id}").json["opted_out_at"]


def test_trait_rules_are_tried_and_others_are_not(api):
    """R6, R7, R8, R9."""
    ann, bob = make_agent("Ann"), make_agent("Bob")
    make_rule("Rich", [ann], conditions=[{"field": "trait:budget", "op": "gte", "value": 1000}])
    make_rule("New", [bob], trigger=Trigger.WHATSAPP_CONTACT_CREATED)
    set_organisation(fallback=True)
    upload(api, FILE, mapping=MAPPING)
    assert (shown(api, "Dora")["owner"] or {}).get("name") == "Ann"
    assert shown(api, "Finn")["owner"] is None


def test_an_agent_is_told_once_of_all_their_contacts(api, monkeypatch):
    """W6."""
    monkeypatch.setattr(importing, "PORTION", 2)
    ann, bob = make_agent("Ann"), make_agent("Bob")
    lines = "".join(
        f"Kim {n};+3460022{n:04d};{'ann' if n else 'bob'}@example.org\n" for n in range(7)
    )
    upload(api, f"name;phone;owner\n{lines}")
    assert OutboxItem.select().count() == 0
    work_off()
    said = {one.payload["to"]: one.payload["subject"] for one in OutboxItem.select()}
    assert said == {
        ann.email: "6 imported contacts are yours",
        bob.email: "1 imported contact is yours",
    }


def test_who_is_told_of_a_status_is_told_once_too(api):
    """M5."""
    ann = make_agent("Ann", role=Role.SALES_MANAGER)
    make_automation("Interested", {"notify": "managers"}, {"tag": "Hot"})
    upload(api, "phone;status\n+34600111222;Interested\n+34600111333;interested\n")
    [letter] = OutboxItem.select()
    assert (letter.payload["to"], letter.payload["subject"][:19]) == (
        ann.email,
        "2 imported contacts",
    )
    assert api.get("/contacts", tag="Hot").json["total"] == 2


def test_a_stopped_import_tells_of_what_was_done(api, monkeypatch):
    monkeypatch.setattr(importing, "PORTION", 2)
    make_agent("Ann")
    lines = "".join(f"Kim {n};+3460022{n:04d}\n" for n in range(5))
    job = upload(api, f"name;phone\n{lines}", owner="ann@example.org").json["id"]
    jobs.work_off()
    stopped = api.post(f"/jobs/{job}/stop").json
    assert (stopped["state"], stopped["done"], Contact.select().count()) == ("stopped", 2, 2)
    assert [one.payload["subject"] for one in OutboxItem.select()] == [
        "2 imported contacts are yours"
    ]


def test_a_dry_run_judges_all_and_changes_nothing(api):
    make_agent("Ann")
    make_rule("All", [find(type(make_agent("Bob")), "Ann")])
    before = [model.select().count() for model in (Contact, Tag, Trait, Event, OutboxItem)]
    answer = upload(api, FILE + "Kim;12;;;;;\n", mapping=MAPPING, dry_run=True)
    assert answer.json["tally"] == {"created": 2, "refused": 1}
    assert [one["state"] for one in rows(api, answer)] == ["done", "done", "refused"]
    assert [model.select().count() for model in (Contact, Tag, Trait, Event, OutboxItem)] == before
    assert upload(api, FILE, mapping=MAPPING).json["tally"] == {"created": 2}, (
        "nothing is left of it"
    )


DOUBLES = """phone;external_id;name
+34600111222;;Dora
+34600111333;;Finn
;crm-1;Gus
+34600111222;crm-2;Dora
;crm-2;Dora
+34 600 111 333;crm-1;Somebody
+34600111444;crm-2;Dora
600111444;;Dora
"""


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize(
    "options",
    [{}, {"existing": "skip"}, {"key": "external_id"}, {"key": "none"}],
)
def test_a_dry_run_says_what_the_import_will_say(api, monkeypatch, size, options):
    """Also of rows that mean one person and lie in different portions."""
    monkeypatch.setattr(importing, "PORTION", size)
    told = []
    for dry_run in (True, False):
        job = upload(api, DOUBLES, country="ES", dry_run=dry_run, **options)
        work_off()
        states = [one["state"] for one in rows(api, job)]
        told.append((api.get(f"/jobs/{job.json['id']}").json["tally"], states))
    assert told[0] == told[1]
    assert not TrialMark.select().exists()
    assert not JobRow.select().where(JobRow.data.is_null(False), JobRow.state == "done").exists()


@pytest.mark.parametrize("state", ["stopped", "failed"])
def test_a_dry_run_that_is_broken_off_forgets_what_it_was_given(api, monkeypatch, state):
    """X19: but for the rows that were refused or not looked at, as of every import."""
    monkeypatch.setattr(importing, "PORTION", 3)
    job = upload(api, DOUBLES, country="ES", dry_run=True).json["id"]
    jobs.work_off()
    assert TrialMark.select().exists()
    if state == "stopped":
        api.post(f"/jobs/{job}/stop")
    else:
        monkeypatch.setattr(importing, "_tried", refusing)
        jobs.work_off()
    assert api.get(f"/jobs/{job}").json["state"] == state
    assert not TrialMark.select().exists()
    kept = {row.state.value for row in JobRow.select().where(JobRow.data.is_null(False))}
    assert kept == {"pending", "refused"}
    assert JobRow.select().where(JobRow.state == "done").exists()


def refusing(*_: Any) -> None:
    raise Refusal("there is no such status any more")


def test_it_points_to_an_earlier_row_for_who_is_not_there_yet(api, monkeypatch):
    monkeypatch.setattr(importing, "PORTION", 2)
    job = upload(api, DOUBLES, country="ES", dry_run=True, key="none")
    work_off()
    told = reasons(api, job)
    assert told[0] == "an earlier row has this already: import with a key to change them"
    assert any("leads to an earlier row and an earlier row" in one for one in told)


def test_why_rows_were_refused_is_summed_up(api):
    """Whatever stood in the cells, and whoever it was."""
    kim = make_contact("Kim", phone="34600111999")
    file = "phone,status\n12,\n13,\n+34600111999,\n+34600111555,Intrested\n14,\n"
    job = upload(api, file, key="none").json["id"]
    told = api.get(f"/jobs/{job}/reasons").json["items"]
    assert [one["count"] for one in told] == [3, 1, 1]
    assert told[0]["reason"].startswith("phone “…”: ")
    assert "contact … has this already: import with a key to change them" in str(told)
    assert str(kim.id) not in str(told[1:])
    assert api.get("/jobs/987654/reasons").status_code == 404


BAD = [
    ("phone", "12", "give it with the country code"),
    ("phone", "3.46E+10", "the spreadsheet has shortened it"),
    ("phone", "", "phone is empty"),
    ("status", "Intrested", "there are New Lead, Interested, Negotiation"),
    ("source", "Fair", "there are WhatsApp"),
    ("state", "CUSTOMER", "there are PROSPECT, PARTNER, CLIENT, OTHER"),
    ("owner", "eve@example.org", "there are ann@example.org"),
    ("owner", "gone@example.org", "Gone is not active any more"),
    ("email", "dora(at)example.org", "write it like ann@example.org"),
    ("name", "x" * 201, "at most 200 characters"),
    ("closure_deadline", "01/02/2027", "say in date_format"),
    ("closure_deadline", "30.02.2027", "there is no such day"),
    ("trait:budget", "much", "give a number"),
    ("trait:vip", "perhaps", "give true or false"),
    ("tags", "x" * 101, "at most 100 characters"),
    ("usher_id", "987654", "there is no contact 987654"),
    ("usher_id", "seven", "it is no id of ours"),
    ("opted_out", "maybe", "give true or false"),
]


@pytest.mark.parametrize(("field", "cell", "remedy"), BAD)
def test_a_row_that_cannot_be_taken_says_why(api, field, cell, remedy):
    make_agent("Ann")
    make_agent("Gone", active=False)
    Trait.create(name="budget", kind=TraitKind.NUMBER)
    Trait.create(name="vip", kind=TraitKind.BOOLEAN)
    wrong = {"phone": "+34600111222", "city": "Rome", field: cell}
    right = {"phone": "+34600111333", "city": "Rome", field: ""}
    if field == "phone":
        right["phone"] = "+34600111333"
    lines = [";".join(one.values()) for one in (wrong, right)]
    mapping = {"city": "trait:city", f"the {field}": field}
    header = ";".join(f"the {one}" if one == field else one for one in wrong)
    answer = upload(api, "\n".join([header, *lines, ""]), mapping=mapping)
    assert answer.json["refused"] == 1
    [reason] = reasons(api, answer)
    assert remedy in reason
    assert answer.json["done"] == 1


def test_a_complaint_names_column_and_cell(api):
    answer = upload(api, "Handy;Stufe\nabc;Warm\n", mapping={"Stufe": "status"})
    [reason] = reasons(api, answer)
    assert reason.startswith("Handy “abc”: give it with the country code")
    assert "; Stufe “Warm”: there is none such; there are New Lead" in reason


def test_a_row_that_leads_to_two_contacts_is_refused(api):
    """X6."""
    dora = make_contact("Dora", phone="34600111222")
    finn = make_contact("Finn", phone="34600111333")
    Identifier.create(contact=finn, kind="external_id", value="crm-7")
    answer = upload(api, "phone;external id\n+34600111222;crm-7\n")
    [reason] = reasons(api, answer)
    assert f"contact {dora.id} and contact {finn.id}" in reason


def test_a_row_with_a_stray_delimiter_is_refused_whole(api):
    answer = upload(api, "phone;name\n+34600111222;Dora;Gómez\n")
    assert "more cells than there are columns (2)" in reasons(api, answer)[0]


def test_the_report_is_corrected_and_imported_again(api):
    answer = upload(api, 'name;phone;status\n"=Dora";12;Interested\nFinn;+34600111333;\n')
    report = api.get(f"/jobs/{answer.json['id']}/report")
    assert report.mimetype == "text/csv"
    header, line = report.text.lstrip("\ufeff").splitlines()
    assert header == "name,phone,status,usher_row,usher_reason"
    assert line.startswith("'=Dora,12,Interested,2,\"phone “12”: give it with")
    again = upload(api, report.text.replace(",12,", ",34600111222,"))
    assert again.json["tally"] == {"created": 1}
    assert shown(api, "=Dora")["status"]["name"] == "Interested"


def test_without_a_key_a_repeated_file_is_refused(api):
    file = "name;email\nDora;dora@example.org\nFinn;finn@example.org\n"
    first = upload(api, file)
    assert first.json["tally"] == {"created": 2}
    answer = upload(api, file)
    assert (answer.status_code, answer.json["job"]) == (409, first.json["id"])
    assert upload(api, file, again=True).json["tally"] == {"created": 2}
    known = upload(api, "name;phone\nDora;+34600111222\n", key="none").json["tally"]
    assert known == {"created": 1}
    answer = upload(api, "name;phone\nEve;+34600111222\n", key="none")
    assert "has this already" in reasons(api, answer)[0]


def test_a_repeated_request_is_done_once(api):
    """X15."""
    api.headers["Idempotency-Key"] = "one"
    first, second = upload(api, FILE), upload(api, FILE)
    assert (first.json["id"], first.json["tally"]) == (second.json["id"], {"created": 2})
    assert second.headers["Idempotency-Replayed"] == "true"
    assert Job.select().count() == 1
    assert refused(upload(api, FILE + "x;y\n"), 422) == {"Idempotency-Key"}


def test_sales_agents_import_and_leave_their_colleagues_contacts_alone(api, api_as):
    """X13, X8."""
    ann, bob = make_agent("Ann"), make_agent("Bob")
    make_contact("Dora", phone="34600111222", owner=bob)
    make_contact("Finn", phone="34600111333", owner=ann)
    answer = upload(api_as(ann), FILE)
    assert answer.json["tally"] == {"updated": 1, "refused": 1}
    assert "Bob has this contact" in reasons(api_as(ann), answer)[0]
    assert upload(api_as(make_agent("Sue", role=Role.SUPPORT)), FILE).status_code == 403


WRONG = [
    ({"mapping": {"Tel": "phone"}}, "mapping"),
    ({"mapping": {"Nombre": "phone"}}, "mapping"),
    ({"mapping": {"Nombre": "town hall"}}, "mapping"),
    ({"mapping": {"Nombre": "trait:"}}, "mapping"),
    ({"mapping": {"Nombre": "trait:a:colour"}}, "mapping"),
    ({"mapping": "no json"}, "mapping"),
    ({"key": "external_id"}, "mapping"),
    ({"key": "email"}, "key"),
    ({"status": "Nowhere"}, "status"),
    ({"owner": "nobody@example.org"}, "owner"),
    ({"country": "Spain"}, "country"),
    ({"delimiter": "x"}, "delimiter"),
    ({"encoding": "klingon"}, "file"),
    ({"date_format": "YYYY"}, "date_format"),
    ({"contacts": "[]"}, "contacts"),
    ({"colour": "red"}, "colour"),
]


@pytest.mark.parametrize(("options", "field"), WRONG)
def test_options_that_cannot_be_are_refused_as_a_whole(api, options, field):
    assert field in refused(upload(api, FILE, **options), 422)
    assert Job.select().count() == 0


@pytest.mark.parametrize(
    ("contacts", "field"),
    [
        ([], "contacts"),
        ([{"phone": "+34600111222", "colour": "red"}], "contacts.0.colour"),
        ([{"phone": ["+34600111222"]}], "contacts.0.phone"),
        ([{"traits": {"a": {}}}], "contacts.0.traits.a"),
        ([{"tags": [1]}], "contacts.0.tags"),
        ([{"traits": 5}], "contacts.0.traits"),
        (None, "contacts"),
    ],
)
def test_lists_that_cannot_be_are_refused_as_a_whole(api, contacts, field):
    answer = api.post("/contacts/bulk", json={"contacts": contacts})
    assert field in refused(answer, 422)


def test_a_guess_is_shown_before_anything_is_done(api):
    answer = upload(api, FILE, path="/guess")
    assert answer.status_code == 200
    found = answer.json
    assert (found["form"], found["encoding"], found["delimiter"]) == ("csv", "utf-8", ";")
    assert (found["rows"], found["key"]) == (2, "phone")
    fields = {one["column"]: one["field"] for one in found["columns"]}
    assert fields == {
        "Nombre": "name",
        "Móvil": "phone",
        "Correo": "email",
        "Etapa": "status",
        "Presupuesto": "ignore",
        "Etiquetas": "tags",
        "Notas": "ignore",
    }
    assert found["columns"][1]["samples"] == ["+34 600 111 222", "+34 600 111 333"]
    assert found["sample"][1][0] == "Finn"
    assert Contact.select().count() == Job.select().count() == 0


def test_more_new_tags_than_a_list_can_hold_are_a_slip(api, monkeypatch):
    from bot.importing import ordering

    monkeypatch.setattr(ordering, "MOST_NEW_TAGS", 2)
    file = "phone;remark\n+34600111222;a, b, c\n"
    assert refused(upload(api, file, mapping={"remark": "tags"}), 422) == {"mapping"}


def test_a_cell_that_is_no_choice_of_its_trait_is_told(api: Any) -> None:
    Trait.create(name="colour", kind=TraitKind.CHOICE, choices=["Navy blue", "Red"])
    file = "name,phone,colour\nDora,+34600111222,NAVY BLUE\nFinn,+34600111333,Pink\n"
    job = upload(api, file, mapping={"colour": "trait:colour"})
    assert reasons(api, job) == [
        "colour “Pink”: give one of Navy blue, Red, or add it to the choices of colour"
    ]
    assert shown(api, "Dora")["traits"] == {"colour": "Navy blue"}


def test_a_value_that_is_no_choice_any_more_may_come_again(api: Any) -> None:
    """What was exported can be imported."""
    trait = Trait.create(name="colour", kind=TraitKind.CHOICE)
    file = "name,phone,colour\nDora,+34600111222,Pink\n"
    upload(api, file, mapping={"colour": "trait:colour"})
    trait.choices = ["Red"]
    trait.save()
    job = upload(api, file.replace("Dora", "Dora G"), mapping={"colour": "trait:colour"})
    assert reasons(api, job) == []
    assert shown(api, "Dora G")["traits"] == {"colour": "Pink"}


@pytest.mark.parametrize(("error", "status"), [(errno.ENOSPC, 507), (errno.EPIPE, 500)])
def test_a_disk_that_takes_nothing_is_said(
    api: Any, monkeypatch: pytest.MonkeyPatch, error: int, status: int
) -> None:
    """X15: a file is put on the disk while its form is taken apart."""

    def full(*given: Any, **options: Any) -> None:
        raise OSError(error, "What the system says")

    monkeypatch.setattr(formparser.FormDataParser, "parse", full)
    answer = api.upload("/contacts/bulk", {"file": (io.BytesIO(b"name\nDora\n"), "people.csv")})
    assert answer.status_code == status
    assert "make room" in answer.text or status == 500
