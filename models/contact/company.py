"""Companies: where contacts work, and whom one asks for there when nobody is named (I4)."""

from collections.abc import Iterable

import peewee

from models.base import Model, NameField, database, moment, unique_name
from models.clock import now
from models.refusal import Refusal


class Company(Model):
    id = peewee.BigAutoField()
    name = NameField()
    contact_person = peewee.DeferredForeignKey("Contact", on_delete="SET NULL", null=True)
    created_at = moment()

    def remove(self) -> None:
        """Raises Refusal while contacts belong to it."""
        held = self.contacts.count()
        if held:
            one = "1 contact belongs" if held == 1 else f"{held} contacts belong"
            raise Refusal(f"{one} to {self.name}: give them another company, or null, first")
        self.delete_instance()


unique_name(Company)


def named(names: Iterable[str]) -> dict[str, Company]:
    """The companies of these names, whatever their case, by the name that was asked for; those that
    nobody knew are made. All make them in one order: nobody waits for whom waits for them."""
    clean = {name: " ".join(name.split()) for name in names}
    wanted = sorted(set(clean.values()), key=str.casefold)
    database.execute_sql(MAKE, (now(), wanted))
    rows = database.execute_sql(KNOWN, (wanted,))
    known = {asked: Company.of_row(id=id, name=name) for asked, id, name in rows}
    return {name: known[clean[name]] for name in clean}


MAKE = """
INSERT INTO company (name, created_at)
SELECT asked.name, %s FROM unnest(%s::text[]) WITH ORDINALITY AS asked(name, place)
WHERE NOT EXISTS (SELECT FROM company WHERE lower(company.name) = lower(asked.name))
ORDER BY place ON CONFLICT DO NOTHING
"""
KNOWN = """
SELECT asked.name, company.id, company.name FROM unnest(%s::text[]) AS asked(name)
JOIN company ON lower(company.name) = lower(asked.name)
"""
