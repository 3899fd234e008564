"""Whose day is being planned at this moment: one lock for each agent's plan. I7.

Whoever generates for an agent holds the plan: of two who do it at once the second sees what the
first did. Whoever plans or moves one interaction by hand joins it: many may, for by hand a time may
be taken twice; but who generates waits for them and sees what they did. Taken behind contacts;
those who generate wait for no contact.
"""

from models.base import database

SPACE = 861_507_337
"""Of advisory locks: an agent's plan."""


def hold(agent_id: int) -> None:
    """Alone, until the commit."""
    database.execute_sql("SELECT pg_advisory_xact_lock(%s, %s)", (SPACE, _key(agent_id)))


def join(agent_id: int) -> None:
    """With others who plan by hand, until the commit."""
    database.execute_sql("SELECT pg_advisory_xact_lock_shared(%s, %s)", (SPACE, _key(agent_id)))


def _key(agent_id: int) -> int:
    """Such a lock has a number of 32 bits; agents who share one wait for each other, no more."""
    return agent_id & 0x7FFFFFFF
