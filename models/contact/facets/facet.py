"""What every facet of a contact may rely on: the contact's fields, and the batch that it was
loaded in."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from models.workflow.outcome import RunState

if TYPE_CHECKING:
    from models.agents.agent import Agent
    from models.batch import Batch
    from models.contact.company import Company
    from models.contact.state import State
    from models.settings.source import Source
    from models.settings.status import Status
    from models.workflow.tables import Run


class Facet:
    """A part of `Contact`. Its verbs work on a contact that a batch has loaded, and only there."""

    if TYPE_CHECKING:
        id: int
        name: str
        email: str | None
        company: Company | None
        company_id: int | None
        town: str | None
        postcode: str | None
        status: Status
        status_id: int
        status_since: datetime
        passed: list[int] | None
        source: Source | None
        source_id: int | None
        state: State
        owner: Agent | None
        owner_id: int | None
        closure_deadline: date | None
        closed_at: datetime | None
        closer_id: int | None
        number: str | None
        last_heard_at: datetime | None
        account: int | None
        silenced_at: datetime | None
        opted_out_at: datetime | None
        former_owner: Agent | None
        former_owner_id: int | None
        deadline_step: int
        reply_due_at: datetime | None
        reply_step: int
        origin: dict[str, Any] | None
        last_contacted_at: datetime | None
        flag: str | None
        updated_at: datetime

        def stop_reply_timer(self) -> None: ...

        def release(self) -> None: ...

    batch: "Batch"
    """The unit of work that this contact belongs to."""
    run: "Run | None" = None
    """The workflow run in which the contact stands."""
    traits: dict[str, Any]
    """Trait values by the trait's name."""
    tags: set[str]
    made_now: bool = False
    """Made in this change set: what is learned of it is nothing that it did not have before."""
    created_by_message: bool = False
    """A first WhatsApp message made this contact in this change set (R6)."""
    first_heard: bool = False
    """The message that was heard last was the first ever."""
    newly_heard: bool = False
    """The first message ever was heard in this batch."""
    unanswered: bool | None = None
    """Whether the contact, not a person of ours, wrote last in this batch; None: nobody wrote."""
    changed: bool = False
    """A trait, tag, field or status changed in this change set (R7)."""
    placed: bool = False
    """A rule has already taken the contact in this batch; its owner is known when the batch is
    written."""

    def end_run(self, state: RunState, event: str | None, **data: Any) -> None:
        """The workflow that the contact is in, if there is one, ends here. `event` tells of it,
        unless something else has."""
        run = self.run
        if run is None:
            return
        run.state, run.due_at, run.ended_at = state, None, self.batch.now
        self.run = None
        self.batch.keep_run(run)
        if event:
            version = self.batch.catalogue.version(run.version_id)
            self.record(event, workflow=version.workflow.name, **data)

    def ask_to_look(self, reason: str) -> None:
        """A person should look at this contact. They are asked one thing at a time; the timeline
        tells of all."""
        self.flag = self.flag or reason
        self.record("contact.flagged", reason=reason)

    def record(self, name: str, **data: Any) -> None:
        """Note one event of this contact."""
        self.batch.record(self, name, data)

    def change(self, name: str, **data: Any) -> None:
        """Note an event that assignment rules listen to."""
        self.changed = True
        self.updated_at = self.batch.now
        self.record(name, **data)
