"""Where a contact is that was merged into another: its old address leads there (X6)."""

import re

from flask import request

from bot.problems import Problem, missing
from models.agents.agent import Agent
from models.agents.visibility import visible
from models.contact import Contact
from models.contact.merge.merged import heir_of


def contact_missing(id: int, agent: Agent | None) -> Problem:
    """The answer for a contact in the address that is not there, or that `agent` (None: a program)
    may not see: where it is now, if that is something that they may see."""
    heir = heir_of(id)
    contact = Contact.get_or_none(Contact.id == heir) if heir else None
    if contact is None or not visible(agent, contact):
        return missing("contact", id)
    path = re.sub(rf"/(contacts|conversations)/{id}\b", rf"/\g<1>/{heir}", request.path, count=1)
    query = request.query_string.decode("ascii", "replace")
    return Problem(
        308,
        f"contact {id} was merged into contact {heir}",
        headers={"Location": f"{path}?{query}" if query else path},
        facts={"merged_into": heir},
    )
