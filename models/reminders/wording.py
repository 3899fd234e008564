"""What reminders say: plain data that mail, pages and templates lay out."""

from datetime import date
from typing import Any

from models.agents.agent import Agent
from models.contact import Contact
from models.notices.wording import answers_of, link_to, notice


def deadline(contact: Contact, agent: Agent) -> dict[str, Any]:
    """About a closure deadline, to the owner or to somebody above."""
    assert contact.closure_deadline
    name, day = contact.called(), contact.closure_deadline
    when = _distance((day - contact.batch.today).days)
    sentence = (
        f"{name} should be closed by {_written(day)}. Close the contact, or move its deadline."
    )
    facts = [["Owner", owner_name(contact)], *_standing(contact)]
    return notice(agent, f"{name} {when}", sentence, facts, link_to(contact))


def first_reply(contact: Contact, owner: Agent) -> dict[str, Any]:
    name = contact.called()
    sentence = f"{name} has written and waits for your first reply."
    return notice(
        owner, f"{name} waits for your reply", sentence, _standing(contact), link_to(contact)
    )


def no_reply(contact: Contact, manager: Agent) -> dict[str, Any]:
    name, owner = contact.called(), owner_name(contact)
    sentence = f"{name} has written, and {owner} has not replied although reminded."
    facts = [["Owner", owner], *_standing(contact)]
    return notice(
        manager, f"{name} waits, {owner} has not replied", sentence, facts, link_to(contact)
    )


def owner_name(contact: Contact) -> str:
    owner = contact.batch.catalogue.agents.get(contact.owner_id or 0)
    return owner.name if owner else "nobody"


def _standing(contact: Contact) -> list[list[str]]:
    status = contact.batch.catalogue.statuses[contact.status_id]
    return [["Status", status.name], *answers_of(contact)]


def _distance(days: int) -> str:
    """How far it is from today to the deadline."""
    if days == 0:
        return "is due today"
    if days == 1:
        return "is due tomorrow"
    if days > 0:
        return f"is due in {days} days"
    return "is 1 day overdue" if days == -1 else f"is {-days} days overdue"


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
