"""The pipeline: which status is the default, which close, what may be removed. A1, A5, M4.

Every verb refuses, with the way out, what would leave contacts without a place.
"""

from collections.abc import Collection, Iterable
from typing import Any

from models.agents.agent import Agent, Role
from models.assignment import by_hand, deciding
from models.assignment.standstill import stand_still
from models.base import database
from models.batch import unit_of_work
from models.contact import Contact
from models.refusal import Refusal
from models.settings import naming
from models.settings.former_name import FormerName, Named
from models.settings.organisation import Organisation
from models.settings.status import Status
from models.webhooks import announcing

MOVED_AT_ONCE = 500

NO_CLOSURE = "at least one closure status must stay: make another one a closure status first"
DEFAULT_IS_OPEN = "the default status cannot be a closure status: choose another default first"


def choose(default: Status | None = None, closures: Iterable[Status] | None = None) -> None:
    """New contacts get `default` from now on (A1), and exactly `closures` close contacts (A5).
    What is None stays."""
    if closures is not None:
        closures = list(closures)
        hold_flipped({one.id for one in closures})
    organisation = Organisation.hold()
    statuses = list(Status.select())
    default_id = default.id if default else organisation.default_status_id
    chosen = [one for one in statuses if one.closure] if closures is None else closures
    closing = {one.id for one in chosen}
    if not closing:
        raise Refusal(NO_CLOSURE, "closure_statuses")
    if default_id in closing:
        raise Refusal(DEFAULT_IS_OPEN, "default_status" if default else "closure_statuses")
    organisation.default_status = default_id
    organisation.save()
    for status in statuses:
        _set_closure(status, status.id in closing)


def hold(status_id: int) -> None:
    """Before anything else is locked for a status whose contacts close, open or move."""
    stand_still(Contact.status == status_id)


def hold_flipped(closing: Collection[int]) -> None:
    """The same where exactly these are to be closure statuses."""
    now = {id for (id,) in Status.select(Status.id).where(Status.closure).tuples()}
    flipped = now ^ set(closing)
    if flipped:
        stand_still(Contact.status.in_(sorted(flipped)))


def set_closure(status: Status, closure: bool) -> None:
    if status.closure != closure:
        hold(status.id)
    organisation = Organisation.hold()
    if closure and organisation.default_status_id == status.id:
        raise Refusal(DEFAULT_IS_OPEN, "closure")
    if not closure and status.closure and not _other_closures(status):
        raise Refusal(NO_CLOSURE, "closure")
    _set_closure(status, closure)


def rename_status(status: Status, name: str) -> None:
    """Rules and workflows that look at the status follow the new name."""
    naming.rename(Named.STATUS, status, name)


def order(statuses: list[Status]) -> None:
    """Every status, in the order in which they stand from now on."""
    Organisation.hold()
    known = {one.id for one in Status.select()}
    if len(statuses) != len(known) or {one.id for one in statuses} != known:
        raise Refusal(f"name every status once; there are {len(known)}", "statuses")
    for position, status in enumerate(statuses, 1):
        Status.update(position=position).where(Status.id == status.id).execute()
        status.position = position


def remove_status(status: Status, move_to: Status | None, cause: str) -> None:
    """Delete `status`; its contacts go to `move_to`, as if somebody had moved each of them (M4)."""
    if move_to is not None:
        hold(status.id)
    Organisation.hold()
    # From here on nobody comes into it: who did could not be waited for any more.
    Status.select(Status.id).where(Status.id == status.id).for_update().execute()
    refuse_needed(status)
    if move_to is not None:
        _move(status, move_to, cause)
    _refuse_if_in_use(status)
    FormerName.forget(Named.STATUS, status.id)
    status.delete_instance()


def refuse_needed(status: Status) -> None:
    """Raises Refusal, with the way out, when `status` cannot go, whoever stands in it (M4)."""
    if Organisation.the().default_status_id == status.id:
        said = f"{status.name} is the default status: choose another default first"
        raise Refusal(said, facts={"found_in": "settings"})
    if status.closure and not _other_closures(status):
        said = f"{status.name} is the last closure status: {NO_CLOSURE}"
        raise Refusal(said, facts={"found_in": "settings"})
    naming.refuse_if_named(Named.STATUS, status)


def _other_closures(status: Status) -> bool:
    return bool(Status.select().where(Status.closure, Status.id != status.id).exists())


def _set_closure(status: Status, closure: bool) -> None:
    if status.closure == closure:
        return
    status.closure = closure
    status.save()
    told = database.execute_sql(CLOSE if closure else REOPEN, {"status": status.id}).fetchall()
    names = ("contact", "name", "data", "cause", "at")
    announcing.of_events([dict(zip(names, row, strict=True)) for row in told])
    if not closure:
        _release_unseen(status)


def _release_unseen(status: Status) -> None:
    """Who does not sell does not see its contacts any more, and so has them no more (A6); nor has
    who has left."""
    not_selling = Agent.role.in_([one for one in Role if not one.sells])
    blind = Agent.select(Agent.id).where(not_selling | ~Agent.active)
    while ids := _some_in(status, Contact.owner.in_(blind)):
        with unit_of_work("settings", size=len(ids)) as batch:
            for contact in batch.load(ids):
                by_hand.release_reopened(batch, contact)
                contact.changed = True
                deciding.fire(batch, contact)


# Who comes into the status at this very moment is not waited for: the settings are held.
HELD = """
WITH held AS MATERIALIZED (
    SELECT id FROM contact WHERE status_id = %(status)s ORDER BY id FOR UPDATE NOWAIT
),
"""
CLOSE = f"""
{HELD} closed AS (
    UPDATE contact SET closed_at = status_since, closer_id = owner_id
    WHERE id IN (SELECT id FROM held) AND closed_at IS NULL RETURNING id
)
INSERT INTO event (contact_id, name, data, cause, at)
SELECT closed.id, 'contact.closed', jsonb_build_object('status', status.name), 'settings', now()
FROM closed, status WHERE status.id = %(status)s
RETURNING contact_id, name, data, cause, at
"""
REOPEN = f"""
{HELD} day AS (SELECT (now() AT TIME ZONE timezone)::date AS today, closure_days FROM organisation),
reopened AS (
    UPDATE contact SET closed_at = NULL, closer_id = NULL, deadline_step = CASE
        WHEN closure_deadline >= day.today THEN deadline_step ELSE 0 END, closure_deadline = CASE
        WHEN closure_deadline >= day.today THEN closure_deadline
        ELSE day.today + day.closure_days END
    FROM day WHERE id IN (SELECT id FROM held) AND closed_at IS NOT NULL
    RETURNING id, closure_deadline
)
INSERT INTO event (contact_id, name, data, cause, at)
SELECT reopened.id, 'contact.reopened', jsonb_build_object(
    'status', status.name, 'deadline', reopened.closure_deadline), 'settings', now()
FROM reopened, status WHERE status.id = %(status)s
RETURNING contact_id, name, data, cause, at
"""
"""Contacts that stand in a status when it starts or stops to close: as if they had come or left."""


def _move(status: Status, to: Status, cause: str) -> None:
    if to.id == status.id:
        raise Refusal("its contacts must go to another status", "move_to")
    while ids := _some_in(status):
        with unit_of_work(cause, size=len(ids)) as batch:
            for contact in batch.load(ids):
                contact.set_status(batch.catalogue.statuses[to.id])
                deciding.fire(batch, contact)


def _some_in(status: Status, *which: Any) -> list[int]:
    """Locked, without waiting for anybody: mostly they are since long."""
    rows = Contact.select(Contact.id).where(Contact.status == status, *which)
    chosen = rows.order_by(Contact.id).limit(MOVED_AT_ONCE).for_update(nowait=True)
    return [id for (id,) in chosen.tuples()]


def _refuse_if_in_use(status: Status) -> None:
    held = Contact.select().where(Contact.status == status).count()
    if held:
        raise Refusal(
            f"{held} {'contact has' if held == 1 else 'contacts have'} the status {status.name}: "
            "move them with ?move_to=ANOTHER STATUS"
        )
