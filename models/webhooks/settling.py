"""What comes of calls to endpoints: done, tried again later, or given up; and endpoints that have
failed for too long are switched off. How a call is made is not known here."""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from models.agents.agent import Agent
from models.agents.visibility import ADMINISTRATORS
from models.base import database, undisturbed
from models.batch import Batch, unit_of_work
from models.clock import now
from models.notices import telling
from models.notices.notification import NotificationKind
from models.notices.wording import notice
from models.queues.item import WorkState
from models.settings.organisation import Organisation

PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=10),
)
"""Before each further try: eight tries over a little more than a day."""
LONGEST_WISH = timedelta(hours=1)
"""So long at most a receiver may ask us to wait beyond that."""
PATIENCE = timedelta(days=5)
"""An endpoint is switched off when a delivery has used up its tries and none at all has arrived
for so long."""
GONE = 410


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one call."""

    id: int
    endpoint: int
    attempts: int
    code: int | None = None
    """The status of the answer; None: there was no answer."""
    answer: str | None = None
    error: str | None = None
    """Why it did not arrive, for a person; None: it did."""
    duration_ms: int = 0
    wait: timedelta | None = None
    """The receiver asked us not to come back before."""

    @property
    def arrived(self) -> bool:
        return self.error is None

    @property
    def hopeless(self) -> bool:
        """No further try will be made by itself."""
        return self.code == GONE or self.attempts > len(PAUSES)


def settle(outcomes: Sequence[Outcome]) -> None:
    """Keep what came of these calls, all of it or nothing."""
    if outcomes:
        undisturbed(lambda: _keep(outcomes))


def _keep(outcomes: Sequence[Outcome]) -> None:
    if any(one.hopeless for one in outcomes):
        Organisation.hold()  # Before the endpoints, one of which may be switched off.
    database.execute_sql(SETTLE, (json.dumps([_row(one) for one in outcomes], default=str),))
    arrived = {one.endpoint for one in outcomes if one.arrived}
    failed = {one.endpoint for one in outcomes} - arrived
    for endpoint in sorted(arrived):
        database.execute_sql(WELL, (endpoint,))
    for endpoint in sorted(failed):
        database.execute_sql(FAILING, (now(), endpoint))
    _give_up_on(outcomes, arrived)


SETTLE = """
UPDATE webhook_delivery AS t SET state = r.state, due_at = coalesce(r.due_at, t.due_at),
    called_at = NULL, done_at = r.done_at, answer_code = r.code, answer = r.answer,
    duration_ms = r.duration_ms, last_error = r.error
FROM json_to_recordset(%s::json) AS r(id bigint, attempts int, state text, due_at timestamptz,
    done_at timestamptz, code int, answer text, duration_ms int, error text)
WHERE t.id = r.id AND (r.state = 'done' OR t.state = 'pending' AND t.attempts = r.attempts)
"""
"""A failure counts only while nobody has tried again since; what arrived has arrived."""
WELL = (
    "UPDATE webhook_endpoint SET failing_since = NULL WHERE id = %s AND failing_since IS NOT NULL"
)
FAILING = "UPDATE webhook_endpoint SET failing_since = %s WHERE id = %s AND failing_since IS NULL"


def pause(attempts: int, wish: timedelta | None) -> timedelta:
    """How long to wait after so many tries; never the same twice, so that not all come back at
    once."""
    base = PAUSES[attempts - 1] * random.uniform(0.8, 1.2)  # noqa: S311  (no secret)
    return max(base, min(wish or base, LONGEST_WISH))


def _row(one: Outcome) -> dict[str, Any]:
    moment = now()
    row = {
        "id": one.id,
        "attempts": one.attempts,
        "code": one.code,
        "answer": one.answer,
        "error": one.error,
        "duration_ms": one.duration_ms,
    }
    if one.arrived:
        return row | {"state": WorkState.DONE, "done_at": moment}
    if one.hopeless:
        return row | {"state": WorkState.PARKED, "done_at": moment}
    return row | {"state": WorkState.PENDING, "due_at": moment + pause(one.attempts, one.wait)}


def _give_up_on(outcomes: Iterable[Outcome], arrived: set[int]) -> None:
    """Switch off endpoints that say they are gone, or have failed for long."""
    for one in outcomes:
        if one.code == GONE:
            _disable(one.endpoint, "it answered 410 Gone", "true")
        elif one.hopeless and one.endpoint not in arrived:
            why = f"nothing has arrived there for {PATIENCE.days} days; the last error: {one.error}"
            _disable(one.endpoint, why, LASTING)


LASTING = f"failing_since <= now() - interval '{PATIENCE.days} days'"
DISABLE = """
UPDATE webhook_endpoint SET active = false, disabled_at = %s, disabled_reason = %s
WHERE id = %s AND active AND {only} RETURNING url, description, disabled_reason, disabled_at
"""


def _disable(endpoint: int, reason: str, only: str) -> None:
    """If it is on and `only` (SQL) holds: of several workers one does it, and tells."""
    sql = DISABLE.format(only=only)
    switched = database.execute_sql(sql, (now(), reason, endpoint)).fetchone()
    if switched is not None:
        with unit_of_work(f"webhook_endpoint:{endpoint}") as batch:
            for agent in _administrators(batch):
                _tell(batch, agent, endpoint, *switched)


def _administrators(batch: Batch) -> list[Agent]:
    agents = batch.catalogue.agents
    active = [agents[id] for id in sorted(agents) if agents[id].active]
    return [agent for agent in active if agent.role in ADMINISTRATORS]


def _tell(
    batch: Batch, agent: Agent, endpoint: int, url: str, description: str, reason: str, at: Any
) -> None:
    sentence = (
        f"Usher tells {description or 'a webhook endpoint'} of nothing any more: {reason}. "
        "Mend the receiver, switch the endpoint on again, and replay what failed."
    )
    facts = [["Endpoint", str(endpoint)], ["Address", url.partition("?")[0]]]
    payload = notice(agent, "A webhook endpoint was switched off", sentence, facts, "/")
    key = f"webhook:{endpoint}:{at.isoformat()}:{agent.id}"
    telling.notify(batch, agent, NotificationKind.WEBHOOK, key, payload)
