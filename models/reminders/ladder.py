"""The ladder of reminders about closure deadlines: before, on and after the day (A11, X9).

A contact counts the steps that are done for its deadline. A sweep finds by one small index those
with a step to do; what it tells and what it counts is written in one transaction, under the
contacts' locks. Knows no clock of its own and sends nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from models.agents.agent import Agent
from models.base import database
from models.catalogue import Catalogue
from models.contact import Contact
from models.local_time import moment_of
from models.notices import telling
from models.notices.notification import NotificationKind
from models.notices.recipients import managers, owner_or_managers
from models.reminders import wording
from models.settings.organisation import Organisation

if TYPE_CHECKING:
    from models.batch import Batch

HOUR = time(9)
"""When a day's reminders are due, in the organisation's time zone."""
LOCK = 7_301_945_527
"""The advisory lock of the ladder: shared by who climbs it, alone for who changes it."""


class To(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"


class Step(NamedTuple):
    days: int
    """After the deadline; before it when negative."""
    to: To


class Due(NamedTuple):
    """What one agent is to be told about one contact."""

    contact: Contact
    agent: Agent
    step: Step

    @property
    def key(self) -> str:
        """A deadline that was moved away and back is not told again."""
        deadline, days = self.contact.closure_deadline, self.step.days
        return f"deadline:{self.contact.id}:{deadline}:{days}:{self.agent.id}"


def steps_of(organisation: Organisation) -> list[Step]:
    """In the order of their days, of which no two are the same."""
    return sorted(Step(one["days"], To(one["to"])) for one in organisation.reminders)


def due(moment: datetime, limit: int) -> Iterator[list[int]]:
    """For each step that somebody has to do, ids of up to `limit` contacts, the longest overdue
    first. A step is looked at when it is asked for."""
    organisation = Catalogue.current().organisation
    day = reminder_day(moment, organisation.timezone)
    for done, step in enumerate(steps_of(organisation)):
        query = waiting(done, day - timedelta(days=step.days)).limit(limit)
        if found := [id for (id,) in query.tuples()]:
            yield found


def waiting(done: int, latest: date) -> Any:
    """The query of open contacts with `done` steps done and a deadline up to `latest`: ids."""
    return (
        Contact.select(Contact.id)
        .where(
            Contact.closed_at.is_null(),
            Contact.deadline_step == done,
            Contact.closure_deadline <= latest,
        )
        .order_by(Contact.closure_deadline)
    )


def hold() -> None:
    """From here to the commit the ladder stays as it is. Take it before any contact is locked."""
    database.execute_sql("SELECT pg_advisory_xact_lock_shared(%s)", (LOCK,))


def hold_alone() -> None:
    """The same for who changes the ladder."""
    database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (LOCK,))


def climb(batch: "Batch", contacts: Iterable[Contact]) -> int:
    """Tell and count the steps that are due, of contacts that the batch has locked. Answers how
    many had any: somebody else may have been first."""
    organisation = batch.catalogue.organisation
    ladder, day = steps_of(organisation), reminder_day(batch.now, organisation.timezone)
    wanted: list[Due] = []
    climbed = 0
    for contact in contacts:
        new = _new_steps(contact, ladder, day)
        if new:
            contact.deadline_step += len(new)
            climbed += 1
            wanted += _wanted(contact, new, organisation.reminders_since, batch.catalogue)
    _tell(batch, wanted)
    return climbed


def change(steps: Sequence[Step], moment: datetime) -> None:
    """Set another ladder. What was told on the old one counts as done on the new one, and steps
    that were due before today are not made up for."""
    hold_alone()
    organisation = Organisation.the()
    new = sorted(steps)
    _recount(steps_of(organisation), new)
    Organisation.update(
        reminders=[{"days": step.days, "to": step.to.value} for step in new],
        reminders_since=moment.astimezone(ZoneInfo(organisation.timezone)).date(),
    ).where(Organisation.id == 1).execute()


def reminder_day(moment: datetime, timezone: str) -> date:
    """The latest day whose reminders are due: today from nine o'clock on, until then yesterday."""
    local = moment.astimezone(ZoneInfo(timezone))
    return local.date() if local.time() >= HOUR else local.date() - timedelta(days=1)


def oldest_overdue(moment: datetime) -> timedelta:
    """How long the oldest reminder that is due has been waiting."""
    organisation = Catalogue.current().organisation
    zone, oldest = ZoneInfo(organisation.timezone), moment
    for done, step in enumerate(steps_of(organisation)):
        latest = reminder_day(moment, organisation.timezone) - timedelta(days=step.days)
        row = waiting(done, latest).select(Contact.closure_deadline).first()
        if row is not None:
            day = row.closure_deadline + timedelta(days=step.days)
            oldest = min(oldest, moment_of(day, HOUR, zone))
    return moment - oldest


def _new_steps(contact: Contact, ladder: list[Step], day: date) -> list[Step]:
    if contact.closed_at is not None or contact.closure_deadline is None:
        return []
    left = ladder[contact.deadline_step :]
    return [step for step in left if contact.closure_deadline + timedelta(days=step.days) <= day]


def _wanted(contact: Contact, new: list[Step], since: date, catalogue: Catalogue) -> Iterable[Due]:
    """Of several that are due at once each agent is told the latest that concerns them."""
    assert contact.closure_deadline
    latest: dict[int, Due] = {}
    for step in new:
        if contact.closure_deadline + timedelta(days=step.days) >= since:
            to_owner = step.to is To.OWNER
            agents = owner_or_managers(contact, catalogue) if to_owner else managers(catalogue)
            latest |= {agent.id: Due(contact, agent, step) for agent in agents}
    return latest.values()


def _tell(batch: "Batch", wanted: list[Due]) -> None:
    told = telling.known(one.key for one in wanted) if wanted else set()
    for one in wanted:
        if one.key not in told:
            contact, agent = one.contact, one.agent
            payload = wording.deadline(contact, agent)
            telling.notify(batch, agent, KINDS[one.step.to], one.key, payload, contact=contact)
            deadline = contact.closure_deadline
            contact.record("contact.reminded", agent=agent.name, deadline=str(deadline))


KINDS = {To.OWNER: NotificationKind.DEADLINE, To.MANAGER: NotificationKind.ESCALATION}


def _recount(old: list[Step], new: list[Step]) -> None:
    """Contacts that stand on step n of the old ladder: on as many of the new as are no later."""
    counts = {
        done: sum(step.days <= old[done - 1].days for step in new)
        for done in range(1, len(old) + 1)
    }
    cases = " ".join(f"WHEN {done} THEN {count}" for done, count in counts.items())
    if counts:
        database.execute_sql(RECOUNT.format(cases=cases), (list(counts),))


RECOUNT = """
UPDATE contact SET deadline_step = CASE deadline_step {cases} ELSE deadline_step END
WHERE id IN (
    SELECT id FROM contact WHERE closed_at IS NULL AND deadline_step = ANY(%s)
    ORDER BY id FOR UPDATE
)
"""
