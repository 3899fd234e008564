"""What speaks of somebody who was erased and is tied to no contact: raw deliveries, refused rows of
imports, kept answers. Looked for in small steps, each a transaction of its own, which holds nothing
that others wait for (X19)."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus

from models.base import database
from models.clock import now
from models.contact.privacy.erasing import LEFT_OUT, REDELIVERED_FOR
from models.contact.privacy.erasure import Erasure, Sought
from models.idempotency import DRAFT, KeptAnswer
from models.queues.job import Job, JobRow, RowState
from models.simulated import SimulatedWebhook

STEP = 2000
"""Rows that one step looks at."""

Step = Callable[[Erasure, Sought, Any], tuple[Any, int]]
"""Takes the place where the last one stopped; answers the next, None at the end, and how many rows
were found."""


def search() -> int:
    """One step for whoever was erased first. Answers 0 when nobody is left."""
    with database.atomic():
        waiting = Erasure.select().where(Erasure.done_at.is_null()).order_by(Erasure.id)
        erasure = waiting.for_update(skip_locked=True).first()
        if erasure is None:
            return 0
        _go_on(erasure)
        erasure.save()
        return 1


def oldest_pending(moment: datetime) -> timedelta:
    """How long the search that began first has taken."""
    first = Erasure.select(Erasure.at).where(Erasure.done_at.is_null()).order_by(Erasure.id).first()
    return moment - first.at if first else timedelta()


def _go_on(erasure: Erasure) -> None:
    left = [name for name in STEPS if erasure.place.get(name) != END]
    sought = Sought(**erasure.sought)
    if left and (sought.words() or sought.names):
        name = left[0]
        place, found = STEPS[name](erasure, sought, erasure.place.get(name))
        erasure.place = erasure.place | {name: END if place is None else place}
        erasure.found = erasure.found | {name: erasure.found.get(name, 0) + found}
    else:
        erasure.sought, erasure.done_at = None, now()


END = "end"


def _inbox(erasure: Erasure, sought: Sought, place: Any) -> tuple[Any, int]:
    """Raw deliveries, whether they were handled, parked, or could not even be split. What is
    pending has come since, or was written by or to somebody else."""
    place = place or {"after": 0, "until": _last_id()}
    words = [f"%{SPECIAL.sub(ESCAPED, word)}%" for word in sought.words()]
    asked = (place["after"], place["until"], STEP, words, words)
    rows = database.execute_sql(IN_INBOX, asked).fetchall()
    pattern = sought.pattern()
    ids = [id for _, id, text in rows if text is not None and pattern.search(text)]
    young = now() - REDELIVERED_FOR
    leaves = datetime.fromisoformat(erasure.place["leaves"])
    database.execute_sql(DELETE_OLD, (ids, young))
    database.execute_sql(EMPTY_YOUNG, (leaves, ids))
    return (place | {"after": rows[0][0]} if rows else None), len(ids)


SPECIAL, ESCAPED = re.compile(r"([\\%_])"), r"\\\1"
"""Of a pattern of LIKE."""


def _last_id() -> int:
    return int(database.execute_sql("SELECT coalesce(max(id), 0) FROM inbox_item").fetchone()[0])


def _job_rows(erasure: Erasure, sought: Sought, place: Any) -> tuple[Any, int]:
    """What was given for a row that became nobody's: numbers are spelled as people do it."""
    pattern = sought.pattern(national=True)
    if place is None:
        _blank_stories(pattern)
    rows = database.execute_sql(IN_JOBS, (*(place or [0, 0]), STEP)).fetchall()
    found = [key for *key, data in rows if pattern.search(json.dumps(data, ensure_ascii=False))]
    _refuse(found)
    return (list(rows[-1][:2]) if rows else None), len(found)


def _blank_stories(pattern: re.Pattern[str]) -> None:
    """Why a job failed may quote a row."""
    told = Job.select(Job.id, Job.last_error).where(Job.last_error.is_null(False)).tuples()
    found = [id for id, story in told if pattern.search(story)]
    Job.update(last_error=LEFT_OUT).where(Job.id.in_(found)).execute()


def _refuse(keys: list[list[int]]) -> None:
    """Rows that wait are not done any more. Their jobs are held: one may be at them just now."""
    for job in Job.select().where(Job.id.in_({id for id, _ in keys})).order_by(Job.id).for_update():
        numbers = [number for id, number in keys if id == job.id]
        rows = (JobRow.job == job) & JobRow.number.in_(numbers)
        refused = JobRow.update(state=RowState.REFUSED)
        job.refused += refused.where(rows, JobRow.state == RowState.PENDING).execute()
        job.save()
        JobRow.update(data=None, reason=None).where(rows).execute()


def _answers(erasure: Erasure, sought: Sought, place: Any) -> tuple[Any, int]:
    """Also what somebody types and has not saved, which may have their name alone."""
    rows = database.execute_sql(IN_ANSWERS, (json.dumps(DRAFT), place or 0, STEP)).fetchall()
    pattern, names = sought.pattern(), sought.names_pattern()
    found = [
        id
        for id, body, typed in rows
        if pattern.search(body)
        or pattern.search(unquote_plus(body))
        or (typed and names.search(body))
    ]
    KeptAnswer.blank(KeptAnswer.id.in_(found))
    return (rows[-1][0] if rows else None), len(found)


def _simulated(erasure: Erasure, sought: Sought, place: Any) -> tuple[Any, int]:
    """What the stand-in for Meta has not delivered yet."""
    pattern = sought.pattern()
    rows = SimulatedWebhook.select(SimulatedWebhook.id, SimulatedWebhook.body).tuples()
    found = [id for id, body in rows if pattern.search(body)]
    SimulatedWebhook.delete().where(SimulatedWebhook.id.in_(found)).execute()
    return None, len(found)


STEPS: dict[str, Step] = {
    "inbox": _inbox,
    "job_rows": _job_rows,
    "answers": _answers,
    "simulated": _simulated,
}

# The last id of the part, and of each row that may be meant what there is to look at.
IN_INBOX = """
WITH part AS MATERIALIZED (
    SELECT id, state, kind, lane, payload FROM inbox_item
    WHERE id > %s AND id <= %s ORDER BY id LIMIT %s
)
SELECT (SELECT max(id) FROM part), m.id, m.lane || ' ' || m.payload
FROM (SELECT 1 FROM part LIMIT 1) AS any_at_all LEFT JOIN (
    SELECT * FROM part WHERE (state <> 'pending' OR kind NOT IN ('message', 'echo'))
    AND (lane LIKE ANY(%s) OR payload LIKE ANY(%s))
) AS m ON true
"""
DELETE_OLD = "DELETE FROM inbox_item WHERE id = ANY(%s) AND created_at < %s"
EMPTY_YOUNG = """
UPDATE inbox_item SET payload = '', lane = 'erased', state = 'done', last_error = NULL,
    done_at = %s
WHERE id = ANY(%s)
"""
IN_JOBS = """
SELECT job_id, number, data FROM job_row
WHERE (job_id, number) > (%s, %s) AND data IS NOT NULL ORDER BY job_id, number LIMIT %s
"""
IN_ANSWERS = """
SELECT id, body, headers = %s::jsonb FROM kept_answer WHERE id > %s ORDER BY id LIMIT %s
"""
