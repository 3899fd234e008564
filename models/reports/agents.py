"""What each agent was given, how soon they answered, what they closed, and which interactions they
held (X16, A12, I5).

A contact is answered when somebody of ours writes to it while the agent has it; when that was is
kept with the assignment. It is closed by whoever had it then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from models.agents.agent import Agent, Role
from models.agents.visibility import manages
from models.catalogue import Catalogue
from models.clock import now
from models.reminders.first_reply import UNSET
from models.reports.closings import SECONDS_TO_CLOSE
from models.reports.figures import MIDDLES, SECONDS, median, share, whole
from models.reports.question import Question, rows, snapshot
from models.reports.series import series
from models.reports.ways import WAYS


@snapshot()
def report(question: Question, team: Iterable[Agent]) -> dict[str, Any]:
    """Of the agents of `team`: all of them for who manages, else who asks. The question's contacts
    narrow what is counted."""
    manager = manages(question.viewer)
    agents = [one for one in team if manager or one == question.viewer]
    found = _find(question, [one.id for one in agents])
    total = sum(given[0] for given in found.given.values()) if manager else 0
    return {
        "reply_within_minutes": Catalogue.current().organisation.first_reply_minutes or UNSET,
        "items": [_item(one, found, total) for one in agents if found.tells_of(one) or not manager],
        "series": _series(question, agents),
    }


Counts = dict[int, list[Any]]
"""By the agent's id."""


@dataclass(frozen=True, slots=True)
class _Found:
    given: Counts
    closed: Counts
    open: dict[int, int]
    met: Counts

    def tells_of(self, agent: Agent) -> bool:
        """Those to whom contacts are given, also when none was; others when there is something."""
        known = self.given.keys() | self.closed.keys() | self.open.keys() | self.met.keys()
        return agent.id in known or (agent.active and agent.role is Role.SALES_AGENT)


def _find(question: Question, ids: list[int]) -> _Found:
    days, contacts = question.days, question.contacts()
    among = AMONG if question.narrow else ""
    given = rows(GIVEN.replace("{among}", among), contacts, ids, days.start, days.end)
    closed = rows(CLOSED, contacts, ids, days.start, days.end)
    met = rows(MET.replace("{among}", among), contacts, now(), ids, days.start, days.end)
    return _Found(
        given={id: counts for id, *counts in given},
        closed={id: counts for id, *counts in closed},
        open=dict(rows(OPEN, contacts, ids)),
        met={id: counts for id, *counts in met},
    )


def _item(agent: Agent, found: _Found, total: int) -> dict[str, Any]:
    given, answered, in_time, middles, *ways = found.given.get(agent.id) or [0, 0, 0, None, *NO_WAY]
    closed, average, closing = found.closed.get(agent.id) or [0, None, None]
    completed, missed = found.met.get(agent.id) or [0, 0]
    return {
        "agent": agent,
        "active": agent.active,
        "open": found.open.get(agent.id, 0),
        "given": given,
        "share": share(given, total),
        "given_by": dict(zip(WAYS, ways, strict=True)),
        "answered": answered,
        "answered_in_time": in_time,
        "in_time_rate": share(in_time, given),
        "median_first_reply_seconds": median(middles),
        "closed": closed,
        "average_seconds_to_close": whole(average),
        "median_seconds_to_close": median(closing),
        "interactions_completed": completed,
        "interactions_missed": missed,
    }


def _series(question: Question, agents: list[Agent]) -> list[dict[str, Any]]:
    days = question.days
    if days.by is None:
        return []
    by_id = {one.id: (place, one) for place, one in enumerate(agents)}
    among = AMONG if question.narrow else ""
    edges = (days.edges(), list(by_id), days.start, days.end)
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for sql, names in (
        (GIVEN_BY_SPAN, ("given", "answered_in_time")),
        (CLOSED_BY_SPAN, ("closed",)),
    ):
        for span, id, *counts in rows(sql.replace("{among}", among), question.contacts(), *edges):
            blank = {"agent": by_id[id][1], "given": 0, "answered_in_time": 0, "closed": 0}
            found.setdefault((span, id), blank).update(zip(names, counts, strict=True))
    return series(days, ((span, by_id[id][0], item) for (span, id), item in found.items()))


NO_WAY = [0 for _ in WAYS]
AMONG = "AND contact_id IN (SELECT id FROM chosen)"
GIVEN_WAYS = ", ".join(
    "count(*) FILTER (WHERE trigger IN ({}))".format(", ".join(f"'{one}'" for one in triggers))
    for triggers in WAYS.values()
)
GIVEN = f"""
WITH chosen AS ({{contacts}}), given AS (
    SELECT agent_id, CASE WHEN returned THEN 'returned' ELSE trigger END AS trigger, replied_at,
        in_time,
        {SECONDS.format(after="replied_at", before="created_at")} AS seconds
    FROM assignment WHERE outcome = 'assigned' AND agent_id = ANY(%s)
        AND created_at >= %s AND created_at < %s {{among}}
)
SELECT agent_id, count(*), count(replied_at), count(*) FILTER (WHERE in_time), {MIDDLES},
    {GIVEN_WAYS}
FROM given GROUP BY agent_id
"""
"""Read from the index on agent and time alone, in this order."""
CLOSED = f"""
WITH chosen AS ({{contacts}}), closing AS (
    SELECT closer_id, {SECONDS_TO_CLOSE} AS seconds
    FROM chosen WHERE closer_id = ANY(%s) AND closed_at >= %s AND closed_at < %s
)
SELECT closer_id, count(*), avg(seconds), {MIDDLES} FROM closing GROUP BY closer_id
"""
OPEN = """
WITH chosen AS ({contacts})
SELECT owner_id, count(*) FROM chosen
WHERE owner_id = ANY(%s) AND closed_at IS NULL AND owner_id IS NOT NULL GROUP BY owner_id
"""
MET = """
WITH chosen AS ({contacts})
SELECT assignee_id, count(outcome_id), count(*) FILTER (WHERE outcome_id IS NULL AND ends_at <= %s)
FROM interaction WHERE assignee_id = ANY(%s) AND starts_at >= %s AND starts_at < %s
    AND contact_id IS NOT NULL {among}
GROUP BY assignee_id
"""
"""Notes to oneself are nobody else's business."""
GIVEN_BY_SPAN = """
WITH chosen AS ({contacts})
SELECT width_bucket(created_at, %s::timestamptz[]) AS span, agent_id, count(*),
    count(*) FILTER (WHERE in_time)
FROM assignment WHERE agent_id = ANY(%s) AND created_at >= %s AND created_at < %s
    AND outcome = 'assigned' {among}
GROUP BY span, agent_id
"""
CLOSED_BY_SPAN = """
WITH chosen AS ({contacts})
SELECT width_bucket(closed_at, %s::timestamptz[]) AS span, closer_id, count(*)
FROM chosen WHERE closer_id = ANY(%s) AND closed_at >= %s AND closed_at < %s
GROUP BY span, closer_id
"""
