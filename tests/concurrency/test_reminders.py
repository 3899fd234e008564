"""Several schedulers at once, one of them killed: every reminder once (A11, X9; Shows 4)."""

import os
import signal
from collections import Counter
from datetime import timedelta
from pathlib import Path

from models import base
from models.clock import local_date, now
from models.contact import Contact
from models.interactions.interaction import Interaction
from models.notices.notification import Notification, NotificationKind
from models.queues.outbox import OutboxItem
from models.reminders import ladder
from models.reminders.ladder import Step, To
from tests.concurrency.crew import FORKS
from tests.conftest import make_config
from tests.factories import make_agent, make_contact, make_interaction, set_organisation
from workers import context, reminders
from workers.loop import until_quiet

CONTACTS = 1500


def _sweep(url: str, data: Path) -> None:
    base.connect(url)
    context._contexts[:] = [context._Context(make_config(data), None)]
    with base.database.connection_context():
        until_quiet(reminders.remind, linger=1.0)


def test_schedulers_at_once_of_which_one_is_killed_tell_each_contact_once(
    committed: str, tmp_path: Path
) -> None:
    with base.database.connection_context():
        ann, yesterday = make_agent("Ann"), local_date(now(), "UTC") - timedelta(days=2)
        with base.database.atomic():
            for n in range(CONTACTS):
                late = now() - timedelta(minutes=1)
                make_contact(f"N{n}", owner=ann, closure_deadline=yesterday, reply_due_at=late)
        set_organisation(first_reply_minutes=30, digest_at="00:00")
        sweeps = [FORKS.Process(target=_sweep, args=(committed, tmp_path)) for _ in range(3)]
        for sweep in sweeps:
            sweep.start()
        while not Notification.select().exists():
            pass
        assert sweeps[0].pid
        os.kill(sweeps[0].pid, signal.SIGKILL)
        for sweep in sweeps:
            sweep.join(timeout=60)
        assert [sweep.exitcode for sweep in sweeps] == [-signal.SIGKILL, 0, 0]
        kinds = Counter(kind for (kind,) in Notification.select(Notification.kind).tuples())
        assert kinds == {
            NotificationKind.DEADLINE: CONTACTS,
            NotificationKind.FIRST_REPLY: CONTACTS,
            NotificationKind.DIGEST: 1,
        }
        letters = Counter(id for (id,) in OutboxItem.select(OutboxItem.contact).tuples() if id)
        assert set(letters.values()) == {2}
        assert Contact.select().where(Contact.deadline_step == 1).count() == CONTACTS


def test_of_an_interaction_its_assignee_is_reminded_once_whatever_is_killed(
    committed: str, tmp_path: Path
) -> None:
    """I1."""
    soon = now() + timedelta(minutes=10)
    with base.database.connection_context():
        ann = make_agent("Ann")
        with base.database.atomic():
            made = [make_interaction(make_contact(), ann, soon).id for _ in range(CONTACTS // 6)]
            made += [make_interaction(None, ann, soon).id for _ in range(CONTACTS // 6)]
        sweeps = [FORKS.Process(target=_sweep, args=(committed, tmp_path)) for _ in range(3)]
        for sweep in sweeps:
            sweep.start()
        while not Notification.select().exists():
            pass
        assert sweeps[0].pid
        os.kill(sweeps[0].pid, signal.SIGKILL)
        for sweep in sweeps:
            sweep.join(timeout=60)
        told = Counter(row.payload["link"] for row in Notification.select())
        assert told == dict.fromkeys((f"/interactions/{id}" for id in made), 1)
        assert OutboxItem.select().count() == len(made)
        assert not Interaction.select().where(Interaction.reminded_at.is_null()).exists()


def test_a_ladder_that_changes_during_a_sweep_repeats_nothing(
    committed: str, tmp_path: Path
) -> None:
    """X9: whoever changes the ladder waits for who climbs it, and the other way round."""
    short, long = [Step(0, To.OWNER)], [Step(-5, To.OWNER), Step(-3, To.OWNER), Step(0, To.OWNER)]
    with base.database.connection_context():
        ann, today = make_agent("Ann"), local_date(now(), "UTC")
        with base.database.atomic():
            for n in range(CONTACTS // 5):
                make_contact(f"N{n}", owner=ann, closure_deadline=today - timedelta(days=1))
            set_organisation(reminders_since=today - timedelta(days=9))
        sweeps = [FORKS.Process(target=_sweep, args=(committed, tmp_path)) for _ in range(2)]
        for sweep in sweeps:
            sweep.start()
        while any(sweep.is_alive() for sweep in sweeps):
            for steps in (long, short):
                with base.database.atomic():
                    ladder.change(steps, now() - timedelta(days=9))
        assert [sweep.exitcode for sweep in sweeps] == [0, 0]
        letters = Counter(id for (id,) in OutboxItem.select(OutboxItem.contact).tuples())
        assert len(letters) == CONTACTS // 5
        assert set(letters.values()) == {1}
