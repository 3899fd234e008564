"""The daily digest: one letter to each agent about what waits for them, if anything does (X9).

A notification, with the agent and the day in its key, remembers that the day was looked at.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from peewee import fn

from models import sets
from models.agents.agent import Agent
from models.agents.visibility import sees_all
from models.base import database
from models.catalogue import Catalogue
from models.clock import begin_of, end_of
from models.interactions.wording import UNTITLED
from models.local_time import time_of_day, zone_of
from models.notices import telling
from models.notices.notification import Notification, NotificationKind
from models.notices.recipients import managers
from models.notices.wording import notice
from models.queues.backlog import BacklogItem
from models.queues.item import WorkState
from models.settings.organisation import Organisation

if TYPE_CHECKING:
    from models.batch import Batch

LOCK = 7_301_945_528
"""The advisory lock of who writes digests: one at a time, so that no key is written twice."""
NAMED = 5
"""Contacts of a section that are named; the others are counted."""
LONGEST_NAME = 60
NEW = timedelta(days=1)
STILL_TOLD = timedelta(days=30)
"""For so long it is told of an interaction that was missed."""
SECTIONS = {
    "planned": "Interactions today",
    "missed": "Missed interactions",
    "overdue": "Overdue",
    "today": "Due today",
    "waiting": "Waiting for a first reply",
    "new": "New since yesterday",
}


class Day(NamedTuple):
    """An agent's day, by the agent's own calendar."""

    agent: Agent
    day: date

    @property
    def key(self) -> str:
        return f"digest:{self.agent.id}:{self.day}"


def due(moment: datetime, limit: int) -> list[Day]:
    """Up to `limit` active agents whose digest is due and was not looked at today."""
    catalogue = Catalogue.current()
    active = [agent for agent in catalogue.agents.values() if agent.active]
    days = [_begun(agent, catalogue.organisation, moment) for agent in active]
    begun = [one for one in days if one]
    known = telling.known(one.key for one in begun) if begun else set()
    return [one for one in begun if one.key not in known][:limit]


def hold() -> None:
    """From here to the commit nobody else writes digests."""
    database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (LOCK,))


def write(batch: "Batch", days: Iterable[Day]) -> int:
    """Write the digests that nobody else has written meanwhile. Answers how many days that were;
    costs the same queries for all of them."""
    days = list(days)
    known = telling.known(one.key for one in days)
    left = [one for one in days if one.key not in known]
    found = _sections(batch, left)
    backlog = _backlog()
    above = {agent.id for agent in managers(batch.catalogue)}
    for one in left:
        facts = list(found.get(one.agent.id, []))
        if backlog and one.agent.id in above:
            facts.append(["Nobody could take yet", str(backlog)])
        _tell(batch, one, facts)
    return len(left)


def _begun(agent: Agent, organisation: Organisation, moment: datetime) -> Day | None:
    if organisation.digest_at is None:
        return None
    local = moment.astimezone(zone_of(agent, organisation))
    return Day(agent, local.date()) if local.time() >= time_of_day(organisation.digest_at) else None


def _tell(batch: "Batch", one: Day, facts: list[list[str]]) -> None:
    if facts:
        payload = notice(one.agent, "Your day", "This waits for you today.", facts, "/")
        telling.notify(batch, one.agent, NotificationKind.DIGEST, one.key, payload)
        return
    batch.new(
        Notification,
        agent=one.agent.id,
        kind=NotificationKind.DIGEST,
        key=one.key,
        payload=notice(one.agent, "Your day", "Nothing waits for you today.", [], "/"),
        read_at=batch.now,
    )


def _sections(batch: "Batch", days: list[Day]) -> dict[int, list[list[str]]]:
    """What waits for each of them, as facts, by the agent's id."""
    values = {
        "now": batch.now,
        "today": batch.today,
        "since": batch.now - NEW,
        "still_told": batch.now - STILL_TOLD,
        "days": sets.document([_asked(batch, one) for one in days]),
        "named": NAMED,
    }
    found: dict[int, list[list[str]]] = {}
    for agent, section, total, names in database.execute_sql(WAITING, values):
        fact = [f"{SECTIONS[section]}: {total}", _listed(names, total)]
        found.setdefault(agent, []).append(fact)
    return found


def _asked(batch: "Batch", one: Day) -> dict[str, Any]:
    """Of whom, between which moments, on which clock; and whether they see every contact."""
    zone = zone_of(one.agent, batch.catalogue.organisation).key
    begins, ends = begin_of(one.day, zone), end_of(one.day, zone)
    agent = {"agent": one.agent.id, "sees": sees_all(one.agent), "zone": zone}
    return agent | {"begins": begins, "ends": ends}


CALLED = "coalesce(nullif(c.name, ''), '@' || c.username, 'Contact ' || c.id)"
WAITING = f"""
WITH day AS (
    SELECT * FROM json_to_recordset(%(days)s::json)
        AS d(agent bigint, sees boolean, zone text, begins timestamptz, ends timestamptz)
), waits AS (
    SELECT c.owner_id AS agent, s.section, s.rank, c.closure_deadline::timestamp AS at, c.id,
        {CALLED} AS name
    FROM contact c, LATERAL (VALUES
        (3, 'overdue', c.closure_deadline < %(today)s),
        (4, 'today', c.closure_deadline = %(today)s),
        (5, 'waiting', c.reply_due_at IS NOT NULL),
        (6, 'new', c.created_at >= %(since)s)
    ) AS s(rank, section, holds)
    WHERE s.holds AND c.closed_at IS NULL AND c.owner_id IN (SELECT agent FROM day)
    UNION ALL
    SELECT d.agent, s.section, s.rank, i.starts_at AT TIME ZONE d.zone, i.id,
        to_char(i.starts_at AT TIME ZONE d.zone, s.clock) || ' ' || CASE
            WHEN c.id IS NULL THEN coalesce(substring(i.note FROM '\\S[^\\r\\n]*'), '{UNTITLED}')
            WHEN d.sees OR t.closure THEN {CALLED}
            ELSE coalesce(o.name, 'Interaction')
        END
    FROM day d
        JOIN interaction i ON i.assignee_id = d.agent AND i.outcome_id IS NULL
            AND i.starts_at >= least(d.begins, %(still_told)s) AND i.starts_at < d.ends
        JOIN (VALUES (1, 'planned', 'HH24:MI'), (2, 'missed', 'DD Mon')) AS s(rank, section, clock)
            ON (s.section = 'missed') = (i.ends_at <= %(now)s)
        LEFT JOIN contact c ON c.id = i.contact_id
        LEFT JOIN status t ON t.id = c.status_id
        LEFT JOIN option o ON o.id = i.type_id
    WHERE i.ends_at <= %(now)s OR i.starts_at >= d.begins
)
SELECT agent, section, total, array_agg(name ORDER BY place) FROM (
    SELECT agent, section, rank, name,
        count(*) OVER (PARTITION BY agent, section) AS total,
        row_number() OVER (PARTITION BY agent, section ORDER BY at, id) AS place
    FROM waits
) AS listed
WHERE place <= %(named)s GROUP BY agent, section, rank, total ORDER BY agent, rank
"""


def _listed(names: list[str], total: int) -> str:
    shown = [name[:LONGEST_NAME] for name in names]
    more = f" and {total - len(shown)} more" if total > len(shown) else ""
    return ", ".join(shown) + more


def _backlog() -> Any:
    """How many contacts nobody could be given yet."""
    waiting = BacklogItem.select(fn.COUNT(BacklogItem.id))
    return waiting.where(BacklogItem.state == WorkState.PENDING).scalar()
