"""What came of a contact's change sets."""

from models.assignment.assignment import Assignment
from models.contact import Contact

TAGGED = {"field": "tag", "op": "is", "value": "VIP"}
RICH = {"field": "trait:budget", "op": "gte", "value": 1000}


def owner(contact: Contact) -> str | None:
    found = Contact.get_by_id(contact.id).owner
    return found.name if found else None


def outcomes(contact: Contact) -> list[str]:
    rows = Assignment.select().where(Assignment.contact == contact).order_by(Assignment.id)
    return [row.outcome.value for row in rows]
