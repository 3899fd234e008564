"""`usher import` and `usher export`, as a person types them (X12, INTERFACE: commands)."""

import csv
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from models.audit.entry import AuditEntry
from models.base import database
from models.contact import Contact
from models.queues.job import Job, JobState
from tests.bot.cli.test_commands import ROOT
from tests.factories import make_agent, make_contact

FILE = "Nombre;Móvil;Presupuesto\nDora;+34600111222;1500\nFinn;12;900\n"


@pytest.fixture
def usher(tmp_path, committed):
    """Runs a command on a database of its own; nobody else works there."""

    def run(*words):
        command = [sys.executable, "-W", "error", "-m", "bot", *map(str, words)]
        own = {"PATH": os.environ["PATH"], "USHER_DATA": str(tmp_path), "DATABASE_URL": committed}
        return subprocess.run(command, env=own, capture_output=True, text=True, cwd=ROOT)

    return run


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "leads.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_a_file_is_imported_without_a_worker(usher, file, committed):
    with database.connection_context():
        make_agent("Ann")
    done = usher("import", file, "--map", "Presupuesto=trait:budget", "--tag", "Fair")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "1 created, 1 refused.")
    assert "Móvil" in done.stdout, "the guess is shown"
    refused = file.with_name("leads.refused.csv")
    assert done.stderr == f"usher: 1 row was refused: correct and import {refused}\n"
    [row] = csv.DictReader(refused.open(encoding="utf-8-sig"))
    assert (row["Nombre"], row["usher_row"]) == ("Finn", "3")
    with database.connection_context():
        [job] = Job.select()
        assert (job.state, job.done) == (JobState.DONE, 1)
        assert Contact.get().name == "Dora"
        assert AuditEntry.get(AuditEntry.kind == "import").actor == "command"
    corrected = refused.read_text(encoding="utf-8-sig").replace(",12,", ",600111333,")
    refused.write_text(corrected, encoding="utf-8")
    done = usher("import", refused, "--country", "es", "--owner", "ann@example.org")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 created.")


def test_a_dry_run_changes_nothing(usher, file):
    done = usher("import", file, "--dry-run")
    assert "Nothing was changed: it was a dry run." in done.stdout
    with database.connection_context():
        assert Contact.select().count() == 0


def test_on_a_terminal_the_guess_is_confirmed(file, committed, tmp_path):
    ours, theirs = pty.openpty()
    own = {"PATH": os.environ["PATH"], "USHER_DATA": str(tmp_path), "DATABASE_URL": committed}
    command = [sys.executable, "-m", "bot", "import", str(file)]
    process = subprocess.Popen(
        command, env=own | {"TERM": "xterm"}, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT
    )
    os.close(theirs)
    os.write(ours, b"n\n")
    assert process.wait() == 0
    assert b"Nothing was changed." in os.read(ours, 100_000)
    os.close(ours)
    with database.connection_context():
        assert Contact.select().count() == 0


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_contacts_are_exported_and_come_back(usher, tmp_path, form):
    with database.connection_context():
        dora, _ = make_contact("Dora", status="Interested"), make_contact("Eve")
    file = tmp_path / f"contacts.{form}"
    done = usher("export", file, "--status", "interested")
    assert (done.returncode, done.stdout) == (0, f"1 contacts were written to {file}.\n")
    assert "Nothing" not in usher("import", file).stdout
    with database.connection_context():
        assert Contact.select().count() == 2
        assert Contact.get_by_id(dora.id).updated_at == dora.updated_at
    assert "is there already" in usher("export", file).stderr
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["import", "FILE", "--status", "Nowhere"], "--status: there is no status 'Nowhere'"),
        (["import", "FILE", "--map", "Tel=phone"], "there is no column 'Tel'"),
        (["import", "FILE", "--map", "phone"], "write it like “Mobile=phone”"),
        (["import", "FILE", "--country", "Spain"], "give a country's two letters"),
        (["import", "FILE", "--state", "GUEST"], "there are PROSPECT"),
        (["import", "nowhere.csv"], "does not exist"),
        (["export", "contacts.pdf"], "end its name in .csv or .xlsx"),
        (["export", "contacts.csv", "--columns", "shoe"], "there is no column 'shoe'"),
        (["export", "nowhere/contacts.csv"], "cannot be written"),
    ],
)
def test_what_cannot_be_is_one_line(usher, file, words, complaint):
    done = usher(*[file if word == "FILE" else word for word in words])
    assert done.returncode != 0
    [line] = done.stderr.splitlines()
    assert complaint in line
