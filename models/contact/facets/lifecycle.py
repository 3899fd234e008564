"""Where a contact stands: status, state, source, and the day by which it ought to be closed. A1 to
A12, C1, M7."""

from datetime import date, datetime, timedelta

from models.contact.facets.facet import Facet
from models.contact.state import State
from models.settings.source import Source
from models.settings.status import Status


class Lifecycle(Facet):
    def set_status(self, status: Status) -> None:
        """Move the contact in the pipeline; entering a closure status closes it, leaving one
        reopens it."""
        before = self.batch.catalogue.statuses[self.status_id]
        if before.id == status.id:
            return
        if before.id not in (self.passed or ()):
            self.passed = [*(self.passed or ()), before.id]
        self.status = status
        self.status_since = self.batch.now
        self.change("contact.status_changed", before=before.name, after=status.name)
        if status.closure and not before.closure:
            self._close(status)
        elif before.closure and not status.closure:
            self._reopen(status)
        self.batch.enter(self, status)  # type: ignore[arg-type]  # A facet is a part of a contact.

    def set_state(self, state: State) -> None:
        if self.state is state:
            return
        before, self.state = self.state, state
        self.change("contact.state_changed", before=before.value, after=state.value)

    def set_source(self, source: Source | None) -> None:
        before = self.batch.catalogue.sources.get(self.source_id or 0)
        if (before and before.id) == (source and source.id):
            return
        self.source = source
        self.change(
            "contact.source_changed",
            before=before.name if before else None,
            after=source.name if source else None,
        )

    def move_deadline(self, deadline: date) -> None:
        """Give this one contact another closure deadline (A10)."""
        if self.closure_deadline == deadline:
            return
        before = self.closure_deadline
        self._set_deadline(deadline)
        self.record(
            "contact.deadline_moved",
            before=before.isoformat() if before else None,
            after=deadline.isoformat(),
        )

    def begin(self) -> None:
        """The contact gets its first status now: the closure timeline starts (A9), and what is made
        in a closure status is closed from the start."""
        self._set_deadline(self._deadline_from_today())
        status = self.batch.catalogue.statuses[self.status_id]
        if status.closure:
            self._close(status)
        self.batch.enter(self, status)  # type: ignore[arg-type]

    def await_reply(self, due_at: datetime, step: int) -> None:
        """The owner is to write by then; reminded `step` times so far (X5)."""
        self.reply_due_at, self.reply_step = due_at, step

    def stop_reply_timer(self) -> None:
        """Nobody's first reply is awaited any more (X5)."""
        if self.reply_due_at is not None:
            self.reply_due_at, self.reply_step = None, 0

    def _close(self, status: Status) -> None:
        self.closed_at = self.batch.now
        self.closer_id = self.owner_id
        self.stop_reply_timer()
        self.batch.backlog.leave(self.id)
        # Its owner has room for somebody who waits.
        self.batch.backlog.rings |= self.owner_id is not None
        self.record("contact.closed", status=status.name)

    def _reopen(self, status: Status) -> None:
        """A deadline still ahead stays; a passed one starts again. Who does not sell sees the
        contact no more, and so has it no more (A6); nor has who has left."""
        self.closed_at = self.closer_id = None
        if self.closure_deadline is None or self.closure_deadline < self.batch.today:
            self._set_deadline(self._deadline_from_today())
        assert self.closure_deadline
        self.record(
            "contact.reopened", status=status.name, deadline=self.closure_deadline.isoformat()
        )
        owner = self.batch.catalogue.agents.get(self.owner_id or 0)
        if owner is not None and not (owner.active and owner.role.sells):
            self.batch.leave_reopened(self)  # type: ignore[arg-type]

    def _set_deadline(self, deadline: date) -> None:
        """Its reminders begin anew (A11)."""
        self.closure_deadline = deadline
        self.deadline_step = 0

    def _deadline_from_today(self) -> date:
        return self.batch.today + timedelta(days=self.batch.catalogue.organisation.closure_days)
