"""Who sits in which pool, and whether they are there now: read in one query, for all pools at
once. Decides no turn and locks nothing."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from models import sets
from models.agents import presence
from models.agents.agent import Agent, Role
from models.assignment.turns import Seat
from models.base import database
from models.clock import now
from models.queues.line import in_line

PRESENCE = """
a.id, a.name, a.email, a.role, a.whatsapp, a.active, a.available, a.weight, a.capacity, a.hours,
coalesce(a.timezone, o.timezone),
(SELECT json_agg(json_build_array(l.first_day, l.last_day)) FROM leave l
 WHERE l.agent_id = a.id AND l.first_day <= %s AND l.last_day >= %s)
"""
"""Leave around today: where it begins depends on where they are."""

MEMBERS = """
SELECT agent_id FROM rule_agent WHERE p.kind = 'rule' AND rule_id = p.of
UNION ALL SELECT agent_id FROM team_member WHERE p.kind = 'team' AND team_id = p.of
UNION ALL SELECT id FROM agent WHERE p.kind = 'fallback' AND role = 'sales_agent' AND active
"""

WAITING = f"(SELECT true {in_line('p.kind', 'p.of')} LIMIT 1) IS NOT NULL"

SEATS = f"""
WITH p AS MATERIALIZED (
    SELECT p.id, p.kind, p.of, {WAITING} AS waiting FROM pool p
    WHERE p.id = ANY({sets.array("bigint")})
)
SELECT p.id, coalesce(m.turns, 0), coalesce(m.load, 0), coalesce(m.last_turn, 0),
       coalesce(m.seen, -1), p.waiting, {PRESENCE}
FROM p CROSS JOIN organisation o CROSS JOIN LATERAL ({MEMBERS}) s
JOIN agent a ON a.id = s.agent_id
LEFT JOIN pool_member m ON m.agent_id = a.id AND m.pool_id = p.id
"""

AGENTS = f"""
WITH wanted AS (SELECT {sets.array("bigint")} AS ids)
SELECT {PRESENCE} FROM wanted CROSS JOIN organisation o JOIN agent a ON a.id = ANY(wanted.ids)
"""

DAY = timedelta(days=1)


def of_pools(pool_ids: Collection[int]) -> dict[int, tuple[list[Seat], bool]]:
    """By the pool's id its seats, and whether anybody waits for one of them."""
    if not pool_ids:
        return {}
    moment = now()
    found: dict[int, tuple[list[Seat], bool]] = {}
    for pool_id, turns, load, last_turn, seen, waiting, *row in _ask(SEATS, pool_ids, moment):
        seat = Seat(*_agent(moment, *row), turns, load, last_turn, seen)
        found.setdefault(pool_id, ([], waiting))[0].append(seat)
    return found


def of_agents(agent_ids: Collection[int]) -> dict[int, Seat]:
    """Agents beside any pool, by their ids."""
    if not agent_ids:
        return {}
    moment = now()
    rows = _ask(AGENTS, agent_ids, moment)
    return {row[0]: Seat(*_agent(moment, *row)) for row in rows}


def _ask(sql: str, ids: Collection[int], moment: datetime) -> list[Any]:
    day = moment.date()
    asked = (sets.listed(ids), day + DAY, day - DAY)
    return list(database.execute_sql(sql, asked).fetchall())


def _agent(
    moment: datetime,
    id: int,
    name: str,
    email: str,
    role: str,
    whatsapp: str | None,
    active: bool,
    available: bool,
    weight: int,
    capacity: int | None,
    hours: Any,
    timezone: str,
    leave: list[list[str]] | None,
) -> tuple[Agent, str | None]:
    agent = Agent.of_row(
        id=id,
        name=name,
        email=email,
        role=Role(role),
        whatsapp=whatsapp,
        active=active,
        available=available,
        weight=weight,
        capacity=capacity,
        hours=hours,
    )
    return agent, presence.why_not_here(agent, timezone, leave or (), moment)
