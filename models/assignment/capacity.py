"""Room for one more: the open contacts of agents with a capacity, counted under their locks (X3).
Knows nothing of pools or turns.

Whoever gives contacts by rule locks first the agents, in one order for everybody, then counts: what
was counted stays true until the commit. A person may give more.
"""

from collections.abc import Iterable

from models import sets
from models.agents.agent import Agent
from models.base import database

CAPACITIES = f"SELECT id, capacity FROM agent WHERE id = ANY({sets.array('bigint')}) ORDER BY id"
LOCKED = f"{CAPACITIES} FOR NO KEY UPDATE"
OPEN = f"""
SELECT owner_id, count(*) FROM contact
WHERE owner_id = ANY({sets.array("bigint")}) AND closed_at IS NULL AND owner_id IS NOT NULL
GROUP BY owner_id
"""


def open_contacts(agent_ids: Iterable[int]) -> dict[int, int]:
    """How many each has now; who has none is left out. A look, that others may outdate at once."""
    asked = (sets.listed(sorted(set(agent_ids))),)
    return dict(database.execute_sql(OPEN, asked).fetchall())


def hold_all() -> None:
    """Let nobody be counted, nor named by hand, until this transaction ends. Behind the pools, as
    everybody."""
    database.execute_sql(HOLD_ALL)


HOLD_ALL = "SELECT 1 FROM agent ORDER BY id FOR NO KEY UPDATE"


class Rooms:
    """The room of each agent with a capacity, shared by all pools of a batch: a contact given in
    one is counted in all."""

    def __init__(
        self, agents: Iterable[Agent], lock: bool = True, named: Iterable[int] = ()
    ) -> None:
        """Without an agent with a capacity nothing is asked of the database. Without `lock` it is
        a look, that others may outdate at once. `named`: agents who will be locked anyway, as
        owners named by hand; all of them at once, for they may be others' limited ones."""
        limited = {agent.id for agent in agents if agent.capacity is not None}
        self._most: dict[int, int] = {}
        self._open: dict[int, int] = {}
        if limited:
            asked = (sets.listed(sorted({*limited, *named})),)
            rows = database.execute_sql(LOCKED if lock else CAPACITIES, asked).fetchall()
            self._most = {id: most for id, most in rows if most is not None and id in limited}
            self._open = open_contacts(limited)

    def limits(self, agent_id: int) -> bool:
        return agent_id in self._most

    def left(self, agent_id: int) -> int | None:
        """How many more `agent_id` may be given; None: any number."""
        most = self._most.get(agent_id)
        return None if most is None else max(most - self._open.get(agent_id, 0), 0)

    def why_not(self, agent_id: int) -> str | None:
        """Why there is no room: ``full (3 of 3)``; None: there is."""
        if self.left(agent_id) != 0:
            return None
        return f"full ({self._open.get(agent_id, 0)} of {self._most[agent_id]})"

    def take(self, agent_id: int) -> None:
        """One more contact is theirs."""
        if agent_id in self._most:
            self._open[agent_id] = self._open.get(agent_id, 0) + 1
